//! Evaluation of flags for requests: from the bytes of a request to the bytes of an answer.

mod answers;
mod aside;
mod cache;
mod detail;
mod explain;
mod failure;
mod failures;
mod fragment_writer;
mod fragments;
mod json;
mod list_text;
mod members;
mod number_text;
mod ofrep;
mod request;
mod seen;
mod size;
mod slots;
mod subject;

pub(crate) use answers::Answers;
pub(crate) use aside::{aside, is_heavy};
pub(crate) use detail::Detail;
pub(crate) use explain::explain;
pub(crate) use failure::EvalFailure;
pub(crate) use json::write_text;
pub(crate) use ofrep::read_context;
pub(crate) use request::EvalRequest;
