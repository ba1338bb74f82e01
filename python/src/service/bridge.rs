//! The service's host: Python, which hears of everything by events and answers questions by their number.

use std::sync::Arc;

use vexil_client::{Answers, BoxFuture, Entry, Event, ExternalCache, Host};

use super::events::Queue;
use super::notice::Notice;

/// Python, seen from the native thread.
pub(super) struct Bridge {
    pub(super) events: Queue,
    pub(super) synced: Answers<Arc<Entry>>,
    pub(super) stored: Answers<()>,
}

impl Bridge {
    pub(super) fn new() -> Self {
        Self { events: Queue::default(), synced: Answers::new(), stored: Answers::new() }
    }

    /// Ends the wait for answers that will not come any more, and that of Python's threads for events.
    pub(super) fn close(&self) {
        self.synced.abandon();
        self.stored.abandon();
        self.events.close();
    }
}

impl Host for Bridge {
    fn emit(&self, event: Event) {
        self.events.add(vec![Notice::Event(event)]);
    }

    fn emit_all(&self, events: Vec<Event>) {
        self.events.add(events.into_iter().map(Notice::Event).collect());
    }
}

impl ExternalCache for Bridge {
    fn sync(&self) -> BoxFuture<Arc<Entry>> {
        let (token, answer) = self.synced.ask();
        self.events.add(vec![Notice::SyncCache(token)]);
        Box::pin(async move { answer.await.unwrap_or_else(|| Arc::new(Entry::initial())) })
    }

    fn store(&self, entry: Arc<Entry>) -> BoxFuture<()> {
        let (token, answer) = self.stored.ask();
        self.events.add(vec![Notice::Store(token, entry)]);
        Box::pin(async move { answer.await.unwrap_or_default() })
    }
}
