//! The question to the host which servers it trusts.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::tls::TlsTrust;

/// Asks the hosts; the answer goes to the sender.
pub(crate) type AskTrust = Box<dyn Fn(oneshot::Sender<TlsTrust>) + Send + Sync>;

pub(super) struct Trust {
    ask: Option<AskTrust>,
    /// The last answer, for hosts that are too busy for another.
    last: Mutex<TlsTrust>,
}

impl Trust {
    pub(super) fn new(ask: Option<AskTrust>) -> Self {
        Self { ask, last: Mutex::new(TlsTrust::built_in()) }
    }

    /// Whom to trust in the next request. Asked each time, because hosts can change their mind at any time.
    pub(super) async fn ask(&self, limit: Duration) -> TlsTrust {
        let Some(ask) = &self.ask else { return TlsTrust::built_in() };
        let (asker, answer) = oneshot::channel();
        ask(asker);
        let answer = timeout(limit, answer).await.ok().and_then(Result::ok);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(trust) = answer else { return last.clone() };
        // Leave to skip the verification is given for one request.
        if trust.verifies() {
            *last = trust.clone();
        }
        trust
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(30);

    #[tokio::test(start_paused = true)]
    async fn without_an_answer_in_time_the_last_verifying_one_holds() {
        let roots = || TlsTrust::roots(vec!["own".to_owned()]);
        let any = TlsTrust::any_certificate;
        let answers = Mutex::new(VecDeque::from([None, Some(any()), None, Some(roots()), Some(any()), None]));
        let busy = Mutex::new(Vec::new());
        let trust = Trust::new(Some(Box::new(move |asker| {
            match answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front().flatten() {
                Some(answer) => drop(asker.send(answer)),
                None => busy.lock().unwrap_or_else(PoisonError::into_inner).push(asker),
            }
        })));
        let built_in = TlsTrust::built_in;
        for (number, expected) in [built_in(), any(), built_in(), roots(), any(), roots()].iter().enumerate()
        {
            assert!(trust.ask(LIMIT).await.is(expected), "question {number}");
        }
    }
}
