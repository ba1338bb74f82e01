//! Values of attributes, as JavaScript encodes them: texts, numbers, booleans, `null` and `undefined` as themselves, all others as texts
//! that start with U+0000.

use napi::bindgen_prelude::{FromNapiValue, TypeName, ValidateNapiValue};
use napi::{ValueType, sys};
use vexil_engine::js::{Data, Exotic};

use crate::js::{Fault, Kind, Scope, Value, caught, thrown};

/// Stands for what no JavaScript of ours passes.
pub(super) fn unreadable() -> Data {
    Data::Exotic(Box::new(Exotic::broken()))
}

/// A value as an argument of a function that is called rarely.
pub(crate) struct Encoded(pub(super) Data);

fn read<'s>(scope: Scope<'s>, value: Value<'s>) -> Result<Data, Fault> {
    Ok(match scope.kind(value)? {
        Kind::Undefined => Data::Undefined,
        Kind::Null => Data::Null,
        Kind::Boolean => Data::Bool(scope.read_boolean(value)?),
        Kind::Number => Data::Number(scope.read_number(value)?),
        Kind::String => Data::decode(&scope.read_text(value)?).unwrap_or_else(unreadable),
        Kind::Other => unreadable(),
    })
}

impl TypeName for Encoded {
    fn type_name() -> &'static str {
        "unknown"
    }

    fn value_type() -> ValueType {
        ValueType::Unknown
    }
}

impl ValidateNapiValue for Encoded {}

impl FromNapiValue for Encoded {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: passed on to the caller.
        let scope = unsafe { Scope::new(env) };
        // SAFETY: passed on to the caller.
        let value = unsafe { Value::new(value) };
        caught(|| read(scope, value)).map(Self).map_err(thrown)
    }
}
