//! The one request in flight, and who waits for it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use tokio::time::Instant;

use super::Actor;
use crate::error::ClientError;
use crate::growthbook::event::{FeedEvent, News, Trouble};
use crate::growthbook::fetch::{Failure, Got, Refusal};
use crate::growthbook::pace::after_poll;
use crate::host::BoxFuture;
use crate::panics::panic_text;

/// What is known of requests.
#[derive(Default)]
pub(super) struct Fetching {
    work: Option<BoxFuture<Result<Got, Refusal>>>,
    /// Members and their tokens.
    waiters: Vec<(u64, u32)>,
    /// The stream has brought a payload since the request began.
    pub(super) is_overtaken: bool,
    last_failure: Option<Failure>,
    last_error: Option<ClientError>,
    /// The server wants to be left alone until then.
    hold: Option<Instant>,
}

impl Fetching {
    /// Waits for the end of the request; for ever while there is none.
    pub(super) async fn ended(&mut self) -> Result<Got, Refusal> {
        let Some(work) = &mut self.work else { return std::future::pending().await };
        let result = AssertUnwindSafe(work).catch_unwind().await;
        self.work = None;
        result.unwrap_or_else(|panic| Err(ClientError::Panicked { message: panic_text(&*panic) }.into()))
    }

    /// A member is gone: nobody answers it any more. The request goes on for the others, and for those to come.
    pub(super) fn forget(&mut self, id: u64) {
        self.waiters.retain(|(waiter, _)| *waiter != id);
    }

    fn held_until(&self) -> Option<Instant> {
        self.hold.filter(|hold| *hold > Instant::now())
    }

    fn failed(&mut self, refusal: &Refusal) {
        let number = self.last_failure.map_or(0, |last| last.number).saturating_add(1);
        self.last_failure = Some(Failure { time: Instant::now(), number });
        self.last_error = Some(refusal.error.clone());
        self.hold = refusal.retry_after.map(|wish| Instant::now() + wish);
    }

    fn succeeded(&mut self) {
        (self.last_failure, self.last_error, self.hold) = (None, None, None);
    }
}

impl Actor {
    pub(super) fn ask_fetch(&mut self, id: u64, token: u32, insists: bool) {
        if self.fetching.work.is_none()
            && !insists
            && self.fetching.held_until().is_some()
            && let Some(error) = self.fetching.last_error.clone()
        {
            return self.answer(id, FeedEvent::Fetched { token, outcome: Err(error) });
        }
        self.fetching.waiters.push((id, token));
        self.begin_fetch();
    }

    /// Begins a request, unless there is one.
    pub(super) fn begin_fetch(&mut self) {
        if self.fetching.work.is_none() {
            let known = self.latest.known().cloned();
            self.fetching.is_overtaken = false;
            self.fetching.work = Some(Box::pin(Arc::clone(&self.api).get(known, self.fetching.last_failure)));
        }
    }

    /// Begins what is due.
    pub(super) fn begin_due(&mut self) {
        let now = Instant::now();
        let begun = [&mut self.poll, &mut self.probe].map(|round| round.begin(now));
        let Some(hold) = self.fetching.held_until().filter(|_| self.fetching.work.is_none()) else {
            if begun.contains(&true) {
                self.begin_fetch();
            }
            return;
        };
        for (round, _) in [&mut self.poll, &mut self.probe].into_iter().zip(begun).filter(|(_, begun)| *begun)
        {
            round.put_off(hold);
        }
    }

    pub(super) fn fetched(&mut self, result: Result<Got, Refusal>) {
        self.fetching.work = None;
        let is_success = result.is_ok();
        let is_awaited = self.end_rounds(is_success);
        let waiters = std::mem::take(&mut self.fetching.waiters);
        let told = match result {
            Ok(got) => self.take(got),
            Err(mut refusal) => {
                refusal.error = self.api.client_key.hide_in_error(refusal.error);
                self.fetching.failed(&refusal);
                Err(refusal.error)
            }
        };
        let outcome = told.as_ref().map(|(news, _)| news.clone()).map_err(Clone::clone);
        for (id, token) in &waiters {
            self.answer(*id, FeedEvent::Fetched { token: *token, outcome: outcome.clone() });
        }
        let event = match told {
            Ok((news, true)) => FeedEvent::Updated(news),
            Ok((_, false)) => FeedEvent::Confirmed,
            Err(error) if is_awaited => FeedEvent::Failed { trouble: Trouble::Poll, error },
            Err(_) => return,
        };
        for member in &self.members {
            if waiters.iter().all(|(id, _)| *id != member.id()) {
                member.emit(event.clone());
            }
        }
    }

    /// Takes what a server gave: the payload as it is now, and whether it is another one.
    fn take(&mut self, got: Got) -> Result<(News, bool), ClientError> {
        self.fetching.succeeded();
        // A server that has a stream may forget to say so, but none that has no stream says it has.
        if self.has_stream != Some(true) {
            self.has_stream = got.has_stream.or(self.has_stream);
        }
        let is_open = self.stream.as_ref().is_some_and(|stream| stream.is_open);
        let is_new =
            got.new.is_some_and(|new| self.latest.take_fetched(new, is_open, self.fetching.is_overtaken));
        self.news().map(|news| (news, is_new)).ok_or(ClientError::HttpStatus { status: 304 })
    }

    pub(super) fn news(&self) -> Option<News> {
        let payload = Arc::clone(&self.latest.known()?.payload);
        Some(News { payload, has_stream: self.has_stream == Some(true) })
    }

    /// Says whether a poll or a probe waited for the request.
    fn end_rounds(&mut self, is_success: bool) -> bool {
        let pace = &self.api.pace;
        let random = (self.api.chance)();
        let poll = self.poll.end(is_success);
        if let Some((failures, interval)) = poll {
            self.poll.rest(after_poll(interval, failures, pace, random));
        }
        let probe = self.probe.end(is_success);
        if let Some((failures, _)) = probe {
            self.probe.rest(after_poll(pace.reconnect, failures, pace, random));
        }
        poll.is_some() || probe.is_some()
    }

    fn answer(&self, id: u64, event: FeedEvent) {
        if let Some(member) = self.members.iter().find(|member| member.id() == id) {
            member.emit(event);
        }
    }
}
