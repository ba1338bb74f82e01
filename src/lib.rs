//! The N-API addon: glue between Node.js and the flag engine, and nothing else.

mod configcat;
mod growthbook;
mod js;
mod memory;
mod statsig;
mod tls;

use vexil_client::panic_text;

/// The background thread outlives the environment that starts it: its code has to stay where it is. All panics are caught and
/// told as errors, so nothing prints them besides.
#[napi_derive::module_init]
fn start() {
    napi::bindgen_prelude::retain_current_module_for_unload_safety();
    vexil_client::silence_panics();
    memory::give_back_what_is_free();
}
