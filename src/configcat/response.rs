//! The body that a fetcher in JavaScript got.

use napi::bindgen_prelude::{FromNapiValue, TypeName, Uint8Array, ValidateNapiValue};
use napi::{ValueType, sys};
use vexil_client::Body;

use crate::js::{Kind, Scope, Value, thrown};

/// A string or bytes, as an argument.
pub(crate) struct BodyArgument(pub(super) Body);

impl TypeName for BodyArgument {
    fn type_name() -> &'static str {
        "string | Uint8Array"
    }

    fn value_type() -> ValueType {
        ValueType::Unknown
    }
}

impl ValidateNapiValue for BodyArgument {}

impl FromNapiValue for BodyArgument {
    unsafe fn from_napi_value(env: sys::napi_env, raw: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: passed on to the caller.
        let scope = unsafe { Scope::new(env) };
        // SAFETY: passed on to the caller.
        let value = unsafe { Value::new(raw) };
        if scope.kind(value).map_err(thrown)? == Kind::String {
            return Ok(Self(Body::Text(scope.read_text(value).map_err(thrown)?)));
        }
        // SAFETY: passed on to the caller.
        let bytes = unsafe { Uint8Array::from_napi_value(env, raw) }?;
        Ok(Self(Body::Bytes(bytes.to_vec())))
    }
}
