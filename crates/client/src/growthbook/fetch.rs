//! Getting a payload once, with repetitions.

use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::options::FeedPace;
use super::pace::before_repetition;
use super::payload::SharedPayload;
use super::redirects::follow;
use super::wire::{Wire, WireResponse};
use crate::clock::Clock;
use crate::compiled::apart;
use crate::environment::Chance;
use crate::error::{ClientError, FaultKind};
use crate::host::{Chunks, Request};
use crate::http::Pieces;
use crate::retry_after;
use crate::sdk_key::SdkKey;

/// The rest between the requests of an outage grows so many times.
const MOST_GROWTH: u32 = 5;

/// What all fetches of a feed have in common.
pub(super) struct Source {
    pub(super) wire: Arc<dyn Wire>,
    pub(super) url: String,
    pub(super) headers: Arc<[(String, String)]>,
    pub(super) client_key: SdkKey,
    pub(super) pace: FeedPace,
    pub(super) body_limit: usize,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) chance: Chance,
}

/// The payload that is known, and what the server calls it.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) payload: Arc<SharedPayload>,
    pub(super) etag: Option<String>,
}

/// What a server gave.
pub(super) struct Got {
    /// `None`: what is known already.
    pub(super) new: Option<Known>,
    /// Whether there is a stream; `None` where the answer is too short to say.
    pub(super) has_stream: Option<bool>,
}

/// A fetch that failed.
#[derive(Clone, Copy)]
pub(super) struct Failure {
    pub(super) time: Instant,
    /// How many have failed since one did not.
    pub(super) number: u32,
}

/// Why a server gave nothing.
pub(super) struct Refusal {
    pub(super) error: ClientError,
    /// How long it wants to be left alone.
    pub(super) retry_after: Option<Duration>,
}

impl From<ClientError> for Refusal {
    fn from(error: ClientError) -> Self {
        Self { error, retry_after: None }
    }
}

impl Source {
    /// Gets the payload, unless it is the known one. In an outage, which is told by the `last` failure, a request is not repeated, and
    /// those that follow each other do not come at once.
    pub(super) async fn get(
        self: Arc<Self>,
        known: Option<Known>,
        last: Option<Failure>,
    ) -> Result<Got, Refusal> {
        let start = Instant::now();
        if let Some(last) = &last {
            sleep_until(last.time + self.rest(last.number.min(MOST_GROWTH))).await;
        }
        let mut retries_left = if last.is_none() { self.pace.retries } else { 0 };
        let mut failed = 0;
        loop {
            let left = self.pace.fetch.saturating_sub(start.elapsed());
            let attempt = timeout(left, self.attempt(known.as_ref(), left)).await;
            let refusal = match attempt {
                Ok(Ok(got)) => return Ok(got),
                Ok(Err(refusal)) => refusal,
                Err(_) => ClientError::Timeout { timeout: self.pace.fetch, ray_id: None }.into(),
            };
            failed += 1;
            let rest = self.rest(failed);
            let in_time = start.elapsed() + rest < self.pace.fetch;
            if retries_left == 0 || !in_time || !is_worth_repeating(&refusal) {
                return Err(refusal);
            }
            retries_left -= 1;
            sleep(rest).await;
        }
    }

    fn rest(&self, failures: u32) -> Duration {
        before_repetition(failures, &self.pace, (self.chance)())
    }

    async fn attempt(&self, known: Option<&Known>, left: Duration) -> Result<Got, Refusal> {
        let etag = known.and_then(|known| known.etag.clone());
        let is_conditional = etag.is_some();
        let request = Request {
            url: self.url.clone(),
            headers: Arc::clone(&self.headers),
            etag,
            timeout: self.pace.head.min(left),
            may_repeat: false,
        };
        let response = follow(&*self.wire, request).await?;
        let has_stream = response.header("x-sse-support").map(|value| value == "enabled");
        if response.status == 304 && is_conditional {
            return Ok(Got { new: None, has_stream });
        }
        if !response.is_success() {
            let retry_after = self.retry_after(&response);
            return Err(Refusal { error: ClientError::HttpStatus { status: response.status }, retry_after });
        }
        let etag = response.header("etag").map(str::to_owned);
        let body = read(response.body, self.body_limit).await?;
        let known = known.map(|known| Arc::clone(&known.payload));
        let payload = payload_of(body, known).await?;
        Ok(Got { new: Some(Known { payload, etag }), has_stream: Some(has_stream.unwrap_or(false)) })
    }

    pub(super) fn retry_after(&self, response: &WireResponse) -> Option<Duration> {
        let wish = retry_after::wait(response.header("retry-after")?, self.clock.now_ms())?;
        Some(wish.min(self.pace.longest_rest))
    }
}

/// The payload of a text: the known one if it has the same text or the same date, because then nothing has changed.
pub(super) async fn payload_of(
    text: Arc<[u8]>,
    known: Option<Arc<SharedPayload>>,
) -> Result<Arc<SharedPayload>, ClientError> {
    if let Some(known) = known.as_ref().filter(|known| **known.text() == *text) {
        return Ok(Arc::clone(known));
    }
    let payload = apart(text.len(), move || SharedPayload::parse(text)).await?;
    let is_known = |known: &Arc<SharedPayload>| {
        known.version().is_some_and(|version| !version.is_empty() && payload.version() == Some(version))
    };
    Ok(known.filter(is_known).unwrap_or(payload))
}

/// Reads a body to its end.
async fn read(mut chunks: Chunks, limit: usize) -> Result<Arc<[u8]>, ClientError> {
    let mut body = Pieces::default();
    while let Some(chunk) = chunks.try_next().await? {
        if chunk.len() > limit - body.len() {
            return Err(ClientError::BodyTooLarge { limit, ray_id: None });
        }
        body.push(&chunk);
    }
    Ok(body.join())
}

fn is_worth_repeating(refusal: &Refusal) -> bool {
    match &refusal.error {
        _ if refusal.retry_after.is_some() => false,
        ClientError::HttpStatus { status } => matches!(status, 408 | 425 | 429 | 500..=599),
        ClientError::BodyTooLarge { .. } => false,
        error => matches!(error.kind(), FaultKind::Timeout | FaultKind::Failure),
    }
}
