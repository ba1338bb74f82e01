//! The task that keeps a config as its file is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Weak;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, sleep_until};
use vexil_client::Entry;
use xxhash_rust::xxh64::xxh64;

use super::nulls::without_nulls;
use super::scan::{Stamp, folders, stamp};
use super::watch::Watch;
use crate::log::Logger;
use crate::sdk::State;
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

pub(super) struct Reader {
    path: PathBuf,
    interval: Duration,
    state: Weak<State>,
    log: Logger,
    watch: Option<Watch>,
    /// Of the file as it was read last.
    stamp: Option<Stamp>,
    /// When to look again at a file that was of no use.
    again: Option<Instant>,
    /// What went wrong last, which is logged once.
    failure: Option<&'static str>,
}

/// Why the file is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// It is the first time, or somebody asks: whatever comes of it is noted.
    Asked,
    /// Something has changed in a folder.
    Told,
    /// An interval is over. Without a sign of a change it is not read.
    Polled,
    /// It was of no use a moment ago.
    Again,
}

/// What a look has found.
struct Found {
    folders: BTreeSet<PathBuf>,
    stamp: Option<Stamp>,
    /// `None`: it was not read.
    entry: Option<Result<Entry, &'static str>>,
}

impl Reader {
    pub(super) fn new(
        path: PathBuf,
        polls: bool,
        interval: Duration,
        state: Weak<State>,
        log: Logger,
    ) -> Self {
        let watch = if polls { None } else { watch(&log) };
        Self { path, interval, state, log, watch, stamp: None, again: None, failure: None }
    }

    pub(super) async fn run(mut self, mut room: Room) {
        if let Some(watch) = &mut self.watch
            && let Err(error) = watch.follow(folders_of(&self.path).await)
        {
            self.log.warn(format_args!("the file cannot be watched, it is polled instead: {error}"));
        }
        let mut waiters = Vec::new();
        let mut cause = Cause::Asked;
        loop {
            room.gather(&mut waiters);
            if !waiters.is_empty() {
                cause = Cause::Asked;
            }
            let result = self.look(cause).await.map_err(str::to_owned);
            let Some(state) = self.state.upgrade() else { return };
            state.set_started();
            let result = if state.snapshot().is_some() { Ok(()) } else { result };
            drop(state);
            answer(std::mem::take(&mut waiters), &result);
            cause = tokio::select! {
                waiter = room.next() => {
                    waiters.push(waiter);
                    Cause::Asked
                }
                () = changed(self.watch.as_ref()) => {
                    sleep(DEBOUNCE).await;
                    Cause::Told
                }
                () = at(self.again) => Cause::Again,
                () = sleep(self.interval) => Cause::Polled,
            };
        }
    }

    /// Looks at the file, and says what is wrong with it.
    async fn look(&mut self, cause: Cause) -> Result<(), &'static str> {
        let (path, known) = (self.path.clone(), self.stamp.clone());
        let Ok(found) = spawn_blocking(move || scan(&path, cause, known.as_ref())).await else {
            return Err(UNREADABLE);
        };
        if let Some(watch) = &mut self.watch {
            // What cannot be watched now is polled, and watched when there is something to watch.
            drop(watch.follow(found.folders));
        }
        let is_touched = found.stamp != self.stamp;
        self.stamp = found.stamp;
        let Some(state) = self.state.upgrade() else { return Ok(()) };
        let result = match found.entry {
            None => return self.failure.map_or(Ok(()), Err),
            Some(result) => result.map(|entry| state.take(&entry)),
        };
        let was_second_look = cause == Cause::Again;
        self.again = None;
        match result {
            Ok(offer) => {
                let was_failing = self.failure.take().is_some();
                if offer == Offer::Published {
                    self.log.info("new config taken from the file");
                    state.note(true, NEW);
                } else if cause == Cause::Asked || is_touched || was_failing {
                    state.note(true, SAME);
                }
                Ok(())
            }
            Err(problem) => {
                if !was_second_look {
                    self.again = Some(Instant::now() + SECOND_LOOK);
                }
                state.note(false, problem);
                // What is only half written is not worth a line.
                if (was_second_look || cause == Cause::Asked)
                    && self.failure.replace(problem) != Some(problem)
                {
                    self.log.error(problem);
                }
                Err(problem)
            }
        }
    }
}

fn scan(path: &Path, cause: Cause, known: Option<&Stamp>) -> Found {
    let stamp = stamp(path);
    let is_read = cause != Cause::Polled || stamp.as_ref() != known;
    // The stamp is older than the content: what changes in between is seen by the next look.
    let entry = is_read.then(|| read(path, stamp.as_ref()));
    Found { folders: folders(path), stamp, entry }
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

async fn folders_of(path: &Path) -> BTreeSet<PathBuf> {
    let path = path.to_owned();
    spawn_blocking(move || folders(&path)).await.unwrap_or_default()
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
