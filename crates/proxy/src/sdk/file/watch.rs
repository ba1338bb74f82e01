//! Hearing of changes in folders.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;

/// Watches folders.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    changed: Arc<Notify>,
    folders: BTreeSet<PathBuf>,
}

impl Watch {
    /// A watch of no folder yet. The error is a text without paths.
    pub(super) fn new() -> Result<Self, String> {
        let changed = Arc::new(Notify::new());
        let teller = Arc::clone(&changed);
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // Whatever an error is about: something may have been missed.
            if event.as_ref().map_or(true, matters) {
                teller.notify_one();
            }
        });
        let watcher = watcher.map_err(|error| describe(&error))?;
        Ok(Self { watcher, changed, folders: BTreeSet::new() })
    }

    /// Watches these folders instead of those of before. All are watched anew: one may have taken the place of another of the same name.
    pub(super) fn follow(&mut self, folders: BTreeSet<PathBuf>) -> Result<(), String> {
        for gone in self.folders.difference(&folders) {
            // It may not exist any more.
            drop(self.watcher.unwatch(gone));
        }
        let mut result = Ok(());
        for folder in &folders {
            if let Err(error) = self.watcher.watch(folder, RecursiveMode::NonRecursive) {
                result = Err(describe(&error));
            }
        }
        if !self.folders.is_empty() && self.folders != folders {
            // Something may have changed before the new ones were watched.
            self.changed.notify_one();
        }
        self.folders = folders;
        result
    }

    /// Waits until something has changed since the last time.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }
}

/// Whether a file may have other content now. Reading one, as this process does, tells of itself, too.
const fn matters(event: &Event) -> bool {
    match event.kind {
        EventKind::Access(kind) => matches!(kind, AccessKind::Close(AccessMode::Write)),
        _ => true,
    }
}

fn describe(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::Io(error) => error.kind().to_string(),
        notify::ErrorKind::PathNotFound => "its folder does not exist".to_owned(),
        notify::ErrorKind::MaxFilesWatch => "the system allows no more watches".to_owned(),
        _ => "the system refuses".to_owned(),
    }
}
