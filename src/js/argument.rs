//! What `#[napi]` functions need to use the rest of this module: their arguments, their results, and what they throw.

use napi::bindgen_prelude::{FromNapiValue, ToNapiValue, TypeName, ValidateNapiValue};
use napi::{Status, ValueType, sys};
use vexil_engine::js::wtf8;

use super::{Fault, Scope, Value, caught};

/// What can be read from a value of JavaScript.
pub(crate) trait FromJs: Sized {
    /// How errors call what is expected.
    const NAME: &'static str;
    const TYPE: ValueType;

    fn from_js<'s>(scope: Scope<'s>, value: Value<'s>) -> Result<Self, Fault>;
}

/// An argument that is read in the scope of its call.
pub(crate) struct Argument<T>(pub(crate) T);

impl<T: FromJs> TypeName for Argument<T> {
    fn type_name() -> &'static str {
        T::NAME
    }

    fn value_type() -> ValueType {
        T::TYPE
    }
}

impl<T: FromJs> ValidateNapiValue for Argument<T> {}

impl<T: FromJs> FromNapiValue for Argument<T> {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: passed on to the caller.
        let scope = unsafe { Scope::new(env) };
        // SAFETY: passed on to the caller.
        let value = unsafe { Value::new(value) };
        caught(|| T::from_js(scope, value)).map(Self).map_err(thrown)
    }
}

/// A string argument as WTF-8, lone surrogates included.
pub(crate) type JsText = Argument<Vec<u8>>;

impl JsText {
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl FromJs for Vec<u8> {
    const NAME: &'static str = "string";
    const TYPE: ValueType = ValueType::String;

    fn from_js<'s>(scope: Scope<'s>, value: Value<'s>) -> Result<Self, Fault> {
        scope.read_text(value)
    }
}

/// A string argument as UTF-16 code units: what costs the calling thread least where the text is long.
pub(crate) type JsUnits = Argument<Vec<u16>>;

impl FromJs for Vec<u16> {
    const NAME: &'static str = "string";
    const TYPE: ValueType = ValueType::String;

    fn from_js<'s>(scope: Scope<'s>, value: Value<'s>) -> Result<Self, Fault> {
        scope.read_utf16(value)
    }
}

/// A property of an options object that may be `null`: `Option` alone accepts only `undefined` there.
pub(crate) struct Nullable<T>(pub(crate) Option<T>);

impl<T: TypeName> TypeName for Nullable<T> {
    fn type_name() -> &'static str {
        T::type_name()
    }

    fn value_type() -> ValueType {
        T::value_type()
    }
}

impl<T: TypeName> ValidateNapiValue for Nullable<T> {}

impl<T: FromNapiValue> FromNapiValue for Nullable<T> {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: passed on to the caller.
        unsafe { Option::from_napi_value(env, value) }.map(Self)
    }
}

/// Something that has a form in JavaScript: an object.
pub(crate) trait ToJs {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault>;
}

/// What a `#[napi]` function returns, made in the scope of its call.
pub(crate) struct Returned<T>(pub(crate) T);

impl<T> TypeName for Returned<T> {
    fn type_name() -> &'static str {
        "object"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl<T: ToJs> ToNapiValue for Returned<T> {
    unsafe fn to_napi_value(env: sys::napi_env, result: Self) -> napi::Result<sys::napi_value> {
        // SAFETY: passed on to the caller.
        let scope = unsafe { Scope::new(env) };
        caught(|| result.0.to_js(scope)).map(Value::raw).map_err(thrown)
    }
}

/// The fault as an error that `#[napi]` functions throw.
pub(crate) fn thrown(fault: Fault) -> napi::Error {
    match fault {
        Fault::Status(status) => {
            napi::Error::new(status.into(), "The value is of another type than expected.")
        }
        Fault::Error { message, .. } => napi::Error::new(Status::GenericFailure, wtf8::to_lossy(&message)),
        Fault::Panic(message) => napi::Error::new(Status::GenericFailure, message),
    }
}
