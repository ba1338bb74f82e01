//! The main port: configs for SDKs, evaluations, OFREP, webhooks and streams.

mod api;
mod auth;
mod body;
mod cdn;
mod compress;
mod cors;
mod debug_log;
mod lookup;
mod ofrep;
mod ofrep_json;
mod refusal;
mod reply;
mod route;
mod route_facts;
mod section;
mod service;
mod signature;
mod stream;
mod stream_data;
mod texts;
mod webhook;

#[cfg(test)]
mod tests;

pub(crate) use service::Front;
