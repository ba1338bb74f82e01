//! The diagnostics port: status, metrics, and a page for operators.

mod service;

pub(crate) use service::{Diagnostics, status_json};
