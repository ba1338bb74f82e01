//! What a network does, for as long as its handle lives.
//!
//! It is one task, which waits for commands, for the work under way and for time. Its work ends with it: requests are dropped.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;

use super::context::Context;
use super::downloads::Outcome;
use super::event::NetworkEvent;
use super::events::{Flush, Made, Outbox, Outlet, deliver, make};
use super::lists::Synced;
use super::ticks::Ticks;
use crate::error::ClientError;
use crate::host::BoxFuture;
use crate::panics::panic_text;

/// What the handle asks for.
pub(super) enum Command {
    FetchSpecs {
        token: u32,
        since: f64,
    },
    SyncIdLists {
        token: u32,
    },
    /// There are events to look at.
    Queued,
    Flush {
        token: u32,
        limit: Option<Duration>,
        retries: Option<u32>,
    },
}

/// The end of a piece of work.
enum Done {
    Specs {
        token: u32,
        outcome: Outcome,
    },
    IdLists(Result<Synced, ClientError>),
    Made(Made),
    /// A batch, by the number of its first event.
    Batch {
        first: u64,
        count: usize,
        is_delivered: bool,
    },
}

enum Wake {
    Command(Command),
    Done(Done),
    Time,
}

pub(super) struct Actor {
    context: Arc<Context>,
    work: FuturesUnordered<BoxFuture<Done>>,
    /// Who waits for the look at the lists that is under way.
    list_tokens: Vec<u32>,
    outlet: Arc<Outlet>,
    outbox: Outbox,
    /// The first event of the batch that is being made.
    making: Option<u64>,
    ticks: Ticks,
}

impl Actor {
    pub(super) fn new(context: Arc<Context>) -> Self {
        let queue = &context.options.queue;
        Self {
            outbox: Outbox::new(queue.retry_limit),
            ticks: Ticks::new(queue.interval),
            context,
            work: FuturesUnordered::new(),
            list_tokens: Vec::new(),
            outlet: Arc::new(Outlet::new()),
            making: None,
        }
    }

    /// Runs until the handle is gone.
    pub(super) async fn run(mut self, mut inbox: UnboundedReceiver<Command>) {
        loop {
            let due = self.ticks.due().into_iter().chain(self.outbox.due()).min();
            let wake = tokio::select! {
                // Commands first: what ends after the end of the handle is nobody's business any more.
                biased;
                command = inbox.recv() => match command {
                    Some(command) => Wake::Command(command),
                    None => break,
                },
                Some(done) = self.work.next() => Wake::Done(done),
                () = sleep_until(due) => Wake::Time,
            };
            let step = AssertUnwindSafe(|| {
                self.on(wake);
                self.arrange();
            });
            if let Err(panic) = catch_unwind(step) {
                self.list_tokens.clear();
                let message = self.context.key.hide_in(panic_text(&*panic));
                self.context.link.emit(NetworkEvent::Broken { message });
            }
        }
        self.context.intake.clear();
    }

    fn on(&mut self, wake: Wake) {
        match wake {
            Wake::Command(Command::FetchSpecs { token, since }) => self.fetch_specs(token, since),
            Wake::Command(Command::SyncIdLists { token }) => self.sync_id_lists(token),
            Wake::Command(Command::Queued) => {}
            Wake::Command(Command::Flush { token, limit, retries }) => {
                let end = self.context.intake.seal();
                let until = limit.map(|limit| Instant::now() + limit);
                self.outbox.flush(Flush { token, end, until, retries });
            }
            Wake::Done(Done::Specs { token, outcome }) => {
                self.context.link.emit(NetworkEvent::Specs { token, outcome });
            }
            Wake::Done(Done::IdLists(outcome)) => {
                for token in std::mem::take(&mut self.list_tokens) {
                    let outcome = outcome.clone();
                    self.context.link.emit(NetworkEvent::IdLists { token, outcome });
                }
            }
            Wake::Done(Done::Made(made)) => self.deliver(made),
            Wake::Done(Done::Batch { first, count, is_delivered }) => {
                self.outbox.remove(first);
                self.making = self.making.filter(|making| *making != first);
                if !is_delivered {
                    self.context.intake.dropped(count);
                }
            }
            Wake::Time if self.ticks.has_come() => {
                self.ticks.stop();
                self.context.intake.seal();
            }
            Wake::Time => {}
        }
    }

    /// Begins what there is to do after a step, and tells who does not have to wait any more.
    fn arrange(&mut self) {
        while let Some(made) = self.context.intake.take_made() {
            self.deliver(made);
        }
        if self.making.is_none() {
            self.make();
        }
        if self.context.intake.look() {
            self.ticks.await_next()
        } else {
            self.ticks.stop()
        }
        for token in self.outbox.settled(self.context.intake.oldest()) {
            self.context.link.emit(NetworkEvent::Flushed { token });
        }
    }

    fn fetch_specs(&self, token: u32, since: f64) {
        let work = AssertUnwindSafe(Arc::clone(&self.context).fetch_specs(since)).catch_unwind();
        let context = Arc::clone(&self.context);
        let done = work.map(move |outcome| {
            let outcome = outcome.unwrap_or_else(|panic| Err(context.panicked(&*panic)));
            Done::Specs { token, outcome }
        });
        self.work.push(done.boxed());
    }

    fn sync_id_lists(&mut self, token: u32) {
        self.list_tokens.push(token);
        if self.list_tokens.len() > 1 {
            return;
        }
        let work = AssertUnwindSafe(Arc::clone(&self.context).sync_id_lists()).catch_unwind();
        let context = Arc::clone(&self.context);
        let done = work.map(move |outcome| {
            Done::IdLists(outcome.unwrap_or_else(|panic| Err(context.panicked(&*panic))))
        });
        self.work.push(done.boxed());
    }

    /// Makes the next batch, if it is time for one.
    fn make(&mut self) {
        let Some(taken) = self.context.intake.take() else { return };
        let (first, count) = (taken.first, taken.count);
        self.outbox.add(first, count);
        self.making = Some(first);
        let work = AssertUnwindSafe(make(Arc::clone(&self.context.maker), taken)).catch_unwind();
        let lost = Done::Batch { first, count, is_delivered: false };
        self.work.push(work.map(|made| made.map_or(lost, Done::Made)).boxed());
    }

    fn deliver(&mut self, made: Made) {
        let (first, count) = (made.first, made.count);
        self.making = self.making.filter(|making| *making != first);
        let batch = self.outbox.get(first).unwrap_or_else(|| self.outbox.add(first, count));
        let work = deliver(Arc::clone(&self.context), Arc::clone(&self.outlet), batch, made);
        let done = AssertUnwindSafe(work).catch_unwind().map(move |delivered| Done::Batch {
            first,
            count,
            is_delivered: delivered.unwrap_or(false),
        });
        self.work.push(done.boxed());
    }
}

impl Context {
    fn panicked(&self, panic: &(dyn std::any::Any + Send)) -> ClientError {
        self.hide(ClientError::Panicked { message: panic_text(panic) })
    }
}

async fn sleep_until(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}
