//! The file that keeps the last good config over restarts.
//!
//! Everything that touches the disk runs on helper threads of the runtime: `read` and `write` do the work, `format`
//! says what the bytes mean, `claims` whose a file is, `sweep` removes what a killed process left behind.

mod claims;
mod failure;
mod format;
mod read;
mod sweep;
mod write;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use self::claims::Claim;
pub(crate) use self::claims::Claims;
use self::sweep::Sweeps;
use crate::compiled;
use crate::entry::Entry;
use crate::error::ClientError;
use crate::host::BoxFuture;
use crate::limits::Limits;
use crate::options::ServiceOptions;

/// How many helper threads of one runtime may be in the file system at a time. Lookups of names that hang leave them alone.
pub(crate) const THREADS: usize = 2;

/// The right to use these threads.
#[derive(Clone)]
pub(crate) struct FileThreads {
    free: Arc<Semaphore>,
    sweeps: Sweeps,
}

impl Default for FileThreads {
    fn default() -> Self {
        Self { free: Arc::new(Semaphore::new(THREADS)), sweeps: Sweeps::default() }
    }
}

impl FileThreads {
    /// Does blocking work where it blocks nothing else.
    async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> Result<T, ClientError> + Send + 'static,
    ) -> Result<T, ClientError> {
        let failed = |message: String| ClientError::Background { message };
        let permit = self.free.acquire_owned().await.map_err(|error| failed(error.to_string()))?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        done.await.map_err(|error| failed(error.to_string()))?
    }
}

/// One cache file, as one service sees it.
pub(crate) struct CacheFile {
    path: PathBuf,
    /// Whose config the file is to hold.
    owner: String,
    limits: Limits,
    threads: FileThreads,
    claims: Claims,
    claim: Mutex<Option<Arc<Claim>>>,
}

/// What came of reading a file.
pub(crate) struct Found {
    /// `None`: there is no file.
    pub(crate) entry: Result<Option<Arc<Entry>>, ClientError>,
    /// A service of this process with another SDK key or server has claimed the file.
    pub(crate) is_taken: bool,
}

impl Found {
    const fn unusable(error: ClientError) -> Self {
        Self { entry: Err(error), is_taken: false }
    }
}

/// What came of writing a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// It is there, or something newer of the same owner is.
    Done,
    /// It is there, in the place of a file of another SDK key or server.
    Replaced,
    /// Nothing was written: a service of this process with another SDK key or server has claimed the file.
    Taken,
}

impl CacheFile {
    /// `None` for services that have none.
    pub(crate) fn of(options: &ServiceOptions, threads: &FileThreads, claims: &Claims) -> Option<Arc<Self>> {
        let path = options.cache_file.clone()?;
        let server = options.base_url_overridden.then_some(&*options.base_url);
        Some(Arc::new(Self {
            path,
            owner: format::owner(&options.sdk_key, server),
            limits: options.limits.clone(),
            threads: threads.clone(),
            claims: claims.clone(),
            claim: Mutex::default(),
        }))
    }

    /// Reads the file, and claims it. `now_ms` is the time on the clock of the entries. If it takes too long, also what it will
    /// be.
    pub(crate) async fn read(self: Arc<Self>, now_ms: f64) -> (Found, Option<BoxFuture<Found>>) {
        let wait = self.limits.file_wait;
        let (threads, path) = (self.threads.clone(), self.path.clone());
        let work = self.threads.clone().run(move || {
            let is_taken = self.claim().is_none();
            Ok(Found { entry: self.read_here(now_ms), is_taken })
        });
        let mut reading: BoxFuture<_> = Box::pin(async move { work.await.unwrap_or_else(Found::unusable) });
        let read = timeout(wait, &mut reading).await;
        if let Some(sweep) = threads.sweeps.begin(path) {
            // Nobody waits for this one.
            drop(tokio::spawn(threads.run(move || sweep.run())));
        }
        match read {
            Ok(found) => (found, None),
            Err(_) => {
                let reason = format!("reading it took longer than {} ms", wait.as_millis());
                (Found::unusable(ClientError::CacheFileUnusable { reason }), Some(reading))
            }
        }
    }

    /// `None` if the file is not to be had. The claim ends with the service.
    fn claim(&self) -> Option<Arc<Claim>> {
        let claim = self.claims.claim(&self.path, &self.owner);
        self.claim.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&claim);
        claim
    }

    fn read_here(&self, now_ms: f64) -> Result<Option<Arc<Entry>>, ClientError> {
        let unusable = |reason| ClientError::CacheFileUnusable { reason };
        let limit = self.limits.body_bytes.saturating_add(format::LARGEST_FRAME);
        let Some(bytes) = read::read(&self.path, limit).map_err(unusable)? else { return Ok(None) };
        let parts = format::decode(&bytes, &self.owner).map_err(unusable)?;
        let config = compiled::parse(parts.json.into(), &self.limits).map_err(|e| unusable(e.to_string()))?;
        // A time that is still to come says nothing about the age.
        let is_past = parts.timestamp_ms >= 0.0 && parts.timestamp_ms <= now_ms;
        let confirmed_ms = is_past.then_some(parts.timestamp_ms);
        Ok(Some(Arc::new(Entry {
            config: Some(config),
            timestamp_ms: confirmed_ms.unwrap_or_default(),
            confirmed_ms,
            etag: parts.etag,
            initial: false,
        })))
    }

    /// Puts an entry that was fetched at that time into the file, if that can be claimed, unless a newer one is there.
    pub(crate) async fn write(
        self: Arc<Self>,
        entry: Arc<Entry>,
        fetched: Instant,
    ) -> Result<Written, ClientError> {
        self.threads
            .clone()
            .run(move || {
                let Some(claim) = self.claim() else { return Ok(Written::Taken) };
                claim
                    .write(fetched, || {
                        write::write(&self.path, &format::encode(&entry, &self.owner), &self.owner)
                    })
                    .map_err(|reason| ClientError::CacheFileNotWritten { reason })
            })
            .await
    }
}

/// The folder that a file is in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Mode;

    #[tokio::test(start_paused = true)]
    async fn reading_again_and_again_behind_a_file_system_that_hangs_piles_nothing_up() {
        let threads = FileThreads::default();
        let hanging = Arc::clone(&threads.free).acquire_many_owned(2).await.unwrap();
        let folder = tempfile::TempDir::new().unwrap();
        let mut options = ServiceOptions::new("key", Mode::Manual);
        options.cache_file = Some(folder.path().join("flags.cache"));
        for _ in 0..20 {
            let file = CacheFile::of(&options, &threads, &Claims::default()).unwrap();
            let (found, late) = file.read(0.0).await;
            assert!(found.entry.is_err() && late.is_some());
        }
        assert_eq!(tokio::runtime::Handle::current().metrics().num_alive_tasks(), 1);
        drop(hanging);
        let file = CacheFile::of(&options, &threads, &Claims::default()).unwrap();
        assert!(matches!(file.read(0.0).await.0.entry, Ok(None)));
    }

    #[tokio::test]
    async fn what_is_written_late_takes_the_place_of_nothing_newer() {
        let (threads, claims) = (FileThreads::default(), Claims::default());
        let folder = tempfile::TempDir::new().unwrap();
        let mut options = ServiceOptions::new("key", Mode::Manual);
        options.cache_file = Some(folder.path().join("flags.cache"));
        let file = || CacheFile::of(&options, &threads, &claims).unwrap();
        let entry = |etag: &str| {
            let json = Some(br#"{"f":{}}"#.to_vec());
            Arc::new(Entry::parse(json, 1.0, Some(etag.to_owned())).unwrap())
        };
        let begin = Instant::now();
        let (ended, running) = (file(), file());
        let fetched = |seconds: u64| begin + std::time::Duration::from_secs(seconds);
        for (file, etag, seconds) in [(&running, "first", 1), (&running, "third", 3), (&ended, "second", 2)] {
            let written = Arc::clone(file).write(entry(etag), fetched(seconds)).await;
            assert!(matches!(written, Ok(Written::Done)));
        }
        let held = file().read(2.0).await.0.entry.unwrap().unwrap();
        assert_eq!(held.etag.as_deref(), Some("third"));
        Arc::clone(&ended).write(entry("fourth"), fetched(4)).await.unwrap();
        let held = file().read(2.0).await.0.entry.unwrap().unwrap();
        assert_eq!(held.etag.as_deref(), Some("fourth"));
    }
}
