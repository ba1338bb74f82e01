//! The diagnostics port: status, metrics, and a page for operators.

mod json;
mod reply;
mod service;
mod status;
mod ui;

pub(crate) use service::Diagnostics;
pub(crate) use status::status_json;
