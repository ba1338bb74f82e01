//! Writes down what happens during an evaluation.

mod journal;

pub use journal::{Full, Journal, RECORD, Told};
