//! Values of users, as JavaScript encodes them: texts, numbers, booleans, `null` and `undefined` as themselves, all others as texts
//! that start with U+0000.

use napi::ValueType;
use vexil_engine::js::{Data, Exotic};

use super::{Fault, FromJs, Kind, Scope, Value};

/// Stands for what no JavaScript of ours passes.
pub(super) fn unreadable() -> Data {
    Data::Exotic(Box::new(Exotic::broken()))
}

/// A value as an argument of a function that is called rarely.
impl FromJs for Data {
    const NAME: &'static str = "unknown";
    const TYPE: ValueType = ValueType::Unknown;

    fn from_js<'s>(scope: Scope<'s>, value: Value<'s>) -> Result<Self, Fault> {
        Ok(match scope.kind(value)? {
            Kind::Undefined => Self::Undefined,
            Kind::Null => Self::Null,
            Kind::Boolean => Self::Bool(scope.read_boolean(value)?),
            Kind::Number => Self::Number(scope.read_number(value)?),
            Kind::String => Self::decode(&scope.read_text(value)?).unwrap_or_else(unreadable),
            Kind::Other => unreadable(),
        })
    }
}
