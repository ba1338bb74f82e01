//! The task that keeps a config as its file is.

use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Weak;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, sleep_until};
use vexil_client::Entry;
use xxhash_rust::xxh64::xxh64;

use super::nulls::without_nulls;
use super::scan::{Stamp, stamp};
use super::watch::Watch;
use crate::folders::{Way, way};
use crate::log::Logger;
use crate::sdk::State;
use crate::sdk::allowance::Allowance;
use crate::sdk::state::Offer;
use crate::sdk::waiting::{Room, answer};

/// Changes come in groups: a file is emptied, written and closed.
const DEBOUNCE: Duration = Duration::from_millis(50);

/// How soon a file is read again that was of no use: somebody may have been writing it.
const SECOND_LOOK: Duration = Duration::from_millis(250);

const UNREADABLE: &str = "failed to read file";
const NOT_JSON: &str = "failed to parse JSON from file";
const SAME: &str = "config from file not modified";
const NEW: &str = "file source reloaded";

/// Larger files are no configs.
const LARGEST: u64 = 64 * 1024 * 1024;

/// How often a failure is noted for one state of the file: when it is seen, and when it is still there a moment later. Only two in a row
/// make an SDK degraded.
const NOTED: u32 = 2;

pub(super) struct Reader {
    path: PathBuf,
    state: Weak<State>,
    log: Logger,
    watch: Option<Watch>,
    known: Known,
    /// Looks that read the file although there is no sign of a change.
    allowance: Allowance,
    /// When to look again at a file that was of no use.
    again: Option<Instant>,
    /// What is wrong with the file as it is.
    problem: Option<&'static str>,
    /// How often that was noted.
    noted: u32,
    /// What went wrong last, which is logged once.
    logged: Option<&'static str>,
}

/// The file as it was read last.
#[derive(Clone, Default)]
struct Known {
    stamp: Option<Stamp>,
    /// Whether any change since then shows in the stamp.
    is_settled: bool,
}

/// Why the file is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// It is the first time, or somebody asks: whatever comes of it is noted.
    Asked,
    /// Something has changed in the file or on the way to it.
    Named,
    /// An interval is over, or something has changed beside it. Without a sign of a change it is not read.
    Idle,
    /// It was of no use a moment ago.
    Again,
}

/// What a look has found.
struct Found {
    way: Way,
    /// `None`: it was not read.
    read: Option<(Known, Result<Entry, &'static str>)>,
}

impl Reader {
    pub(super) fn new(path: PathBuf, polls: bool, state: Weak<State>, log: Logger) -> Self {
        let watch = if polls { None } else { watch(&log) };
        Self {
            path,
            state,
            log,
            watch,
            known: Known::default(),
            allowance: Allowance::new(),
            again: None,
            problem: None,
            noted: 0,
            logged: None,
        }
    }

    pub(super) async fn run(mut self, room: &mut Room) {
        if let Some(watch) = &mut self.watch
            && let Err(error) = watch.follow(way_to(&self.path).await)
        {
            self.log.warn(format_args!("the file cannot be watched, it is polled instead: {error}"));
        }
        let mut cause = Cause::Asked;
        loop {
            room.gather();
            let waiters = room.take();
            if !waiters.is_empty() && self.allowance.take(Instant::now()) {
                cause = Cause::Asked;
            }
            let result = self.look(cause).await.map_err(str::to_owned);
            let Some(state) = self.state.upgrade() else { return };
            state.set_started();
            let result = if state.snapshot().is_some() { Ok(()) } else { result };
            drop(state);
            answer(waiters, &result);
            let interval = room.interval();
            cause = tokio::select! {
                () = room.hear() => Cause::Idle,
                () = changed(self.watch.as_ref()) => {
                    sleep(DEBOUNCE).await;
                    let is_named = self.watch.as_ref().is_some_and(Watch::take_named);
                    if is_named { Cause::Named } else { Cause::Idle }
                }
                () = at(self.again) => Cause::Again,
                () = sleep(interval) => Cause::Idle,
            };
        }
    }

    /// Looks at the file, and says what is wrong with it.
    async fn look(&mut self, cause: Cause) -> Result<(), &'static str> {
        let (path, known) = (self.path.clone(), self.known.clone());
        let found = match spawn_blocking(move || scan(&path, cause, &known)).await {
            Ok(found) => found,
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            Err(_) => return Err(UNREADABLE),
        };
        if let Some(watch) = &mut self.watch {
            // What cannot be watched now is polled, and watched when there is something to watch.
            drop(watch.follow(found.way));
        }
        let Some(state) = self.state.upgrade() else { return Ok(()) };
        let Some((known, result)) = found.read else { return self.problem.map_or(Ok(()), Err) };
        let is_touched = std::mem::replace(&mut self.known, known).stamp != self.known.stamp;
        self.again = None;
        match result.map(|entry| state.take(&entry)) {
            Ok(offer) => {
                let was_failing = self.problem.take().is_some();
                self.logged = None;
                if offer == Offer::Published {
                    self.log.info("new config taken from the file");
                    state.note(true, NEW);
                } else if cause == Cause::Asked || is_touched || was_failing {
                    state.note(true, SAME);
                }
                Ok(())
            }
            Err(problem) => {
                self.failed(&state, cause, is_touched, problem);
                Err(problem)
            }
        }
    }

    fn failed(&mut self, state: &State, cause: Cause, is_touched: bool, problem: &'static str) {
        if cause != Cause::Again {
            self.again = Some(Instant::now() + SECOND_LOOK);
        }
        if self.problem.replace(problem) != Some(problem) || is_touched {
            self.noted = 0;
        }
        if self.noted < NOTED {
            self.noted += 1;
            state.note(false, problem);
        }
        // What is only half written is not worth a line.
        if matches!(cause, Cause::Again | Cause::Asked) && self.logged.replace(problem) != Some(problem) {
            self.log.error(problem);
        }
    }
}

fn scan(path: &Path, cause: Cause, known: &Known) -> Found {
    let stamp = stamp(path);
    let is_read = cause != Cause::Idle || stamp != known.stamp || !known.is_settled;
    let read = is_read.then(|| {
        // The stamp is older than the content: what changes in between is seen by the next look.
        let is_settled = stamp.as_ref().is_none_or(Stamp::is_settled);
        let entry = read(path, stamp.as_ref());
        (Known { stamp, is_settled }, entry)
    });
    Found { way: way(path), read }
}

fn read(path: &Path, stamp: Option<&Stamp>) -> Result<Entry, &'static str> {
    // Opening what is no file could take for ever.
    let stamp = stamp.filter(|stamp| stamp.length() <= LARGEST).ok_or(UNREADABLE)?;
    let mut bytes = Vec::with_capacity(usize::try_from(stamp.length()).unwrap_or_default());
    let file = std::fs::File::open(path).map_err(|_| UNREADABLE)?;
    std::io::Read::read_to_end(&mut std::io::Read::take(file, LARGEST), &mut bytes)
        .map_err(|_| UNREADABLE)?;
    let json = String::from_utf8(bytes).map_err(|_| NOT_JSON)?;
    let body = without_nulls(json.as_bytes()).into_owned();
    let etag = format!("W/\"{:016x}\"", xxh64(&body, 0));
    Entry::parse(Some(body), now_ms(), Some(etag)).map_err(|_| NOT_JSON)
}

fn now_ms() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |time| (time.as_secs_f64() * 1000.0).floor())
}

fn watch(log: &Logger) -> Option<Watch> {
    let watch = Watch::new();
    let warn = |error: &String| {
        log.warn(format_args!("the file cannot be watched, it is polled instead: {error}"));
    };
    watch.inspect_err(warn).ok()
}

async fn way_to(path: &Path) -> Way {
    let path = path.to_owned();
    spawn_blocking(move || way(&path)).await.unwrap_or_default()
}

/// Waits for a change; for ever without a watch.
async fn changed(watch: Option<&Watch>) {
    match watch {
        Some(watch) => watch.changed().await,
        None => std::future::pending().await,
    }
}

/// Waits for a time; for ever without one.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
