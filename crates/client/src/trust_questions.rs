//! Which servers the hosts of a service trust: a question to all of them, and what follows from their answers.

use tokio::sync::oneshot;

use crate::tls::TlsTrust;

/// The question that is open, if there is one. Who asks meanwhile gets the same answer.
#[derive(Default)]
pub(crate) struct TrustQuestions {
    last: u32,
    open: Option<Question>,
}

struct Question {
    token: u32,
    askers: Vec<oneshot::Sender<TlsTrust>>,
    /// Who has not answered.
    hosts: Vec<u64>,
    /// What those said who have.
    lenient: Option<TlsTrust>,
}

impl TrustQuestions {
    /// Puts the question to these hosts, all of them anew, and gives its token.
    pub(crate) fn ask(&mut self, asker: oneshot::Sender<TlsTrust>, hosts: impl Iterator<Item = u64>) -> u32 {
        self.last = self.last.wrapping_add(1);
        let mut askers = self.open.take().map(|question| question.askers).unwrap_or_default();
        askers.retain(|asker| !asker.is_closed());
        askers.push(asker);
        let question = Question { token: self.last, askers, hosts: hosts.collect(), lenient: None };
        self.open = Some(question);
        self.last
    }

    /// Puts the open question to one more host, if anybody still waits for the answer.
    pub(crate) fn ask_newcomer(&mut self, id: u64) -> Option<u32> {
        let question = self.open.as_mut()?;
        if question.askers.iter().all(oneshot::Sender::is_closed) {
            return None;
        }
        question.hosts.push(id);
        Some(question.token)
    }

    /// Nobody needs the answer any more.
    pub(crate) fn withdraw(&mut self) {
        self.open = None;
    }

    /// A host says whom it trusts. One that wants verification decides for all: others who share the connection must not be able
    /// to weaken it.
    pub(crate) fn answered(&mut self, id: u64, token: u32, trust: TlsTrust) {
        let Some(question) = &mut self.open else { return };
        if question.token != token || !question.hosts.contains(&id) {
            return;
        }
        if trust.verifies() {
            return self.decide(&trust);
        }
        question.lenient = Some(trust);
        self.stop_asking(id);
    }

    /// A host has answered leniently, or is gone.
    pub(crate) fn stop_asking(&mut self, id: u64) {
        let Some(question) = &mut self.open else { return };
        question.hosts.retain(|host| *host != id);
        if question.hosts.is_empty()
            && let Some(trust) = question.lenient.take()
        {
            self.decide(&trust);
        }
    }

    fn decide(&mut self, trust: &TlsTrust) {
        for asker in self.open.take().into_iter().flat_map(|question| question.askers) {
            // The request may have been given up meanwhile.
            drop(asker.send(trust.clone()));
        }
    }
}
