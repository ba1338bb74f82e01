//! The options of a feed, from JavaScript's numbers and texts.

use std::time::Duration;

use napi_derive::napi;
use vexil_client::growthbook::FeedOptions;

use crate::js::{Fault, Nullable};

/// How to set up a feed. All times are in milliseconds.
#[napi(object, object_to_js = false)]
pub(crate) struct GrowthbookFeedOptions {
    /// The server that has the payload.
    pub api_host: String,
    /// The key that names the payload there.
    pub client_key: String,
    /// The server that has the stream.
    pub streaming_host: String,
    /// Names and values of the headers of requests for the payload, in turns.
    pub headers: Vec<String>,
    /// The same for the stream.
    pub streaming_headers: Vec<String>,
    /// The address of an HTTP proxy to the server of the payload.
    #[napi(ts_type = "string | null")]
    pub proxy: Option<Nullable<String>>,
    /// The same for the stream.
    #[napi(ts_type = "string | null")]
    pub streaming_proxy: Option<Nullable<String>>,
    /// The deadline of a fetch, with its repetitions.
    pub fetch_ms: f64,
    /// When a stream that has ended is opened again, unless the server says otherwise.
    pub reconnect_ms: f64,
    /// The least that a server can say.
    pub shortest_reconnect_ms: f64,
    /// A stream that says nothing for so long is taken for dead.
    pub silence_ms: f64,
}

impl GrowthbookFeedOptions {
    pub(super) fn into_feed_options(self) -> Result<FeedOptions, Fault> {
        let mut options = FeedOptions::new(self.api_host, self.client_key);
        options.streaming_host = self.streaming_host;
        options.headers = pairs(self.headers);
        options.streaming_headers = pairs(self.streaming_headers);
        options.proxy = self.proxy.and_then(|proxy| proxy.0);
        options.streaming_proxy = self.streaming_proxy.and_then(|proxy| proxy.0);
        options.supplies_trust = true;
        options.pace.fetch = milliseconds(self.fetch_ms)?;
        options.pace.reconnect = milliseconds(self.reconnect_ms)?;
        options.pace.shortest_reconnect = milliseconds(self.shortest_reconnect_ms)?;
        options.pace.silence = milliseconds(self.silence_ms)?;
        Ok(options)
    }
}

pub(super) fn milliseconds(number: f64) -> Result<Duration, Fault> {
    Duration::try_from_secs_f64(number / 1000.0)
        .map_err(|_| Fault::message(format!("{number} is not a length of time.")))
}

fn pairs(flat: Vec<String>) -> Vec<(String, String)> {
    let mut texts = flat.into_iter();
    std::iter::from_fn(|| texts.next().zip(texts.next())).collect()
}
