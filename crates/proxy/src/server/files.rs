//! The files of the configuration, and when they change.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use crate::folders::folders;
use crate::options::Options;

/// A change is complete when nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(200);

/// But where something happens all the time, it is complete after this time.
const BUSY: Duration = Duration::from_secs(2);

/// How often files are looked at whose folders cannot be watched.
const LOOK: Duration = Duration::from_secs(5);

/// How often they are looked at although nothing was heard: a watch can be lost with its folder.
const LOOK_ANYWAY: Duration = Duration::from_secs(30);

/// `options.yml` and the certificates. Watches folders: files are replaced by renaming, and symbolic links are changed.
pub(crate) struct Files {
    files: Vec<PathBuf>,
    /// Of their contents.
    seen: Option<u64>,
    events: Arc<Notify>,
    /// Something happened that was not looked at.
    is_due: bool,
    folders: BTreeSet<PathBuf>,
    /// Of the folders. `None`: it does not work here.
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
        let folders = all_folders(&files);
        let watcher = watcher(&folders, &events);
        let seen = if is_old { None } else { digest(&files) };
        Self { seen, files, events, is_due: is_old, folders, watcher }
    }

    /// Waits until the contents are other than they were when this returned last. Nothing is lost when the future is dropped.
    pub(crate) async fn changed(&mut self) {
        if self.files.is_empty() {
            std::future::pending::<()>().await;
        }
        loop {
            if self.watcher.is_some() {
                if !self.is_due {
                    let _ = timeout(LOOK_ANYWAY, self.events.notified()).await;
                    self.is_due = true;
                }
                let quiet = async { while timeout(QUIET, self.events.notified()).await.is_ok() {} };
                let _ = timeout(BUSY, quiet).await;
            } else {
                sleep(LOOK).await;
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
        let look = tokio::task::spawn_blocking(move || (digest(&files), all_folders(&files)));
        let Ok((now, folders)) = look.await else { return false };
        if folders != self.folders {
            // Links lead elsewhere, where something may have happened before it is watched.
            self.watcher = watcher(&folders, &self.events);
            self.folders = folders;
            self.events.notify_one();
        }
        // A file that is missing for a moment is about to be replaced.
        let is_new = now.is_some() && now != self.seen;
        if is_new {
            self.seen = now;
        }
        is_new
    }
}

fn all_folders(files: &[PathBuf]) -> BTreeSet<PathBuf> {
    files.iter().flat_map(|file| folders(file)).collect()
}

fn watcher(folders: &BTreeSet<PathBuf>, events: &Arc<Notify>) -> Option<RecommendedWatcher> {
    let told = Arc::clone(events);
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading is no change, and is what this one does.
        if !event.is_ok_and(|event| event.kind.is_access()) {
            told.notify_one();
        }
    })
    .ok()?;
    for folder in folders {
        watcher.watch(folder, RecursiveMode::NonRecursive).ok()?;
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
