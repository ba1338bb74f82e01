//! The user that flags are evaluated for.

mod canonical;
mod context_hash;
mod model;

pub(crate) use context_hash::context_hash;
pub(crate) use model::{User, Value};
