//! Reads the JSON text of a payload: where its features and experiments are. They are compiled one by one, so each is read on its own,
//! and is thrown away before the next one.

mod access;
mod payload;

pub(super) use access::{index, length, property};
pub(super) use payload::read_payload;
