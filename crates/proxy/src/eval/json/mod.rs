//! JSON as Go's `encoding/json` reads and writes it, errors included.

mod cursor;
mod skip;
mod syntax;
mod text;
mod write;

pub(super) use cursor::{Cursor, Kind};
pub(super) use syntax::Syntax;
pub(super) use write::write_number;
pub(crate) use write::write_text;
