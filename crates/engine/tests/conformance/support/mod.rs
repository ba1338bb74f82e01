//! What the tests share: the data folder, users made of JSON, and evaluations as the host sees them.

mod data;
mod evaluation;
mod log_text;
mod user;

pub(crate) use data::{Data, Entries, list, report, text};
pub(crate) use evaluation::{Evaluation, config, evaluate, exercise, rule_flag};
pub(crate) use user::{Held, User, utf16};
