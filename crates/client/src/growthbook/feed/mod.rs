//! One feed: an actor that fetches, streams and polls for its members.
//!
//! It is one task. It waits for commands, for the one request in flight, for the stream and for time; each of these is handled by a
//! synchronous step, so no step ever sees a half-done one. Rooms: `members` (whom it is for), `fetching` (the request in flight),
//! `streaming` (the stream), `rounds` (what is due later), `latest` (the payload, and which of two is newer).

mod fetching;
mod latest;
mod members;
mod rounds;
mod streaming;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;

use self::fetching::Fetching;
use self::latest::Latest;
pub(crate) use self::members::Member;
use self::rounds::{Round, sleep_until};
use self::streaming::OpenStream;
use super::event::FeedEvent;
use super::fetch::{Got, Refusal, Source};
use super::options::Streaming;
use super::stream::Report;
use crate::error::ClientError;
use crate::panics::panic_text;
use crate::tls::TlsTrust;
use crate::trust_questions::TrustQuestions;

/// What handles ask of a feed.
pub(crate) enum Command {
    Join(Member),
    Leave(u64),
    Fetch {
        id: u64,
        token: u32,
        insists: bool,
    },
    Stream {
        id: u64,
        streaming: Streaming,
    },
    Poll {
        id: u64,
        interval: Option<Duration>,
    },
    /// Whom do the hosts trust? For a request of this feed.
    AskTrust(oneshot::Sender<TlsTrust>),
    Trust {
        id: u64,
        token: u32,
        trust: TlsTrust,
    },
}

enum Wake {
    Command(Command),
    Fetched(Result<Got, Refusal>),
    Streamed(Report),
    Time,
}

pub(crate) struct Actor {
    api: Arc<Source>,
    streaming: Arc<Source>,
    members: Vec<Member>,
    latest: Latest,
    /// Whether there is a stream; `None`: the server has not said.
    has_stream: Option<bool>,
    fetching: Fetching,
    stream: Option<OpenStream>,
    poll: Round,
    /// The request that finds out whether there is a stream.
    probe: Round,
    questions: TrustQuestions,
}

impl Actor {
    pub(super) fn new(api: Arc<Source>, streaming: Arc<Source>) -> Self {
        Self {
            api,
            streaming,
            members: Vec::new(),
            latest: Latest::default(),
            has_stream: None,
            fetching: Fetching::default(),
            stream: None,
            poll: Round::default(),
            probe: Round::default(),
            questions: TrustQuestions::default(),
        }
    }

    /// Runs until all handles are gone.
    pub(super) async fn run(mut self, mut inbox: UnboundedReceiver<Command>) {
        loop {
            let due = self.poll.due().into_iter().chain(self.probe.due()).min();
            let wake = tokio::select! {
                // Commands first: what happens after the end of a membership is nobody's business any more.
                biased;
                command = inbox.recv() => match command {
                    Some(command) => Wake::Command(command),
                    None => return,
                },
                fetched = self.fetching.ended() => Wake::Fetched(fetched),
                report = streaming::next(&mut self.stream) => Wake::Streamed(report),
                () = sleep_until(due) => Wake::Time,
            };
            let step = AssertUnwindSafe(|| {
                self.on(wake);
                self.arrange();
            });
            if let Err(panic) = catch_unwind(step) {
                let message = panic_text(&*panic);
                // Nothing could be done about another one.
                drop(catch_unwind(AssertUnwindSafe(|| self.recover(message))));
            }
        }
    }

    fn on(&mut self, wake: Wake) {
        match wake {
            Wake::Command(Command::Join(member)) => self.join(member),
            Wake::Command(Command::Leave(id)) => self.leave(id),
            Wake::Command(Command::Fetch { id, token, insists }) => self.ask_fetch(id, token, insists),
            Wake::Command(Command::Stream { id, streaming }) => {
                self.change(id, |member| member.streaming = streaming);
            }
            Wake::Command(Command::Poll { id, interval }) => {
                self.change(id, |member| member.interval = interval);
            }
            Wake::Command(Command::AskTrust(asker)) => self.ask_trust(asker),
            Wake::Command(Command::Trust { id, token, trust }) => self.questions.answered(id, token, trust),
            Wake::Fetched(result) => self.fetched(result),
            Wake::Streamed(report) => self.streamed(report),
            Wake::Time => self.begin_due(),
        }
    }

    /// Begins and ends what members want, after each step.
    fn arrange(&mut self) {
        self.tell_unsupported();
        let wants_stream = self.wants_stream();
        if !wants_stream {
            self.close_stream();
        } else if self.stream.is_none() {
            self.stream = Some(OpenStream::begin(&self.streaming));
        }
        let wants_probe = self.has_stream.is_none() && self.wants(Streaming::IfSupported) && !wants_stream;
        self.probe.want(wants_probe.then_some(Duration::ZERO));
        let is_open = self.stream.as_ref().is_some_and(|stream| stream.is_open);
        self.poll.want(self.interval().filter(|_| !is_open));
    }

    /// Ends whatever was going on; those who wait for it hear why.
    fn recover(&mut self, message: String) {
        let error = self.api.client_key.hide_in_error(ClientError::Panicked { message });
        self.stream = None;
        self.fetched(Err(error.into()));
    }

    fn tell_all(&self, event: &FeedEvent) {
        for member in &self.members {
            member.emit(event.clone());
        }
    }
}
