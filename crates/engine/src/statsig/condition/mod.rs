//! What the value of a condition has to be like.
//!
//! An operator and its target are compiled once: lists become sets, versions numbers, patterns expressions. Values are converted as
//! JavaScript converts them.

mod compile;
mod eval;
mod members;
mod model;
mod version;

pub(super) use compile::Operator;
pub(super) use eval::holds;
pub(super) use model::{Moment, Test};
