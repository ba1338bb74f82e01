//! The cache file of a service: read once, before anything else, and written after fetches.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::schedule::Schedule;
use super::{Poller, Progress, Subscriber};
use crate::cache_file::{CacheFile, Found, Written};
use crate::entry::Entry;
use crate::error::ClientError;
use crate::event::{CacheFileNotice, Event};
use crate::host::BoxFuture;

/// A config that is only confirmed is written this often: a restart should know its age, and no disk should be written to
/// with each poll.
const RENEWAL_MS: f64 = 5.0 * 60.0 * 1000.0;

/// How long a poller that has ended goes on writing: what a disk that hangs keeps in memory has an end.
const LAST_WRITING: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Due,
    UnderWay,
    Over,
}

/// What a poller knows of its cache file.
pub(super) struct Keeping {
    file: Arc<CacheFile>,
    reading: Reading,
    /// What the file holds, as far as is known.
    held: Option<Arc<Entry>>,
    /// What is to be written when the writing under way ends, and when it was fetched.
    next: Option<(Arc<Entry>, Instant)>,
    state: State,
}

/// How the last attempt to have the file went. Changes are told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Well,
    /// Somebody else's was replaced, as in the attempts before.
    Contested,
    /// Another service of the process has it.
    Taken,
    Failing,
}

impl Keeping {
    pub(super) const fn new(file: Arc<CacheFile>, reads: bool) -> Self {
        let reading = if reads { Reading::Due } else { Reading::Over };
        Self { file, reading, held: None, next: None, state: State::Well }
    }

    fn write(&self, entry: Arc<Entry>, fetched: Instant) -> BoxFuture<Progress> {
        let writing = Arc::clone(&self.file).write(Arc::clone(&entry), fetched);
        Box::pin(async move { Progress::FileWritten(entry, writing.await) })
    }

    /// Writes what waited for `work` to end. Nobody is told of anything any more.
    async fn finish(mut self, work: Option<BoxFuture<Progress>>) {
        if let Some(work) = work {
            work.await;
        }
        if let Some((entry, fetched)) = self.next.take() {
            self.write(entry, fetched).await;
        }
    }

    /// Whether the file is worth writing for an entry.
    fn lacks(&self, entry: &Entry) -> bool {
        let Some(held) = &self.held else { return true };
        let is_same_config = match (&held.config, &entry.config) {
            // Equal texts are one config, as long as somebody holds it.
            (Some(held), Some(config)) => Arc::ptr_eq(held, config),
            _ => false,
        };
        !is_same_config
            || held.etag != entry.etag
            || (entry.timestamp_ms - held.timestamp_ms).abs() >= RENEWAL_MS
    }
}

impl Poller {
    pub(super) fn is_reading(&self) -> bool {
        self.keeping.as_ref().is_some_and(|keeping| keeping.reading == Reading::UnderWay)
    }

    /// Whether there is a cache file that has not been read.
    pub(super) fn has_unread_file(&self) -> bool {
        self.keeping.as_ref().is_some_and(|keeping| keeping.reading != Reading::Over)
    }

    /// Whether the cache file has to be waited for; it is read from now on, if nobody has begun to.
    pub(super) fn begin_reading(&mut self) -> bool {
        let Some(keeping) = &mut self.keeping else { return false };
        if keeping.reading == Reading::Due {
            keeping.reading = Reading::UnderWay;
            let reading = Arc::clone(&keeping.file).read(self.parts.clock.now_ms());
            self.file_work = Some(Box::pin(async move {
                let (found, later) = reading.await;
                let later =
                    later.map(|later| Box::pin(async move { Progress::FileReadLate(later.await) }) as _);
                Progress::FileRead { found, later }
            }));
        }
        keeping.reading == Reading::UnderWay
    }

    /// Nobody waits for the file any more. Whoever comes next begins anew.
    pub(super) fn stop_reading(&mut self) {
        if let Some(keeping) = &mut self.keeping
            && keeping.reading == Reading::UnderWay
        {
            keeping.reading = Reading::Due;
            self.file_work = None;
        }
    }

    pub(super) fn file_read(&mut self, found: Found) {
        let Some(keeping) = &mut self.keeping else { return };
        keeping.reading = Reading::Over;
        let (entry, mut notice) = match found.entry {
            Ok(Some(entry)) => (Some(entry), None),
            Ok(None) => (None, Some(CacheFileNotice::Missing)),
            Err(error) => (None, Some(CacheFileNotice::Unusable(error))),
        };
        if found.is_taken {
            // That says it all: what is in there is the other's.
            keeping.state = State::Taken;
            notice = Some(taken());
        }
        keeping.held.clone_from(&entry);
        // What was fetched meanwhile is newer.
        let entry = entry.filter(|_| self.entry.is_empty());
        if let Some(entry) = &entry {
            self.adopt(Arc::clone(entry));
        }
        if let Some(notice) = notice {
            self.tell_of_file(&notice);
        }
        for subscriber in &mut self.subscribers {
            subscriber.restore(entry.clone());
            if subscriber.offline {
                subscriber.signal_ready();
            }
        }
        match self.schedule {
            Schedule::Syncing { start } => self.check(start),
            _ => self.subscribers.iter_mut().for_each(Subscriber::signal_ready),
        }
        self.write_next();
    }

    /// A reading that took too long has ended: better late than nothing at all.
    pub(super) fn file_read_late(&mut self, found: Found) {
        let Ok(Some(entry)) = found.entry else { return };
        if !self.entry.is_empty() {
            return;
        }
        if let Some(keeping) = &mut self.keeping {
            keeping.held = Some(Arc::clone(&entry));
        }
        self.adopt(Arc::clone(&entry));
        for subscriber in &self.subscribers {
            subscriber.emit(Event::Restored(Some(Arc::clone(&entry))));
        }
    }

    /// Tells a subscriber that comes when the file has been read what it begins with: nothing, if it is about to hear of the
    /// last fetch instead.
    pub(super) fn introduce(&mut self, id: u64) {
        if self.keeping.as_ref().is_none_or(|keeping| keeping.reading != Reading::Over) {
            return;
        }
        let is_news = self.confirmed.is_some() && !self.is_expired(Duration::ZERO);
        let entry = Arc::clone(&self.entry);
        let Some(subscriber) = self.subscriber(id) else { return };
        let entry = (!entry.is_empty() && (subscriber.offline || !is_news)).then_some(entry);
        if let Some(entry) = &entry {
            subscriber.keep(Arc::clone(entry));
        }
        subscriber.restore(entry);
    }

    /// Gives the reading up that a panic ended, or kept from beginning, and tells those who wait for it.
    pub(super) fn give_up_reading(&mut self, error: &ClientError) {
        let Some(keeping) = self.keeping.as_mut().filter(|_| !self.subscribers.is_empty()) else { return };
        if keeping.reading != Reading::Over {
            if self.file_work.is_some() {
                // It goes on, and tells them.
                return;
            }
            keeping.reading = Reading::Over;
            self.tell_of_file(&CacheFileNotice::Unusable(error.clone()));
        }
        let entry = (!self.entry.is_empty()).then(|| Arc::clone(&self.entry));
        for subscriber in self.subscribers.iter_mut().filter(|subscriber| !subscriber.restored) {
            if let Some(entry) = &entry {
                subscriber.keep(Arc::clone(entry));
            }
            subscriber.restore(entry.clone());
        }
    }

    /// Puts the entry into the file, if it is worth it. Whether the end of that has to be waited for, for a while: when a refresh is
    /// done, its config survives. A disk that hangs delays one refresh only.
    pub(super) fn keep_in_file(&mut self) -> bool {
        let Some(keeping) = &mut self.keeping else { return false };
        if self.entry.is_empty() || !keeping.lacks(&self.entry) {
            return false;
        }
        let (entry, fetched) = (Arc::clone(&self.entry), self.confirmed.unwrap_or_else(Instant::now));
        if self.file_work.is_some() {
            keeping.next = Some((entry, fetched));
            return false;
        }
        self.file_work = Some(keeping.write(entry, fetched));
        true
    }

    pub(super) fn file_written(&mut self, entry: Arc<Entry>, result: Result<Written, ClientError>) {
        let Some(keeping) = &mut self.keeping else { return };
        let state = match result {
            Ok(Written::Done) => State::Well,
            Ok(Written::Replaced) => State::Contested,
            Ok(Written::Taken) => State::Taken,
            Err(_) => State::Failing,
        };
        let before = std::mem::replace(&mut keeping.state, state);
        keeping.held = matches!(state, State::Well | State::Contested).then_some(entry);
        let notice = match (state, result) {
            _ if state == before => None,
            (_, Err(error)) => Some(CacheFileNotice::NotWritten(error)),
            (State::Taken, _) => Some(taken()),
            (State::Contested, _) => Some(CacheFileNotice::Replaced),
            _ => (before != State::Contested).then_some(CacheFileNotice::WrittenAgain),
        };
        if let Some(notice) = notice {
            self.tell_of_file(&notice);
        }
        self.finish_storing();
        self.write_next();
    }

    /// Goes on with what came while the file was in use.
    fn write_next(&mut self) {
        if self.keeping.as_mut().is_some_and(|keeping| keeping.next.take().is_some()) {
            self.keep_in_file();
        }
    }

    /// A refresh goes on although the file is still being written.
    pub(super) fn file_is_late(&mut self) {
        let Some(keeping) = self.keeping.as_mut().filter(|keeping| keeping.state != State::Failing) else {
            return;
        };
        keeping.state = State::Failing;
        let wait = self.parts.target.limits.file_wait.as_millis();
        let reason = format!("writing it takes longer than {wait} ms");
        self.tell_of_file(&CacheFileNotice::NotWritten(ClientError::CacheFileNotWritten { reason }));
    }

    /// All handles are gone. What was fetched for them is still written; all else ends at once.
    pub(super) fn end(self) -> impl Future<Output = ()> {
        let Self { keeping, file_work, .. } = self;
        async move {
            if let Some(keeping) = keeping {
                drop(timeout(LAST_WRITING, keeping.finish(file_work)).await);
            }
        }
    }

    fn tell_of_file(&self, notice: &CacheFileNotice) {
        for subscriber in &self.subscribers {
            subscriber.emit(Event::CacheFile(notice.clone()));
        }
    }
}

fn taken() -> CacheFileNotice {
    let reason = "a client with another SDK key or server uses it".to_owned();
    CacheFileNotice::Taken(ClientError::CacheFileNotWritten { reason })
}
