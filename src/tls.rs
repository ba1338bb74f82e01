//! The certificates that Node.js trusts.

use napi_derive::napi;

/// Sets the trusted roots of the process, as PEM texts. An empty list means the built-in ones.
#[napi(catch_unwind)]
pub(crate) fn set_tls_roots(pems: Vec<String>) {
    vexil_client::set_tls_roots(pems);
}
