//! The line to the host: what it is told, and what it answers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::event::{NetworkEvent, NetworkHost};
use crate::answers::Answers;
use crate::http::AskTrust;
use crate::tls::TlsTrust;
use crate::trust_questions::TrustQuestions;

/// The only host that is asked.
const HOST: u64 = 0;

/// A host, until its network is disposed of.
pub(super) struct Link {
    host: Arc<dyn NetworkHost>,
    is_cut: AtomicBool,
    trusts: Mutex<TrustQuestions>,
    /// How many milliseconds to wait.
    pub(super) backoffs: Answers<f64>,
    /// The status of a response; 0: there is none.
    pub(super) sent: Answers<u16>,
}

impl Link {
    pub(super) fn new(host: Arc<dyn NetworkHost>) -> Arc<Self> {
        Arc::new(Self {
            host,
            is_cut: AtomicBool::new(false),
            trusts: Mutex::default(),
            backoffs: Answers::new(),
            sent: Answers::new(),
        })
    }

    /// Hands over an event, unless the network is disposed of. A panic in there stays there.
    pub(super) fn emit(&self, event: NetworkEvent) {
        if !self.is_cut() {
            drop(catch_unwind(AssertUnwindSafe(|| self.host.emit(event))));
        }
    }

    /// Whether the network is disposed of.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut.load(Ordering::Acquire)
    }

    /// Nothing is told or answered from now on.
    pub(super) fn cut(&self) {
        self.is_cut.store(true, Ordering::Release);
        self.lock_trusts().withdraw();
        self.backoffs.abandon();
        self.sent.abandon();
    }

    /// The question before each https request.
    pub(super) fn asking_trust(self: &Arc<Self>) -> AskTrust {
        let link = Arc::clone(self);
        Box::new(move |asker| link.ask_trust(asker))
    }

    fn ask_trust(&self, asker: oneshot::Sender<TlsTrust>) {
        if self.is_cut() {
            // A request that others wait for goes on with what is known.
            return;
        }
        let token = self.lock_trusts().ask(asker, std::iter::once(HOST));
        self.emit(NetworkEvent::TrustNeeded { token });
    }

    pub(super) fn trust(&self, token: u32, trust: TlsTrust) {
        self.lock_trusts().answered(HOST, token, trust);
    }

    fn lock_trusts(&self) -> MutexGuard<'_, TrustQuestions> {
        self.trusts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
