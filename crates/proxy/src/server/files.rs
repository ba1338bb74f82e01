//! The files of the configuration, and when they change.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use crate::options::Options;

/// A change is complete when nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(200);

/// How often files are looked at whose directory cannot be watched.
const LOOK: Duration = Duration::from_secs(5);

/// `options.yml` and the certificates. Watches directories: files are replaced by renaming, and symbolic links are changed.
pub(crate) struct Files {
    files: Vec<PathBuf>,
    /// Of their contents.
    seen: Option<u64>,
    events: Arc<Notify>,
    /// Something happened that was not looked at.
    is_due: bool,
    /// `None`: it does not work here.
    watcher: Option<RecommendedWatcher>,
}

impl Files {
    /// Watches the files that belong to a configuration from now on. `before`: the [`digest`] of `file` before it was read, if it is
    /// known.
    pub(crate) fn watch(file: Option<&Path>, options: &Options, before: Option<u64>) -> Self {
        let mut files: Vec<PathBuf> = file.map(Path::to_owned).into_iter().collect();
        let is_old = before.is_some_and(|before| digest(&files) != Some(before));
        if options.tls.enabled {
            for certificate in &options.tls.certificates {
                files.extend([certificate.cert.clone(), certificate.key.clone()]);
            }
        }
        let events = Arc::new(Notify::new());
        let watcher = watcher(&files, &events);
        let seen = if is_old { None } else { digest(&files) };
        Self { seen, files, events, is_due: is_old, watcher }
    }

    /// Waits until the contents are other than they were when this returned last. Nothing is lost when the future is dropped.
    pub(crate) async fn changed(&mut self) {
        if self.files.is_empty() {
            std::future::pending::<()>().await;
        }
        loop {
            match self.watcher {
                Some(_) => {
                    if !self.is_due {
                        self.events.notified().await;
                        self.is_due = true;
                    }
                    while timeout(QUIET, self.events.notified()).await.is_ok() {}
                }
                None => sleep(LOOK).await,
            }
            let is_new = self.look().await;
            self.is_due = false;
            if is_new {
                return;
            }
        }
    }

    async fn look(&mut self) -> bool {
        let files = self.files.clone();
        let Ok(now) = tokio::task::spawn_blocking(move || digest(&files)).await else { return false };
        // A file that is missing for a moment is about to be replaced.
        let is_new = now.is_some() && now != self.seen;
        if is_new {
            self.seen = now;
        }
        is_new
    }
}

fn watcher(files: &[PathBuf], events: &Arc<Notify>) -> Option<RecommendedWatcher> {
    let told = Arc::clone(events);
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading is no change, and is what this one does.
        if !event.is_ok_and(|event| event.kind.is_access()) {
            told.notify_one();
        }
    })
    .ok()?;
    let mut directories = BTreeSet::new();
    for file in files {
        for path in [Some(file.clone()), file.canonicalize().ok()].into_iter().flatten() {
            let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
            directories.insert(directory.map_or_else(|| PathBuf::from("."), Path::to_owned));
        }
    }
    for directory in directories {
        watcher.watch(&directory, RecursiveMode::NonRecursive).ok()?;
    }
    Some(watcher)
}

/// Of the contents of all; `None`: one cannot be read.
pub(crate) fn digest(files: &[PathBuf]) -> Option<u64> {
    let mut digest = xxhash_rust::xxh64::Xxh64::new(0);
    for file in files {
        let content = std::fs::read(file).ok()?;
        digest.update(&content.len().to_le_bytes());
        digest.update(&content);
    }
    Some(digest.digest())
}
