//! The file that keeps the last good config over restarts.
//!
//! Everything that touches the disk runs on helper threads of the runtime: `read` and `write` do the work, `format`
//! says what the bytes mean, `sweep` removes what a killed process left behind.

mod format;
mod read;
mod sweep;
mod write;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::time::timeout;

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
pub(crate) struct FileThreads(Arc<Semaphore>);

impl Default for FileThreads {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(THREADS)))
    }
}

impl FileThreads {
    /// Does blocking work where it blocks nothing else.
    async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> Result<T, ClientError> + Send + 'static,
    ) -> Result<T, ClientError> {
        let failed = |message: String| ClientError::Background { message };
        let permit = self.0.acquire_owned().await.map_err(|error| failed(error.to_string()))?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        done.await.map_err(|error| failed(error.to_string()))?
    }
}

/// What a file gave.
type ReadResult = Result<Option<Arc<Entry>>, ClientError>;

/// One cache file, as one service sees it.
pub(crate) struct CacheFile {
    path: PathBuf,
    /// Whose config the file is to hold.
    owner: String,
    limits: Limits,
    threads: FileThreads,
}

impl CacheFile {
    /// `None` for services that have none.
    pub(crate) fn of(options: &ServiceOptions, threads: &FileThreads) -> Option<Arc<Self>> {
        let path = options.cache_file.clone()?;
        let server = options.base_url_overridden.then_some(&*options.base_url);
        Some(Arc::new(Self {
            path,
            owner: format::owner(&options.sdk_key, server),
            limits: options.limits.clone(),
            threads: threads.clone(),
        }))
    }

    /// The entry in the file; `None` if there is no file. `now_ms` is the time on the clock of the entries. If it takes too
    /// long, also what it will be.
    pub(crate) async fn read(self: Arc<Self>, now_ms: f64) -> (ReadResult, Option<BoxFuture<ReadResult>>) {
        let wait = self.limits.file_wait;
        let (threads, path) = (self.threads.clone(), self.path.clone());
        let mut reading: BoxFuture<_> = Box::pin(self.threads.clone().run(move || self.read_here(now_ms)));
        let read = timeout(wait, &mut reading).await;
        // Nobody waits for this one.
        drop(tokio::spawn(threads.run(move || sweep::sweep(&path))));
        match read {
            Ok(result) => (result, None),
            Err(_) => {
                let reason = format!("reading it took longer than {} ms", wait.as_millis());
                (Err(ClientError::CacheFileUnusable { reason }), Some(reading))
            }
        }
    }

    fn read_here(&self, now_ms: f64) -> ReadResult {
        let unusable = |reason| ClientError::CacheFileUnusable { reason };
        let limit = self.limits.body_bytes.saturating_add(format::LARGEST_FRAME);
        let Some(bytes) = read::read(&self.path, limit).map_err(unusable)? else { return Ok(None) };
        let parts = format::decode(&bytes, &self.owner).map_err(unusable)?;
        let config = compiled::parse(parts.json.into(), &self.limits).map_err(|e| unusable(e.to_string()))?;
        // A time that is still to come says nothing about the age.
        let is_past = parts.timestamp_ms >= 0.0 && parts.timestamp_ms <= now_ms;
        let timestamp_ms = if is_past { parts.timestamp_ms } else { 0.0 };
        Ok(Some(Arc::new(Entry { config: Some(config), timestamp_ms, etag: parts.etag, initial: false })))
    }

    /// Puts an entry into the file. Returns whether it took the place of another owner's.
    pub(crate) async fn write(self: Arc<Self>, entry: Arc<Entry>) -> Result<bool, ClientError> {
        self.threads
            .clone()
            .run(move || {
                write::write(&self.path, &format::encode(&entry, &self.owner), &self.owner)
                    .map_err(|reason| ClientError::CacheFileNotWritten { reason })
            })
            .await
    }
}

/// What failed, without the path: that is the program's own, and may hold whatever it likes.
fn describe(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code).to_string(),
        None => error.kind().to_string(),
    }
}

/// The folder that a file is in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}
