//! The question to the host which servers it trusts.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::tls::TlsTrust;

/// Asks the hosts; the answer goes to the sender.
pub(crate) type AskTrust = Box<dyn Fn(oneshot::Sender<TlsTrust>) + Send + Sync>;

pub(crate) struct Trust {
    /// `None`: what is there from the start holds.
    ask: Option<AskTrust>,
    /// The last answer, for hosts that are too busy for another.
    last: Mutex<TlsTrust>,
}

impl Trust {
    /// `from_start`: whom to trust until a host has said something else, or for ever if none is asked; `None`: the built-in roots.
    pub(crate) fn new(ask: Option<AskTrust>, from_start: Option<TlsTrust>) -> Self {
        Self { ask, last: Mutex::new(from_start.unwrap_or_else(TlsTrust::built_in)) }
    }

    /// Whom to trust in the next request. Asked each time, because hosts can change their mind at any time.
    pub(super) async fn ask(&self, limit: Duration) -> TlsTrust {
        let Some(ask) = &self.ask else { return self.last() };
        let (asker, answer) = oneshot::channel();
        ask(asker);
        let answer = timeout(limit, answer).await.ok().and_then(Result::ok);
        let Some(trust) = answer else { return self.last() };
        // Leave to skip the verification is given for one request.
        if trust.verifies() {
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = trust.clone();
        }
        trust
    }

    fn last(&self) -> TlsTrust {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
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
        let trust = Trust::new(
            Some(Box::new(move |asker| {
                match answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front().flatten() {
                    Some(answer) => drop(asker.send(answer)),
                    None => busy.lock().unwrap_or_else(PoisonError::into_inner).push(asker),
                }
            })),
            None,
        );
        let built_in = TlsTrust::built_in;
        for (number, expected) in [built_in(), any(), built_in(), roots(), any(), roots()].iter().enumerate()
        {
            assert!(trust.ask(LIMIT).await.is(expected), "question {number}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_settled_from_the_start_holds_where_nobody_is_asked_or_answers() {
        let (own, built_in) = (TlsTrust::roots(vec!["own".to_owned()]), TlsTrust::built_in());
        assert!(Trust::new(None, Some(own.clone())).ask(LIMIT).await.is(&own));
        assert!(Trust::new(None, None).ask(LIMIT).await.is(&built_in));
        let silent = || -> AskTrust { Box::new(drop) };
        assert!(Trust::new(Some(silent()), Some(own.clone())).ask(LIMIT).await.is(&own));
    }
}
