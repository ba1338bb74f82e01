//! Turns the text of specs into the compiled form.

mod condition;
mod rule;
mod spec;
mod specs;
mod texts;
mod unit;

pub(super) use specs::compile_specs;
pub(super) use texts::{DEFAULT, DISABLED, EMPTY, OVERRIDE};
