//! The one refresh in flight.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::{Poller, Progress, Subscriber, cache_access};
use crate::entry::Entry;
use crate::error::ClientError;
use crate::event::{Event, FetchCode, FetchReport, RefreshOutcome};
use crate::fetch::{Compiled, Ended, Fetch, Step, compile_body};
use crate::host::{ExternalCache, Request, Response, Transport};

/// How long a transport may take beyond the request timeout. Transports keep the timeout themselves; this is for a host's
/// transport that never answers, which must not stop the service for ever.
const GRACE: Duration = Duration::from_secs(60);

/// A fetch and everybody who shares its result.
pub(super) struct Refresh {
    fetch: Fetch,
    /// The subscriber whose user asked for it; `None` for polls.
    initiator: Option<u64>,
    /// Who hears of it.
    participants: Vec<u64>,
    /// Who is owed an answer, with the token.
    waiters: Vec<(u64, u32)>,
    /// The result, while the external cache takes it.
    report: Option<FetchReport>,
}

impl Refresh {
    pub(super) fn waiters(self) -> Vec<(u64, u32)> {
        self.waiters
    }

    pub(super) fn is_joined_by(&self, id: u64) -> bool {
        self.participants.contains(&id)
    }

    /// "Not modified" is true for those who hold what the fetch started from; for the others it is news.
    fn report_for(&self, subscriber: &Subscriber, report: &FetchReport) -> FetchReport {
        let mut report = report.clone();
        if report.code == FetchCode::NotModified && !subscriber.entry.has_same_config(self.fetch.latest()) {
            report.code = FetchCode::Fetched;
        }
        report
    }
}

impl Poller {
    pub(super) fn ask_refresh(&mut self, id: u64, token: u32, by_user: bool, latest: Option<Arc<Entry>>) {
        let Some(subscriber) = self.subscriber(id) else { return };
        if subscriber.offline {
            subscriber.emit(Event::RefreshDone { token, outcome: RefreshOutcome::Offline });
            return;
        }
        let is_unwelcome = !by_user && self.parts.time_to_live.is_some() && self.backoff.is_held();
        if is_unwelcome && self.refresh.is_none() {
            self.answer(vec![(id, token)], &RefreshOutcome::Held);
            return;
        }
        if let Some(latest) = latest.filter(|_| self.parts.private && self.refresh.is_none()) {
            self.adopt(latest);
        }
        self.join_or_begin_refresh(by_user.then_some(id));
        self.participate(id);
        if let Some(refresh) = &mut self.refresh {
            refresh.waiters.push((id, token));
        }
    }

    /// Lets everybody who is online share the refresh in flight, or a new one.
    pub(super) fn join_or_begin_refresh(&mut self, initiator: Option<u64>) {
        let online = self.subscribers.iter().filter(|subscriber| !subscriber.offline);
        let online: Vec<u64> = online.map(|subscriber| subscriber.id).collect();
        if self.refresh.is_some() {
            online.into_iter().for_each(|id| self.participate(id));
            return;
        }
        self.asked = Some(Instant::now());
        self.refresh = Some(Refresh {
            fetch: Fetch::new(
                Arc::clone(&self.parts.target),
                Arc::clone(&self.entry),
                self.address.current().to_owned(),
            ),
            initiator,
            participants: online,
            waiters: Vec::new(),
            report: None,
        });
        self.send_request();
    }

    /// Lets a subscriber hear of the refresh in flight, if there is one.
    pub(super) fn participate(&mut self, id: u64) {
        if let Some(refresh) = &mut self.refresh
            && !refresh.participants.contains(&id)
        {
            refresh.participants.push(id);
        }
    }

    fn send_request(&mut self) {
        let Some(refresh) = &self.refresh else { return };
        let request = Request { may_repeat: self.backoff.may_repeat(), ..refresh.fetch.request() };
        let transport = Arc::clone(&self.parts.transport);
        let limit = request.timeout.saturating_add(GRACE);
        let limits = self.parts.target.limits.clone();
        self.work = Some(Box::pin(async move {
            let own = request.timeout;
            // The call stands inside so that a panic of the transport ends up with those of the future.
            let answer = timeout(limit, async { Transport::fetch(&*transport, request).await }).await;
            let mut answer = answer.unwrap_or(Err(ClientError::Timeout { timeout: own, ray_id: None }));
            let config = compile_body(&mut answer, &limits).await;
            Progress::Responded(answer, config)
        }));
    }

    pub(super) fn responded(&mut self, result: Result<Response, ClientError>, config: Option<Compiled>) {
        self.questions.withdraw();
        let now_ms = self.parts.clock.now_ms();
        let retry_after = result.as_ref().ok().and_then(|response| response.retry_after.clone());
        let Some(refresh) = &mut self.refresh else { return };
        let asked = refresh.fetch.base_url().to_owned();
        let (warnings, ended) = match refresh.fetch.receive(result, config, now_ms) {
            Step::Again(warnings) => (warnings, None),
            Step::Done(warnings, ended) => (warnings, Some(ended)),
        };
        // Takes effect even if the request to the new address fails, for a while.
        self.address.follow(refresh.fetch.base_url());
        match &ended {
            Some(Ended::Reported { report, .. }) if report.code.is_success() => {
                self.address.succeeded(&asked)
            }
            Some(_) => self.address.failed(),
            None => {}
        }
        for warning in warnings {
            self.tell_participants(|_, _| Event::Warned(warning.clone()));
        }
        match ended {
            None => self.send_request(),
            Some(Ended::Aborted(error)) => {
                self.note_error(&error);
                self.abandon_refresh(&RefreshOutcome::Failed(error));
            }
            Some(Ended::Reported { report, entry }) => {
                self.note_report(&report, retry_after.as_deref());
                self.take_result(report, entry, now_ms);
            }
        }
    }

    fn take_result(&mut self, report: FetchReport, entry: Option<Entry>, now_ms: f64) {
        self.tell_participants(|subscriber, refresh| {
            Event::FetchEnded(refresh.report_for(subscriber, &report))
        });
        let Some(refresh) = &mut self.refresh else { return };
        let entry = entry.filter(|entry| {
            let latest = refresh.fetch.latest();
            let is_newer = entry.timestamp_ms > latest.timestamp_ms || latest.is_from_the_future(now_ms);
            report.code.is_success() || (is_newer && (!entry.is_empty() || self.entry.is_empty()))
        });
        let is_success = report.code.is_success();
        self.last_report = Some(report.clone());
        self.reports += 1;
        refresh.report = Some(report);
        let Some(entry) = entry.map(Arc::new) else { return self.finish_refresh() };
        self.confirmed = Some(Instant::now());
        self.entry = Arc::clone(&entry);
        match self.parts.cache.clone() {
            Some(cache) => {
                let wait = self.parts.target.limits.cache_wait;
                let write = async move { ExternalCache::store(&*cache, entry).await };
                self.work = Some(cache_access(wait, write, |_| Progress::Stored));
            }
            None if is_success && self.keep_in_file() => {
                let wait = self.parts.target.limits.file_wait;
                self.work = Some(Box::pin(async move {
                    tokio::time::sleep(wait).await;
                    Progress::Stored
                }));
            }
            None => self.finish_refresh(),
        }
    }

    /// Ends the wait for the entry to be stored, if that is what the refresh is doing.
    pub(super) fn finish_storing(&mut self) {
        if self.refresh.as_ref().is_some_and(|refresh| refresh.report.is_some()) {
            self.work = None;
            self.finish_refresh();
        }
    }

    /// The result is stored: tells it, in the documented order, and answers.
    pub(super) fn finish_refresh(&mut self) {
        let Some(refresh) = self.refresh.take() else { return };
        let Some(report) = refresh.report.clone() else { return };
        self.rest();
        self.publish();
        for subscriber in &mut self.subscribers {
            if !refresh.participants.contains(&subscriber.id) {
                continue;
            }
            let report = refresh.report_for(subscriber, &report);
            let waiters = refresh.waiters.iter().filter(|(id, _)| *id == subscriber.id);
            let answers = waiters.map(|(_, token)| Event::RefreshDone {
                token: *token,
                outcome: RefreshOutcome::Ended(report.clone()),
            });
            let answers = answers.collect();
            let stores = self.parts.cache.is_none();
            subscriber.heard = self.reports;
            subscriber.take_over(&self.entry, stores, report.code, refresh.initiator, answers);
        }
    }

    /// Ends the refresh without a report.
    pub(super) fn abandon_refresh(&mut self, outcome: &RefreshOutcome) {
        self.work = None;
        let Some(refresh) = self.refresh.take() else { return };
        self.rest();
        self.publish();
        for subscriber in &mut self.subscribers {
            if refresh.participants.contains(&subscriber.id) {
                subscriber.signal_ready();
            }
        }
        self.answer(refresh.waiters, outcome);
    }

    pub(super) fn answer(&mut self, waiters: Vec<(u64, u32)>, outcome: &RefreshOutcome) {
        for (id, token) in waiters {
            if let Some(subscriber) = self.subscriber(id) {
                // Also to the silent: a disposal may be under way, and every question is answered once.
                subscriber.deliver(Event::RefreshDone { token, outcome: outcome.clone() });
            }
        }
    }

    /// A subscriber leaves: answers it, and stops a refresh that nobody wants any more.
    pub(super) fn release(&mut self, id: u64) {
        let Some(refresh) = &mut self.refresh else { return };
        let (owed, others) = refresh.waiters.drain(..).partition(|(waiter, _)| *waiter == id);
        refresh.waiters = others;
        refresh.participants.retain(|participant| *participant != id);
        let unwanted = refresh.participants.is_empty();
        self.answer(owed, &RefreshOutcome::Disposed);
        if unwanted {
            self.abandon_refresh(&RefreshOutcome::Disposed);
        }
    }

    fn tell_participants(&self, event: impl Fn(&Subscriber, &Refresh) -> Event) {
        let Some(refresh) = &self.refresh else { return };
        for subscriber in &self.subscribers {
            if refresh.participants.contains(&subscriber.id) {
                subscriber.emit(event(subscriber, refresh));
            }
        }
    }
}

impl Subscriber {
    /// Tells of a fetch that ended, from storing to the init signal.
    pub(super) fn take_over(
        &mut self,
        entry: &Arc<Entry>,
        stores: bool,
        code: FetchCode,
        initiator: Option<u64>,
        answers: Vec<Event>,
    ) {
        let news = !entry.is_empty() && !self.entry.has_same_config(entry);
        let mut events = Vec::with_capacity(3);
        if !entry.initial && !Arc::ptr_eq(&self.entry, entry) {
            self.keep(Arc::clone(entry));
            if stores {
                events.push(Event::Stored(Arc::clone(entry)));
            }
        }
        events.push(Event::Fetched { by_user: initiator == Some(self.id) });
        if news || code == FetchCode::Fetched {
            events.push(Event::Changed);
        }
        self.conclude(events, answers);
    }
}
