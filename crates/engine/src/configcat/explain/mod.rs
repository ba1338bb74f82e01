//! The evaluation with a recording visitor: warnings, failures and evaluation logs.

mod condition_text;
mod current_log;
mod explanation;
mod legacy_log;
mod lines;
mod python_legacy_log;
mod python_log;
#[cfg(test)]
mod python_tests;
mod python_text;
mod recorder;
mod request;
mod run;
mod steps;

pub use explanation::{Explanation, LogRecord, Warning};
pub use request::{DefaultKind, ExplainRequest, LogFormat, TextRepr};
pub(super) use run::explain;
