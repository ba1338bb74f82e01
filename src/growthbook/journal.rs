//! The journal as an argument.

use napi::bindgen_prelude::{FromNapiValue, TypeName, ValidateNapiValue};
use napi::{ValueType, sys};

use crate::js::{Floats, Scope, Value, caught, thrown};

/// The `Float64Array` that evaluator or runner write to.
pub(crate) struct SharedJournal(pub(super) Floats);

impl TypeName for SharedJournal {
    fn type_name() -> &'static str {
        "Float64Array"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for SharedJournal {}

impl FromNapiValue for SharedJournal {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: passed on to the caller.
        let scope = unsafe { Scope::new(env) };
        // SAFETY: passed on to the caller.
        let value = unsafe { Value::new(value) };
        caught(|| Floats::new(scope, value)).map(Self).map_err(thrown)
    }
}
