//! Which servers Node.js trusts.

mod openssl;

use std::sync::Arc;

use napi::bindgen_prelude::{ToNapiValue, TypeName};
use napi::{ValueType, sys};
use napi_derive::napi;
use vexil_client::TlsTrust;

use crate::js::{Handle, Scope, Share, Tagged, Value, caught, handle, thrown};

impl Share for TlsTrust {}

impl Tagged for TlsTrust {
    const TAG: sys::napi_type_tag =
        sys::napi_type_tag { lower: 0x6f03_d8a1_c47e_4b95, upper: 0xe4b8_127c_35f9_4a06 };
}

/// The handle of a trust, as an argument.
pub(crate) type TrustHandle = Handle<TlsTrust>;

/// A trust, as a result.
pub(crate) struct NativeTrust(TlsTrust);

impl TypeName for NativeTrust {
    fn type_name() -> &'static str {
        TrustHandle::type_name()
    }

    fn value_type() -> ValueType {
        TrustHandle::value_type()
    }
}

impl ToNapiValue for NativeTrust {
    unsafe fn to_napi_value(env: sys::napi_env, trust: Self) -> napi::Result<sys::napi_value> {
        // SAFETY: passed on to the caller.
        let scope = unsafe { Scope::new(env) };
        caught(|| handle(scope, &Arc::new(trust.0))).map(Value::raw).map_err(thrown)
    }
}

/// Trusts these roots and no others, given as PEM texts.
#[napi(catch_unwind, ts_return_type = "NativeHandle")]
pub(crate) fn tls_roots(pems: Vec<String>) -> NativeTrust {
    NativeTrust(TlsTrust::roots(pems))
}

/// Trusts whoever answers.
#[napi(catch_unwind, ts_return_type = "NativeHandle")]
pub(crate) fn tls_any_certificate() -> NativeTrust {
    NativeTrust(TlsTrust::any_certificate())
}

/// Where the OpenSSL of Node.js looks for certificates, unless the environment says otherwise: a file and a folder.
/// `null` if this Node.js does not say.
#[napi(catch_unwind, ts_return_type = "[file: string, folder: string] | null")]
pub(crate) fn openssl_defaults() -> Option<Vec<String>> {
    openssl::default_paths()
}
