//! What a server does, step by step.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use crate::answer::Answer;

/// One thing that happens on a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// As the first step of a list: the list runs when the connection is accepted, without a request. Elsewhere it
    /// does nothing.
    Early,
    /// Sends bytes.
    Send(Vec<u8>),
    /// Sends the same bytes so many times.
    Repeat {
        /// What is sent each time.
        bytes: Vec<u8>,
        /// How often.
        times: u64,
    },
    /// Sends bytes little by little.
    Drip {
        /// What is sent in all.
        bytes: Vec<u8>,
        /// How many of them at a time; at least one.
        size: usize,
        /// The pause after each piece.
        every: Duration,
    },
    /// Says nothing for a time.
    Wait(Duration),
    /// Says nothing until the client hangs up.
    Hang,
    /// Breaks the connection (RST). Ends the list.
    Reset,
    /// Closes the connection (FIN). Ends the list, and is what follows after the last step of one without
    /// [`Step::Keep`].
    Close,
    /// The connection stays open after the list, for the next request. May stand anywhere in the list.
    Keep,
}

impl From<Answer> for Step {
    fn from(answer: Answer) -> Self {
        Self::Send(answer.to_bytes())
    }
}

/// The lists for the requests to come. The last one is repeated for ever.
#[derive(Debug, Default)]
pub(crate) struct Script(VecDeque<Arc<[Step]>>);

impl Script {
    pub(crate) fn new(lists: impl IntoIterator<Item = Vec<Step>>) -> Self {
        Self(lists.into_iter().map(Arc::from).collect())
    }

    /// The list for a request. Without any, the connection is closed.
    pub(crate) fn next(&mut self) -> Arc<[Step]> {
        let next = if self.0.len() > 1 { self.0.pop_front() } else { self.0.front().cloned() };
        next.unwrap_or_else(|| Arc::new([Step::Close]))
    }

    /// The list for a new connection, if it is one that needs no request.
    pub(crate) fn next_early(&mut self) -> Option<Arc<[Step]>> {
        let early = self.0.front().is_some_and(|steps| steps.first() == Some(&Step::Early));
        early.then(|| self.next())
    }
}
