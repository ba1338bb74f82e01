//! Private parsers and rules, for the fuzz targets alone.

use std::sync::Arc;
use std::time::Duration;

use crate::entry::Entry;
use crate::error::ClientError;
use crate::event::FetchReport;
use crate::fetch::{Ended, Fetch, Step, Target};
use crate::growthbook::event_stream::{EventStream, Item, TooLarge};
use crate::host::Response;
use crate::http::{latin1, request_headers};
use crate::limits::Limits;

/// Who asks whom.
#[derive(Debug, Clone)]
pub struct Asker {
    /// The SDK key.
    pub sdk_key: String,
    /// The first base URL.
    pub base_url: String,
    /// Whether the user chose it.
    pub base_url_overridden: bool,
    /// Whether failures renew the time of the config at hand.
    pub renews_on_failure: bool,
}

/// What a refresh came to.
#[derive(Debug)]
pub struct Refreshed {
    /// The addresses that were asked.
    pub urls: Vec<String>,
    /// The base URL to go on with.
    pub base_url: String,
    /// What is told of the end; `None` where the transport gave up.
    pub report: Option<FetchReport>,
    /// The entry that follows, if it is another one.
    pub entry: Option<Entry>,
}

/// Runs one refresh, each request of which `answer` answers.
pub fn refresh(
    asker: &Asker,
    latest: &Arc<Entry>,
    now_ms: f64,
    mut answer: impl FnMut() -> Result<Response, ClientError>,
) -> Refreshed {
    let target = Target {
        sdk_key: asker.sdk_key.clone().into(),
        base_url_overridden: asker.base_url_overridden,
        headers: Arc::new([]),
        timeout: Duration::from_secs(30),
        renews_on_failure: asker.renews_on_failure,
        limits: Limits::default(),
    };
    let mut fetch = Fetch::new(Arc::new(target), Arc::clone(latest), asker.base_url.clone());
    let mut urls = Vec::new();
    let ended = loop {
        urls.push(fetch.request().url);
        match fetch.receive(answer(), None, now_ms) {
            Step::Again(_) => {}
            Step::Done(_, ended) => break ended,
        }
    };
    let base_url = fetch.base_url().to_owned();
    match ended {
        Ended::Reported { report, entry } => Refreshed { urls, base_url, report: Some(report), entry },
        Ended::Aborted(_) => Refreshed { urls, base_url, report: None, entry: None },
    }
}

/// The names and values of the headers that a request is sent with.
#[must_use]
pub fn sent_headers(headers: &[(String, String)], etag: Option<&str>) -> Vec<(String, Vec<u8>)> {
    let sent = request_headers(headers, etag);
    sent.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect()
}

/// The text of a received header value.
#[must_use]
pub fn received_text(value: &[u8]) -> String {
    latin1(value)
}

/// How long a `Retry-After` header asks to wait.
#[must_use]
pub fn retry_after(header: &str, now_ms: f64) -> Option<Duration> {
    crate::retry_after::wait(header, now_ms)
}

/// What is read of a stream of server-sent events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Streamed {
    /// Names and data.
    pub events: Vec<(Vec<u8>, Vec<u8>)>,
    /// How long the server asks to wait, each time.
    pub waits: Vec<Duration>,
    /// The identifier of the last event.
    pub last_id: Vec<u8>,
    /// Whether it ended with something larger than the limit.
    pub is_too_large: bool,
}

/// Reads a stream that comes in these chunks.
pub fn read_events<'a>(limit: usize, chunks: impl IntoIterator<Item = &'a [u8]>) -> Streamed {
    let mut stream = EventStream::new(limit, Vec::new());
    let mut read = Streamed::default();
    for chunk in chunks {
        let (items, has_room) = match stream.push(chunk) {
            Ok(items) => (items, true),
            Err(TooLarge(items)) => (items, false),
        };
        for item in items {
            match item {
                Item::Event { name, data } => read.events.push((name, data)),
                Item::Reconnect(wait) => read.waits.push(wait),
            }
        }
        if !has_room {
            read.is_too_large = true;
            break;
        }
    }
    read.last_id = stream.last_id().to_vec();
    read
}
