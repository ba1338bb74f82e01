//! Reads the JSON text of specs, in either version: where each spec is. They are compiled one by one, so each is read on its own, and is
//! thrown away before the next one.

mod body;

pub(super) use body::{BodyText, SpecText, read_body};
