//! The engine against GrowthBook's published conformance cases.
//!
//! They are read from the folder that `VEXIL_CONFORMANCE` names, in its part `growthbook`. Tests that need them say so and pass where they are
//! missing.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bounds;
mod cases;
mod evaluations;
mod functions;
mod host;
mod plans;
mod runs;
mod settling;
mod shapes;
mod urls;
