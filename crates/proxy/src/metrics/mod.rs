//! Counters for Prometheus, under the names of the official proxy. Routes are templates: never a key.

mod downloads;
mod exposition;
mod histogram;
mod method;
mod process;
mod registry;
mod requests;
mod streams;

pub(crate) use exposition::Format;
pub(crate) use registry::Metrics;
pub(crate) use streams::StreamLabels;
