//! The main port: configs for SDKs, evaluations, OFREP, webhooks and streams.

mod service;

pub(crate) use service::Front;
