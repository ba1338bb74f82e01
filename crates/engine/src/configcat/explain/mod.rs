//! The evaluation with a recording visitor: warnings, failures and evaluation logs.

mod condition_text;
mod current_log;
mod explanation;
mod legacy_log;
mod recorder;
mod request;
mod run;

pub use explanation::{Explanation, Warning};
pub use request::{DefaultKind, ExplainRequest, LogFormat};
pub(super) use run::explain;
