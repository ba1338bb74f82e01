//! The task that owns all downloads of an SDK.

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::time::Instant as Time;
use vexil_client::{Event, FetchReport, RefreshOutcome, cache_key};

use super::client::Network;
use super::pace::Pace;
use super::{Surroundings, outcome};
use crate::sdk::allowance::Allowance;
use crate::sdk::cache::{Link, look_at};
use crate::sdk::state::Offer;
use crate::sdk::waiting::{Room, Waiter, answer};
use crate::sdk::{Snapshot, State};

/// No download takes as long: each of its requests has a deadline of its own.
const LONGEST_DOWNLOAD: Duration = Duration::from_secs(600);

/// How long to wait for what the cache file holds.
const RESTORING: Duration = Duration::from_secs(5);

pub(super) struct Actor {
    state: Weak<State>,
    network: Network,
    surroundings: Surroundings,
    cache_key: String,
    link: Option<Link>,
    pace: Pace,
    /// When the last download began.
    last_begin: Time,
    next_poll: Time,
    /// Downloads that are not polls.
    allowance: Allowance,
    under_way: Option<Download>,
    /// Whether a further download is needed although nobody waits for it.
    in_doubt: bool,
    downloads: u32,
}

/// A download that has not ended.
struct Download {
    token: u32,
    began: Instant,
    /// What was known when it began.
    base: Option<Arc<Snapshot>>,
    waiters: Vec<Waiter>,
}

impl Actor {
    pub(super) fn new(
        key: &str,
        state: Weak<State>,
        network: Network,
        surroundings: Surroundings,
        interval: Duration,
    ) -> Self {
        Self {
            state,
            network,
            surroundings,
            cache_key: cache_key(key),
            link: None,
            pace: Pace::new(interval),
            last_begin: Time::now(),
            next_poll: Time::now(),
            allowance: Allowance::new(),
            under_way: None,
            in_doubt: false,
            downloads: 0,
        }
    }

    /// Runs until the SDK is dropped.
    ///
    /// # Errors
    /// It cannot go on, and must begin anew.
    pub(super) async fn run(mut self, room: &mut Room) -> Result<(), String> {
        self.restore(room).await;
        loop {
            room.gather();
            self.set_interval(room.interval());
            let due = self.meet(room);
            let (idle, patience) = (self.under_way.is_none(), self.patience());
            tokio::select! {
                (event, time) = self.network.event() => self.on(event, time, room),
                () = room.hear() => {}
                () = doubt(&mut self.link) => self.in_doubt = true,
                () = tokio::time::sleep_until(self.next_poll), if idle => self.poll(room),
                () = until(due) => {}
                () = until(patience) => return Err("a download does not end".to_owned()),
            }
            if self.state.strong_count() == 0 {
                return Ok(());
            }
        }
    }

    /// Begins the download that somebody waits for, or says when that is possible. What anybody can ask for must not be a burden to the
    /// server, least of all while it wants to be left alone.
    fn meet(&mut self, room: &mut Room) -> Option<Time> {
        if self.under_way.is_some() {
            return None;
        }
        let is_held = self.network.is_held();
        if is_held && room.is_waited_for() {
            let has_config = self.state.upgrade().is_some_and(|state| state.snapshot().is_some());
            answer(room.take_patient(), &self.at_hand(has_config));
        }
        if !room.is_waited_for() && (is_held || !self.in_doubt) {
            return None;
        }
        if !self.allowance.take(Time::now()) {
            return Some(self.allowance.next());
        }
        self.begin(room);
        None
    }

    /// When the download under way should have ended long ago.
    fn patience(&self) -> Option<Time> {
        self.under_way.as_ref().map(|_| self.last_begin + LONGEST_DOWNLOAD)
    }

    /// What those get who waited.
    fn at_hand(&self, has_config: bool) -> Result<(), String> {
        if has_config { Ok(()) } else { Err(self.network.last_error()) }
    }

    fn set_interval(&mut self, interval: Duration) {
        if !self.pace.set_interval(interval) {
            return;
        }
        let next = self.last_begin + self.pace.interval();
        let has_config = self.state.upgrade().is_some_and(|state| state.snapshot().is_some());
        // Without a config it is in a hurry anyway.
        self.next_poll = if has_config { next } else { self.next_poll.min(next) };
    }

    /// Begins with what is kept in the shared cache and in the cache file: the newer one wins.
    async fn restore(&mut self, room: &mut Room) {
        if let Some(cache) = self.surroundings.cache.clone() {
            look_at(&cache, &self.cache_key, &self.state, &self.surroundings.log).await;
            self.link =
                Some(Link::start(cache, &self.cache_key, self.state.clone(), self.surroundings.log.clone()));
        }
        if self.surroundings.cache_file.is_some() {
            let end = Time::now() + RESTORING;
            while let Ok((event, time)) = tokio::time::timeout_at(end, self.network.event()).await {
                let restored = matches!(event, Event::Restored(_));
                self.on(event, time, room);
                if restored {
                    break;
                }
            }
        }
        if let Some(state) = self.state.upgrade()
            && state.snapshot().is_some()
        {
            state.set_started();
        }
    }

    fn poll(&mut self, room: &mut Room) {
        if self.network.is_held() {
            self.surroundings.log.debug("not polling: the server asked to be left alone for a while");
            self.next_poll = Time::now() + self.pace.interval();
        } else {
            self.begin(room);
        }
    }

    fn begin(&mut self, room: &mut Room) {
        let Some(state) = self.state.upgrade() else { return };
        room.gather();
        let insists = room.is_insisted_on();
        self.last_begin = Time::now();
        self.in_doubt = false;
        self.downloads = self.downloads.wrapping_add(1);
        let base = state.snapshot();
        let latest = base.as_ref().map(|snapshot| Arc::new(snapshot.entry().clone()));
        self.under_way =
            Some(Download { token: self.downloads, began: Instant::now(), base, waiters: room.take() });
        self.network.download(self.downloads, insists, latest);
    }

    fn on(&mut self, event: Event, time: Instant, room: &mut Room) {
        let log = &self.surroundings.log;
        match event {
            Event::FetchEnded(report) => self.note(&report, time),
            Event::RefreshDone { token, outcome } => self.ended(token, &outcome, room),
            Event::Restored(Some(entry)) => {
                if let Some(state) = self.state.upgrade() {
                    state.offer(&entry);
                }
            }
            Event::Warned(warning) => outcome::log_warning(log, &warning),
            Event::CacheFile(notice) => outcome::log_cache_file(log, &notice),
            Event::PollFailed { message } => log.error(format_args!("fetching the config failed: {message}")),
            _ => {}
        }
    }

    fn note(&self, report: &FetchReport, time: Instant) {
        let Some(state) = self.state.upgrade() else { return };
        let took = self.under_way.as_ref().map(|download| time.saturating_duration_since(download.began));
        self.surroundings.metrics.download(
            &self.surroundings.id,
            &outcome::label(report),
            took.unwrap_or_default(),
        );
        let (is_ok, message) = outcome::record(report);
        if is_ok {
            self.surroundings.log.debug(&message);
        }
        state.note(is_ok, message);
    }

    fn ended(&mut self, token: u32, outcome: &RefreshOutcome, room: &mut Room) {
        let Some(state) = self.state.upgrade() else { return };
        let Some(download) = self.under_way.take_if(|download| download.token == token) else { return };
        let is_success = matches!(outcome, RefreshOutcome::Ended(report) if report.code.is_success());
        let is_settled = !is_success || self.take(&state, &download);
        if !is_success && !matches!(outcome, RefreshOutcome::Held) {
            self.failed(&state, outcome);
        }
        let has_config = state.snapshot().is_some();
        self.next_poll = Time::from_std(download.began) + self.pace.next(has_config, fastrand::f64());
        if !is_settled {
            // Those who wait go on waiting, for a download that began after all that is known.
            self.in_doubt = true;
            room.put_back(download.waiters);
            return;
        }
        state.set_started();
        answer(download.waiters, &self.at_hand(has_config));
    }

    /// Takes a downloaded config over. `false`: meanwhile something else has come from the shared cache, and nobody knows which of the
    /// two is the newer one.
    fn take(&self, state: &State, download: &Download) -> bool {
        let entry = self.network.entry();
        if let Some(current) = state.snapshot()
            && !current.is_of(&entry)
            && download.base.as_ref().is_none_or(|base| !base.is_of(current.entry()))
        {
            return false;
        }
        if state.take(&entry) == Offer::Published {
            let flags = entry.config.as_ref().map_or(0, |config| config.len());
            self.surroundings
                .log
                .info(format_args!("new config fetched, {flags} feature flags and settings"));
            if let Some(link) = &self.link {
                link.write(entry);
            }
        }
        true
    }

    fn failed(&self, state: &State, outcome: &RefreshOutcome) {
        let error = match outcome {
            RefreshOutcome::Failed(error) => {
                // No report came of it.
                state.note(false, "config fetch failed");
                error.to_string()
            }
            _ => self.network.last_error(),
        };
        if state.snapshot().is_some() {
            self.surroundings.log.warn(format_args!("{error} The last known config stays in use."));
        } else {
            self.surroundings.log.error(format_args!("{error} There is no config to serve."));
            if let Some(link) = &self.link {
                link.look();
            }
        }
    }
}

/// Waits for a time; for ever without one.
async fn until(time: Option<Time>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// Waits until another replica has something else that is not newer by its time; for ever without a shared cache.
async fn doubt(link: &mut Option<Link>) {
    match link {
        Some(link) => link.doubt().await,
        None => std::future::pending().await,
    }
}
