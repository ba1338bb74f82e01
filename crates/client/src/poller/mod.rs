//! One service: an actor that fetches for its subscribers.
//!
//! The actor is one task. It waits for commands, for the one request or cache access in progress, and for time;
//! each of these is handled by a synchronous step, so no step ever sees a half-done one. Rooms: `members` (who
//! subscribes), `schedule` (when to look), `address` (where), `backoff` (how long to rest after failures), `refresh` (the one fetch in
//! flight), `health` (what is told of all that), `keeping` (the cache file), `trust` (which servers it may talk to).

mod address;
mod backoff;
mod health;
mod keeping;
mod members;
mod refresh;
mod schedule;
mod subscriber;
mod trust;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};

use self::address::Address;
use self::backoff::Backoff;
use self::keeping::Keeping;
use self::refresh::Refresh;
use self::schedule::Schedule;
pub(crate) use self::subscriber::{Readiness, Shared, Subscriber};
use crate::cache_file::{CacheFile, Found, Written};
use crate::clock::Clock;
use crate::entry::Entry;
use crate::environment::Chance;
use crate::error::ClientError;
use crate::event::{Event, FetchReport, RefreshOutcome};
use crate::fetch::{Compiled, Target};
use crate::holds::Memory;
use crate::host::{BoxFuture, ExternalCache, Response, Transport};
use crate::panics::panic_text;
use crate::status::Status;
use crate::tls::TlsTrust;
use crate::trust_questions::TrustQuestions;

/// What handles ask of a poller.
pub(crate) enum Command {
    Join(Subscriber),
    Leave(u64),
    SetOffline {
        id: u64,
        offline: bool,
    },
    Refresh {
        id: u64,
        token: u32,
        by_user: bool,
        latest: Option<Arc<Entry>>,
    },
    /// Whom do the hosts trust? For the request in flight.
    AskTrust(oneshot::Sender<TlsTrust>),
    Trust {
        id: u64,
        token: u32,
        trust: TlsTrust,
    },
}

/// The access in progress outside of the actor has ended.
enum Progress {
    Responded(Result<Response, ClientError>, Option<Compiled>),
    Stored,
    Synced(Option<Arc<Entry>>),
    /// A panic of the host's cache, which counts as what `then` says.
    CachePanicked {
        message: String,
        then: Box<Self>,
    },
    FileRead {
        found: Found,
        /// The end of a reading that takes too long to wait for.
        later: Option<BoxFuture<Self>>,
    },
    FileReadLate(Found),
    FileWritten(Arc<Entry>, Result<Written, ClientError>),
    Panicked(String),
}

enum Wake {
    Command(Command),
    Progress(Progress),
    Time,
}

/// The parts that a poller is made of.
pub(crate) struct Parts {
    /// `None` unless the mode is auto.
    pub(crate) interval: Option<Duration>,
    /// `None` unless the mode is lazy.
    pub(crate) time_to_live: Option<Duration>,
    pub(crate) base_url: String,
    pub(crate) target: Arc<Target>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) cache: Option<Arc<dyn ExternalCache>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Chance,
    pub(crate) initial: Option<Arc<Entry>>,
    pub(crate) cache_file: Option<Arc<CacheFile>>,
    /// Whether the one subscriber keeps the entry itself and may say which one is the latest.
    pub(crate) private: bool,
    /// `None` unless services like this one are shared.
    pub(crate) memory: Option<Memory>,
}

pub(crate) struct Poller {
    parts: Parts,
    address: Address,
    entry: Arc<Entry>,
    /// When `entry` was confirmed by a fetch of this poller, on the monotonic clock: wall clocks jump. `None` for an
    /// entry of the host's cache, of which only its own time counts.
    confirmed: Option<Instant>,
    last_report: Option<FetchReport>,
    /// How many reports there were.
    reports: u64,
    /// When the last refresh began.
    asked: Option<Instant>,
    subscribers: Vec<Subscriber>,
    schedule: Schedule,
    backoff: Backoff,
    status: Status,
    refresh: Option<Refresh>,
    /// The request, or the writing of the cache, of `refresh`.
    work: Option<BoxFuture<Progress>>,
    /// The reading of the cache.
    sync: Option<BoxFuture<Progress>>,
    keeping: Option<Keeping>,
    /// The reading or writing of the cache file.
    file_work: Option<BoxFuture<Progress>>,
    /// The reading of the cache file that nobody waits for any more.
    late_reading: Option<BoxFuture<Progress>>,
    /// Whom the hosts trust, while some have not said.
    questions: TrustQuestions,
}

impl Poller {
    pub(crate) fn new(parts: Parts) -> Self {
        let entry = parts.initial.clone().unwrap_or_else(|| Arc::new(Entry::initial()));
        let held = parts.memory.as_ref().and_then(Memory::recall);
        let hold = held.as_ref().map(|held| held.until);
        let (last_report, last_error) = held.map(|held| (held.report, held.error)).unzip();
        let keeping = parts.cache_file.clone().map(|file| Keeping::new(file, parts.initial.is_none()));
        Self {
            address: Address::new(parts.base_url.clone()),
            parts,
            entry,
            keeping,
            file_work: None,
            late_reading: None,
            confirmed: None,
            reports: u64::from(last_report.is_some()),
            last_report,
            asked: None,
            subscribers: Vec::new(),
            schedule: Schedule::Off,
            backoff: hold.map_or_else(Backoff::default, Backoff::held_until),
            status: Status { last_error: last_error.flatten(), hold, ..Status::default() },
            refresh: None,
            work: None,
            sync: None,
            questions: TrustQuestions::default(),
        }
    }

    /// Runs until all handles are gone.
    pub(crate) async fn run(mut self, mut inbox: UnboundedReceiver<Command>) {
        loop {
            let wake_at = self.wake_at();
            let wake = tokio::select! {
                // Commands first: what happens after a disposal is nobody's business any more.
                biased;
                command = inbox.recv() => match command {
                    Some(command) => Wake::Command(command),
                    None => return self.end().await,
                },
                progress = advance(&mut self.work) => Wake::Progress(progress),
                progress = advance(&mut self.sync) => Wake::Progress(progress),
                progress = advance(&mut self.file_work) => Wake::Progress(progress),
                progress = advance(&mut self.late_reading) => Wake::Progress(progress),
                () = sleep_until(wake_at) => Wake::Time,
            };
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| self.on(wake))) {
                self.recover(panic_text(&*panic));
            }
            self.publish();
        }
    }

    fn on(&mut self, wake: Wake) {
        match wake {
            Wake::Command(Command::Join(subscriber)) => self.join(subscriber),
            Wake::Command(Command::Leave(id)) => self.leave(id),
            Wake::Command(Command::SetOffline { id, offline }) => self.set_offline(id, offline),
            Wake::Command(Command::Refresh { id, token, by_user, latest }) => {
                self.ask_refresh(id, token, by_user, latest);
            }
            Wake::Command(Command::AskTrust(asker)) => self.ask_trust(asker),
            Wake::Command(Command::Trust { id, token, trust }) => self.questions.answered(id, token, trust),
            Wake::Progress(progress) => self.go_on(progress),
            Wake::Time => self.tick(),
        }
    }

    fn go_on(&mut self, progress: Progress) {
        match progress {
            Progress::Responded(result, config) => self.responded(result, config),
            Progress::Stored => {
                self.file_is_late();
                self.finish_refresh();
            }
            Progress::Synced(entry) => self.synced(entry),
            Progress::FileRead { found, later } => {
                self.late_reading = later;
                self.file_read(found);
            }
            Progress::FileReadLate(found) => self.file_read_late(found),
            Progress::FileWritten(entry, result) => self.file_written(entry, result),
            Progress::CachePanicked { message, then } => {
                self.tell_panic(&self.parts.target.sdk_key.hide_in(message));
                self.go_on(*then);
            }
            Progress::Panicked(message) => self.recover(message),
        }
    }

    fn tell_panic(&self, message: &str) {
        for subscriber in &self.subscribers {
            subscriber.emit(Event::PollFailed { message: message.to_owned() });
        }
    }

    fn subscriber(&mut self, id: u64) -> Option<&mut Subscriber> {
        self.subscribers.iter_mut().find(|subscriber| subscriber.id == id)
    }

    fn anyone_online(&self) -> bool {
        self.subscribers.iter().any(|subscriber| !subscriber.offline)
    }

    /// Ends whatever was going on, tells everybody, and goes on with the next interval.
    fn recover(&mut self, message: String) {
        let message = self.parts.target.sdk_key.hide_in(message);
        self.work = None;
        self.sync = None;
        let error = ClientError::Panicked { message: message.clone() };
        self.note_error(&error);
        let refresh = self.refresh.take();
        if refresh.is_some() {
            self.address.failed();
        }
        self.rest_from(self.schedule.start().unwrap_or_else(Instant::now));
        self.publish();
        if let Some(refresh) = refresh {
            self.answer(refresh.waiters(), &RefreshOutcome::Failed(error.clone()));
        }
        self.tell_panic(&message);
        self.give_up_reading(&error);
        self.subscribers.iter_mut().for_each(Subscriber::signal_ready);
    }
}

/// The access to a host's cache, which must not stop the polls: not by a panic, and not by never ending.
fn cache_access<T>(
    limit: Duration,
    access: impl Future<Output = T> + Send + 'static,
    ended: impl Fn(Option<T>) -> Progress + Send + 'static,
) -> BoxFuture<Progress>
where
    T: Send + 'static,
{
    Box::pin(async move {
        match AssertUnwindSafe(timeout(limit, access)).catch_unwind().await {
            Ok(result) => ended(result.ok()),
            Err(panic) => {
                Progress::CachePanicked { message: panic_text(&*panic), then: Box::new(ended(None)) }
            }
        }
    })
}

/// Waits for an access to end; for ever while there is none.
async fn advance(slot: &mut Option<BoxFuture<Progress>>) -> Progress {
    let Some(future) = slot else { return std::future::pending().await };
    let progress = AssertUnwindSafe(future).catch_unwind().await;
    *slot = None;
    progress.unwrap_or_else(|panic| Progress::Panicked(panic_text(&*panic)))
}

async fn sleep_until(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}
