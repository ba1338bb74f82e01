//! Evaluation of flags for requests: from the bytes of a request to the bytes of an answer.

mod answers;
mod failure;
mod request;

pub(crate) use answers::Answers;
pub(crate) use failure::EvalFailure;
pub(crate) use request::EvalRequest;
