//! The engine against public conformance data and hostile input.
//!
//! The data is read from the folder that `VEXIL_CONFORMANCE` names: ConfigCat's published configs, users, expected values and logs,
//! in its part `configcat`. Tests that need it say so and pass where it is missing.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod attributes;
mod cases;
mod failures;
mod hashing;
mod hostile;
mod logs;
mod matrix;
mod numbers;
mod overrides;
mod properties;
mod shapes;
mod support;
mod variations;
mod versions;
