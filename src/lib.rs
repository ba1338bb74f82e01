//! The N-API addon: glue between Node.js and the flag engine, and nothing else.

mod configcat;
mod js;
mod tls;

/// The background thread outlives the environment that starts it: its code has to stay where it is.
#[napi_derive::module_init]
fn pin() {
    napi::bindgen_prelude::retain_current_module_for_unload_safety();
}
