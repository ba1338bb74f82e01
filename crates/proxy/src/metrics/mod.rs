//! Counters for Prometheus, under the names of the official proxy. Routes are templates: never a key.

mod registry;

pub(crate) use registry::{Metrics, StreamLabels};
