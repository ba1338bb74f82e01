//! Pure evaluation of feature flags: no I/O, no clock, no environment, no logging.
//!
//! A dialect lives in a module of its own, and no dialect knows another. All have the same rooms:
//!
//! * `wire`: reads the JSON form of a config and checks its shape;
//! * `compile`: turns it into the compiled form. Compiling numbers every possible outcome of every flag, and finds the
//!   attributes that evaluating the flag can read: its plan;
//! * `eval`: chooses an outcome. There is one evaluator, which tells a visitor what it does;
//! * `explain`: the visitor that writes down warnings, failures and evaluation logs.
//!
//! The host materialises the outcomes once per config, reads the planned attributes of its user, and gets the number of an
//! outcome back. What the dialects share of JavaScript's semantics is in [`js`], what hosts in Python need in [`python`]; text is
//! WTF-8 everywhere.
#![forbid(unsafe_code)]

mod comparison;
pub mod configcat;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
pub mod growthbook;
pub mod hash;
pub mod js;
mod key_index;
mod plan;
pub mod python;
pub mod statsig;
mod text;
mod version_grammar;
