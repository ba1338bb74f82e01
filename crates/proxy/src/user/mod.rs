//! The user that flags are evaluated for.

mod model;

pub(crate) use model::{User, Value};
