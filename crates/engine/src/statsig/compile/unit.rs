//! Ids of users.

use crate::js::{DataRef, wtf8};
use crate::statsig::input::InputTable;
use crate::statsig::{Form, InputId, Source};

/// The id of a kind. What is no text, and `userid` in whatever case, is the user's own.
pub(super) fn unit(kind: DataRef<'_>, inputs: &mut InputTable) -> InputId {
    inputs.id(unit_source(kind), Form::Value)
}

/// Where that id is.
pub(super) fn unit_source(kind: DataRef<'_>) -> Source {
    match kind {
        DataRef::Text(kind) if *wtf8::to_lower(kind) != *b"userid" => Source::Unit(Some(kind.into())),
        _ => Source::Unit(None),
    }
}
