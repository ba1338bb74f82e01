//! Hearing of changes in folders.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;

use crate::folders::Way;

/// Watches the way to a file.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    told: Arc<Told>,
    folders: BTreeSet<PathBuf>,
}

/// What the system has told.
#[derive(Default)]
struct Told {
    something: Notify,
    /// It was about the file, or a link on the way to it; else about something beside them.
    is_named: AtomicBool,
    /// See [`Way::names`].
    names: Mutex<BTreeSet<OsString>>,
}

impl Watch {
    /// A watch of no folder yet. The error is a text without paths.
    pub(super) fn new() -> Result<Self, String> {
        let told = Arc::<Told>::default();
        let teller = Arc::clone(&told);
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // Whatever an error is about: something may have been missed.
            if event.as_ref().map_or(true, matters) {
                teller.tell(!event.is_ok_and(|event| teller.is_beside(&event)));
            }
        });
        let watcher = watcher.map_err(|error| describe(&error))?;
        Ok(Self { watcher, told, folders: BTreeSet::new() })
    }

    /// Watches this way instead of the one of before. All folders are watched anew: one may have taken the place of another of the same name.
    pub(super) fn follow(&mut self, way: Way) -> Result<(), String> {
        let Way { folders, names } = way;
        *self.told.names() = names;
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
            self.told.tell(true);
        }
        self.folders = folders;
        result
    }

    /// Waits until something has changed since the last time.
    pub(super) async fn changed(&self) {
        self.told.something.notified().await;
    }

    /// Whether the file or a link on the way to it was named since the last time.
    pub(super) fn take_named(&self) -> bool {
        self.told.is_named.swap(false, Ordering::AcqRel)
    }
}

impl Told {
    fn tell(&self, is_named: bool) {
        self.is_named.fetch_or(is_named, Ordering::AcqRel);
        self.something.notify_one();
    }

    /// Whether an event is about other files in the folders. One that names nothing is about everything.
    fn is_beside(&self, event: &Event) -> bool {
        let names = self.names();
        let is_beside = |path: &PathBuf| path.file_name().is_some_and(|name| !names.contains(name));
        !event.need_rescan() && !event.paths.is_empty() && event.paths.iter().all(is_beside)
    }

    fn names(&self) -> MutexGuard<'_, BTreeSet<OsString>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
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
