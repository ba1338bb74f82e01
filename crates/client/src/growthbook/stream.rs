//! A stream of server-sent events that is kept open.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt, TryStreamExt};
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{sleep, timeout};

use super::event_stream::{EventStream, Item, TooLarge};
use super::fetch::{Source, payload_of};
use super::pace::StreamPace;
use super::payload::SharedPayload;
use super::redirects::follow;
use super::wire::WireResponse;
use crate::error::ClientError;
use crate::host::Request;
use crate::panics::panic_text;

/// Longer identifiers are not sent back: servers refuse large heads.
const LONGEST_ID: usize = 4096;

/// What a stream tells its feed.
pub(super) enum Report {
    /// The stream is open. `has_gap`: something may have been missed.
    Opened { has_gap: bool },
    /// A payload has come.
    Payload(Arc<SharedPayload>),
    /// There is a new payload to be fetched.
    Outdated,
    /// The stream has ended (without an error: in good order), or something has come that is of no use. It goes on after a rest.
    Failed { error: Option<ClientError>, is_open: bool },
}

/// A stream that is kept open until it is dropped.
pub(super) struct Streamer {
    source: Arc<Source>,
    reports: UnboundedSender<Report>,
    pace: StreamPace,
    last_id: Vec<u8>,
    was_open: bool,
}

/// How a connection ended.
struct End {
    /// `None`: the server has ended it in good order, as it may do at any time.
    error: Option<ClientError>,
    /// The server has answered, but not with a stream.
    is_refused: bool,
    /// It was noted as a failure already.
    is_noted: bool,
    retry_after: Option<Duration>,
}

impl End {
    const fn cut(error: ClientError) -> Self {
        Self { error: Some(error), is_refused: false, is_noted: false, retry_after: None }
    }
}

impl Streamer {
    /// A stream from `source`; what happens there is told through `reports`.
    pub(super) fn new(source: Arc<Source>, reports: UnboundedSender<Report>) -> Self {
        let pace = StreamPace::new(&source.pace);
        Self { source, reports, pace, last_id: Vec::new(), was_open: false }
    }

    /// Opens the stream, again and again.
    pub(super) async fn run(mut self) {
        loop {
            let connection = AssertUnwindSafe(self.connect()).catch_unwind().await;
            let end = connection
                .unwrap_or_else(|panic| End::cut(ClientError::Panicked { message: panic_text(&*panic) }));
            if !end.is_noted {
                self.pace.failed();
            }
            let (pace, random) = (&self.source.pace, (self.source.chance)());
            let rest = self.pace.rest(end.is_refused, pace, random).max(end.retry_after.unwrap_or_default());
            self.report_failure(end.error, false);
            sleep(rest).await;
        }
    }

    fn report(&self, report: Report) {
        // Fails only while the feed is ending, and this with it.
        drop(self.reports.send(report));
    }

    fn report_failure(&self, error: Option<ClientError>, is_open: bool) {
        let error = error.map(|error| self.source.client_key.hide_in_error(error));
        self.report(Report::Failed { error, is_open });
    }

    fn request(&self) -> Request {
        let given =
            |name: &str| self.source.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        // A compressed stream may be held back until there is enough to compress.
        let own =
            [("Accept", "text/event-stream"), ("Accept-Encoding", "identity"), ("Cache-Control", "no-cache")];
        let own = own
            .iter()
            .filter(|(name, _)| !given(name))
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut headers: Vec<(String, String)> = self.source.headers.iter().cloned().chain(own).collect();
        if !self.last_id.is_empty() && self.last_id.len() <= LONGEST_ID {
            // Headers are Latin-1, and these bytes are to arrive as they came.
            headers
                .push(("Last-Event-ID".to_owned(), self.last_id.iter().copied().map(char::from).collect()));
        }
        let timeout = self.source.pace.head;
        Request {
            url: self.source.url.clone(),
            headers: headers.into(),
            etag: None,
            timeout,
            may_repeat: false,
        }
    }

    /// Opens the stream once and reads it to its end.
    async fn connect(&mut self) -> End {
        let response = match follow(&*self.source.wire, self.request()).await {
            Ok(response) => response,
            Err(error) => return End::cut(error),
        };
        if let Some(error) = refusal(&response) {
            let retry_after = self.source.retry_after(&response);
            return End { is_refused: true, retry_after, ..End::cut(error) };
        }
        // Without an identifier the server cannot know what was missed.
        let has_gap = self.was_open && (self.last_id.is_empty() || self.pace.failures() > 1);
        self.was_open = true;
        self.pace.succeeded();
        self.report(Report::Opened { has_gap });
        self.read(response).await
    }

    async fn read(&mut self, response: WireResponse) -> End {
        let mut stream = EventStream::new(self.source.body_limit, std::mem::take(&mut self.last_id));
        let mut body = response.body;
        let mut known = None;
        let end = loop {
            let chunk = match timeout(self.source.pace.silence, body.try_next()).await {
                Ok(Ok(Some(chunk))) => chunk,
                Ok(Ok(None)) => {
                    break End { is_refused: false, is_noted: false, error: None, retry_after: None };
                }
                Ok(Err(error)) => break End::cut(error),
                Err(_) => {
                    break End::cut(ClientError::Timeout { timeout: self.source.pace.silence, ray_id: None });
                }
            };
            let (items, has_room) = match stream.push(&chunk) {
                Ok(items) => (items, true),
                Err(TooLarge(items)) => (items, false),
            };
            if let Some(end) = self.take(items, &mut known).await {
                break end;
            }
            if !has_room {
                break End::cut(ClientError::BodyTooLarge { limit: self.source.body_limit, ray_id: None });
            }
        };
        self.last_id = stream.last_id().to_vec();
        end
    }

    /// Takes what has come in. Ends the connection if too much of it is of no use.
    async fn take(&mut self, items: Vec<Item>, known: &mut Option<Arc<SharedPayload>>) -> Option<End> {
        for item in items {
            match item {
                Item::Reconnect(time) => self.pace.asked_for(time, &self.source.pace),
                Item::Event { name, .. } if name == b"features-updated" => {
                    self.pace.succeeded();
                    self.report(Report::Outdated);
                }
                Item::Event { name, data } if name == b"features" => {
                    match payload_of(data.into(), known.take()).await {
                        Ok(payload) => {
                            self.pace.succeeded();
                            *known = Some(Arc::clone(&payload));
                            self.report(Report::Payload(payload));
                        }
                        Err(error) if self.pace.failed() => {
                            return Some(End { is_refused: true, is_noted: true, ..End::cut(error) });
                        }
                        Err(error) => self.report_failure(Some(error), true),
                    }
                }
                Item::Event { .. } => {}
            }
        }
        None
    }
}

/// Why a response is no stream.
fn refusal(response: &WireResponse) -> Option<ClientError> {
    if response.status != 200 {
        return Some(ClientError::HttpStatus { status: response.status });
    }
    let kind = response.header("content-type").unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    (!essence.eq_ignore_ascii_case("text/event-stream")).then_some(ClientError::NotAStream)
}
