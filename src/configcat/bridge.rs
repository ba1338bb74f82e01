//! The service's host: JavaScript, which hears of everything by notices and answers questions by their number.

use std::sync::Arc;

use vexil_client::{
    Answers, BoxFuture, ClientError, Entry, Event, ExternalCache, Host, Request, Response, Transport,
};

use super::notice::Notice;
use crate::js::Emitter;

/// JavaScript, seen from the background thread.
pub(super) struct Bridge {
    notices: Emitter<Notice>,
    pub(super) synced: Answers<Arc<Entry>>,
    pub(super) stored: Answers<()>,
    pub(super) fetched: Answers<Result<Response, ClientError>>,
}

impl Bridge {
    pub(super) fn new(notices: Emitter<Notice>) -> Self {
        Self { notices, synced: Answers::new(), stored: Answers::new(), fetched: Answers::new() }
    }

    /// Ends the wait for answers that will not come any more.
    pub(super) fn abandon(&self) {
        self.synced.abandon();
        self.stored.abandon();
        self.fetched.abandon();
    }
}

impl Host for Bridge {
    fn emit(&self, event: Event) {
        self.notices.emit(Notice::Event(event));
    }

    fn emit_all(&self, events: Vec<Event>) {
        self.notices.emit_all(events.into_iter().map(Notice::Event).collect());
    }
}

impl ExternalCache for Bridge {
    fn sync(&self) -> BoxFuture<Arc<Entry>> {
        let (token, answer) = self.synced.ask();
        self.notices.emit(Notice::SyncCache(token));
        Box::pin(async move { answer.await.unwrap_or_else(|| Arc::new(Entry::initial())) })
    }

    fn store(&self, entry: Arc<Entry>) -> BoxFuture<()> {
        let (token, answer) = self.stored.ask();
        self.notices.emit(Notice::Store(token, entry));
        Box::pin(async move { answer.await.unwrap_or_default() })
    }
}

impl Transport for Bridge {
    fn fetch(&self, request: Request) -> BoxFuture<Result<Response, ClientError>> {
        let (token, answer) = self.fetched.ask();
        self.notices.emit(Notice::Fetch(token, request));
        Box::pin(async move { answer.await.unwrap_or(Err(ClientError::Aborted)) })
    }
}
