//! Which servers the hosts trust: asked before each https request, because hosts can change their mind.

use tokio::sync::oneshot;

use super::{Poller, Subscriber};
use crate::event::Event;
use crate::tls::TlsTrust;

impl Poller {
    pub(super) fn ask_trust(&mut self, asker: oneshot::Sender<TlsTrust>) {
        let asked = || self.subscribers.iter().filter(|subscriber| subscriber.supplies_trust);
        let token = self.questions.ask(asker, asked().map(|subscriber| subscriber.id));
        for subscriber in asked() {
            subscriber.emit(Event::TrustNeeded { token });
        }
    }

    /// The others may never answer: their threads can be busy, or about to end.
    pub(super) fn ask_newcomer(&mut self, subscriber: &Subscriber) {
        if subscriber.supplies_trust
            && let Some(token) = self.questions.ask_newcomer(subscriber.id)
        {
            subscriber.emit(Event::TrustNeeded { token });
        }
    }
}
