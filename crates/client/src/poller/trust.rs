//! Which servers the hosts trust: asked before each https request, because hosts can change their mind.

use tokio::sync::oneshot;

use super::{Poller, Subscriber};
use crate::event::Event;
use crate::tls::TlsTrust;

/// An open question.
pub(super) struct Question {
    token: u32,
    asker: oneshot::Sender<TlsTrust>,
    /// Who has not answered.
    open: Vec<u64>,
    /// What those said who have.
    lenient: Option<TlsTrust>,
}

impl Poller {
    pub(super) fn ask_trust(&mut self, asker: oneshot::Sender<TlsTrust>) {
        self.last_question = self.last_question.wrapping_add(1);
        let token = self.last_question;
        self.question = Some(Question { token, asker, open: Vec::new(), lenient: None });
        let Some(question) = &mut self.question else { return };
        for subscriber in &self.subscribers {
            question.put_to(subscriber);
        }
    }

    /// The others may never answer: their threads can be busy, or about to end.
    pub(super) fn ask_newcomer(&mut self, subscriber: &Subscriber) {
        if let Some(question) = self.question.as_mut().filter(|question| !question.asker.is_closed()) {
            question.put_to(subscriber);
        }
    }

    /// One that wants verification decides for all: others who share the connection must not be able to weaken it.
    pub(super) fn trusted(&mut self, id: u64, token: u32, trust: TlsTrust) {
        let Some(question) = &mut self.question else { return };
        if question.token != token || !question.open.contains(&id) {
            return;
        }
        if trust.verifies() {
            return self.decide(trust);
        }
        question.lenient = Some(trust);
        self.stop_asking(id);
    }

    /// Somebody has answered leniently, or is gone.
    pub(super) fn stop_asking(&mut self, id: u64) {
        let Some(question) = &mut self.question else { return };
        question.open.retain(|open| *open != id);
        if question.open.is_empty()
            && let Some(trust) = question.lenient.take()
        {
            self.decide(trust);
        }
    }

    fn decide(&mut self, trust: TlsTrust) {
        if let Some(question) = self.question.take() {
            // The request may have been given up meanwhile.
            drop(question.asker.send(trust));
        }
    }
}

impl Question {
    fn put_to(&mut self, subscriber: &Subscriber) {
        if subscriber.supplies_trust {
            self.open.push(subscriber.id);
            subscriber.emit(Event::TrustNeeded { token: self.token });
        }
    }
}
