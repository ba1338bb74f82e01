//! The Statsig dialect beside what the official package gave.
//!
//! The data is read from the folder that `VEXIL_CONFORMANCE` names. Without it the tests that need it say so and pass.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod conditions;
mod data;
mod host;
mod matrix;
mod shapes;
