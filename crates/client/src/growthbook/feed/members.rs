//! Whom a feed is for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::oneshot;

use super::Actor;
use crate::growthbook::event::{FeedEvent, FeedHost, StreamState};
use crate::growthbook::options::Streaming;
use crate::tls::TlsTrust;

/// Intervals are not shorter.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(1);

/// One of those whom a feed is for.
pub(crate) struct Member {
    id: u64,
    host: Arc<dyn FeedHost>,
    supplies_trust: bool,
    is_silent: Arc<AtomicBool>,
    pub(super) streaming: Streaming,
    pub(super) interval: Option<Duration>,
    /// It was told that there is no stream.
    knows_of_none: bool,
}

impl Member {
    pub(in crate::growthbook) fn new(
        id: u64,
        host: Arc<dyn FeedHost>,
        supplies_trust: bool,
        is_silent: Arc<AtomicBool>,
    ) -> Self {
        let streaming = Streaming::Off;
        Self { id, host, supplies_trust, is_silent, streaming, interval: None, knows_of_none: false }
    }

    /// Hands over an event, unless the membership has ended meanwhile. A panic in there stays there.
    pub(super) fn emit(&self, event: FeedEvent) {
        if !self.is_silent.load(Ordering::Acquire) {
            drop(catch_unwind(AssertUnwindSafe(|| self.host.emit(event))));
        }
    }

    pub(super) const fn id(&self) -> u64 {
        self.id
    }
}

impl Actor {
    pub(super) fn join(&mut self, member: Member) {
        if member.supplies_trust
            && let Some(token) = self.questions.ask_newcomer(member.id)
        {
            member.emit(FeedEvent::TrustNeeded { token });
        }
        self.members.push(member);
    }

    pub(super) fn leave(&mut self, id: u64) {
        self.questions.stop_asking(id);
        self.fetching.forget(id);
        self.members.retain(|member| member.id != id);
    }

    pub(super) fn change(&mut self, id: u64, change: impl FnOnce(&mut Member)) {
        if let Some(member) = self.members.iter_mut().find(|member| member.id == id) {
            change(member);
        }
    }

    pub(super) fn ask_trust(&mut self, asker: oneshot::Sender<TlsTrust>) {
        let asked = || self.members.iter().filter(|member| member.supplies_trust);
        let token = self.questions.ask(asker, asked().map(|member| member.id));
        for member in asked() {
            member.emit(FeedEvent::TrustNeeded { token });
        }
    }

    pub(super) fn wants(&self, streaming: Streaming) -> bool {
        self.members.iter().any(|member| member.streaming == streaming)
    }

    pub(super) fn wants_stream(&self) -> bool {
        self.wants(Streaming::Always) || (self.has_stream == Some(true) && self.wants(Streaming::IfSupported))
    }

    /// How often to poll.
    pub(super) fn interval(&self) -> Option<Duration> {
        let shortest = self.members.iter().filter_map(|member| member.interval).min();
        shortest.map(|interval| interval.max(SHORTEST_INTERVAL))
    }

    /// Whoever wants a stream hears once that there is none.
    pub(super) fn tell_unsupported(&mut self) {
        if self.has_stream != Some(false) {
            return;
        }
        let waiting =
            |member: &&mut Member| member.streaming == Streaming::IfSupported && !member.knows_of_none;
        for member in self.members.iter_mut().filter(waiting) {
            member.knows_of_none = true;
            member.emit(FeedEvent::Stream(StreamState::Unsupported));
        }
    }
}
