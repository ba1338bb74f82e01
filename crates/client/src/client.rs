//! The handle of a subscriber.

use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::entry::Entry;
use crate::event::{Event, RefreshOutcome};
use crate::host::Host;
use crate::poller::{Command, Readiness, Shared};
use crate::registry::Mailbox;
use crate::status::Status;
use crate::tls::TlsTrust;

/// The handle of one subscriber. Dropping it disposes of the subscription.
pub struct Client {
    id: u64,
    /// `None` once disposed of.
    mailbox: Mutex<Option<Arc<Mailbox<Command>>>>,
    shared: Arc<Shared>,
    host: Arc<dyn Host>,
}

impl Client {
    pub(crate) const fn new(
        id: u64,
        mailbox: Arc<Mailbox<Command>>,
        shared: Arc<Shared>,
        host: Arc<dyn Host>,
    ) -> Self {
        Self { id, mailbox: Mutex::new(Some(mailbox)), shared, host }
    }

    /// Asks for a fetch, or joins the one in progress. Answered by
    /// [`Event::RefreshDone`] with the same token, always; after [`Client::dispose`] from the calling thread.
    ///
    /// `latest` is the entry that the host holds, if it keeps its own; it counts only for services that are not
    /// shared.
    pub fn refresh(&self, token: u32, by_user: bool, latest: Option<Arc<Entry>>) {
        if !self.send(Command::Refresh { id: self.id, token, by_user, latest }) {
            self.host.emit(Event::RefreshDone { token, outcome: RefreshOutcome::Disposed });
        }
    }

    /// Switches requests off or on for this subscriber. A fetch in progress goes on. Going online checks at once, but not
    /// more than once per interval while the server wants to be left alone, or while the service fails for other
    /// subscribers too.
    pub fn set_offline(&self, offline: bool) {
        self.send(Command::SetOffline { id: self.id, offline });
    }

    /// Answers [`Event::TrustNeeded`]; an outdated token is ignored. Among the hosts of a shared service, the first
    /// that wants certificates verified decides; [`TlsTrust::any_certificate`] holds when all of them say so.
    pub fn trust(&self, token: u32, trust: TlsTrust) {
        self.send(Command::Trust { id: self.id, token, trust });
    }

    /// Ends the subscription: open refreshes are answered with
    /// [`RefreshOutcome::Disposed`], then no event follows. A fetch that nobody else waits for is given up.
    pub fn dispose(&self) {
        self.shared.silent.store(true, Ordering::Release);
        let mailbox = self.mailbox.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mailbox) = mailbox {
            mailbox.send(Command::Leave(self.id));
            self.shared.settle(Readiness::Disposed);
        }
    }

    /// The entry that this subscriber was told last.
    #[must_use]
    pub fn entry(&self) -> Arc<Entry> {
        self.shared.entry.load_full()
    }

    /// How the attempts to fetch went, and when the next one is due. It is up to date with each event from the moment
    /// that the event is sent. Subscribers of one service share it, from the service's start on; one that is offline keeps what
    /// it saw before.
    #[must_use]
    pub fn status(&self) -> Status {
        let status = self.shared.status.load();
        let disposed = self.shared.silent.load(Ordering::Acquire);
        Status { next: status.next.filter(|_| !disposed), ..Status::clone(&status) }
    }

    /// Whether the server has asked to be left alone (`Retry-After`) and the time is not over. Lazy services refuse
    /// refreshes meanwhile that no user asked for.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.shared.status.load().hold.is_some_and(|hold| hold > Instant::now())
    }

    /// Whether the service is initialised: [`Event::Ready`] has been sent, and it is not disposed of.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.shared.is_ready()
    }

    /// Blocks until the service is initialised, disposed of, or `timeout` has passed (`None`: for ever). Returns
    /// whether it is initialised. Not for the background thread itself.
    #[must_use]
    pub fn wait_ready(&self, timeout: Option<Duration>) -> bool {
        self.shared.wait(timeout)
    }

    fn send(&self, command: Command) -> bool {
        let mailbox = self.mailbox.lock().unwrap_or_else(PoisonError::into_inner);
        mailbox.as_ref().map(|mailbox| mailbox.send(command)).is_some()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.dispose();
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("id", &self.id).finish_non_exhaustive()
    }
}
