//! The handle of a network, and how one begins.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::actor::{Actor, Command};
use super::context::Context;
use super::event::NetworkHost;
use super::events::{Intake, Maker};
use super::link::Link;
use super::lists::SharedIdLists;
use super::options::{NetworkOptions, ServerOptions};
use super::wire::Wire;
use crate::environment::Environment;
use crate::error::ClientError;
use crate::http::{HttpTransport, Proxy, Route, Trust};
use crate::limits::Limits;
use crate::tls::TlsTrust;

/// The network of one of Statsig's servers: specs, ID lists, and a way for events. Dropping it ends all of that.
pub struct Network {
    /// `None` once disposed of.
    inbox: Mutex<Option<UnboundedSender<Command>>>,
    link: Arc<Link>,
    intake: Arc<Intake>,
    maker: Arc<Maker>,
    is_silent: bool,
}

impl Network {
    /// Opens a network in the environment of the process. It makes no request until it is asked to. `lists` are those that it brings up to
    /// date.
    ///
    /// # Errors
    /// [`ClientError::Background`] without a thread to run on, [`ClientError::InvalidProxy`].
    pub fn open(
        options: NetworkOptions,
        lists: Arc<SharedIdLists>,
        host: Arc<dyn NetworkHost>,
    ) -> Result<Self, ClientError> {
        Self::open_in(&Environment::process(), options, lists, host)
    }

    /// Like [`Network::open`], in another environment. Downloads are shared within one environment only.
    ///
    /// # Errors
    /// As [`Network::open`].
    pub fn open_in(
        environment: &Environment,
        options: NetworkOptions,
        lists: Arc<SharedIdLists>,
        host: Arc<dyn NetworkHost>,
    ) -> Result<Self, ClientError> {
        let link = Link::new(host);
        let wire = |server: &ServerOptions| wire(environment, &options, server, &link);
        let (specs, id_lists, events) =
            (wire(&options.specs)?, wire(&options.id_lists)?, wire(&options.events)?);
        let intake = Arc::new(Intake::new(options.queue.bytes, options.queue.batch_size));
        let maker = Arc::new(Maker::new(&options.sdk, options.has_own_fetch));
        let is_silent = options.queue.is_silent;
        let context = Context {
            key: options.secret_key.clone().into(),
            options,
            link: Arc::clone(&link),
            clock: Arc::clone(&environment.clock),
            specs,
            id_lists,
            events,
            lists,
            downloads: environment.downloads.clone(),
            intake: Arc::clone(&intake),
            maker: Arc::clone(&maker),
        };
        let (sender, inbox) = unbounded_channel();
        environment.spawn(async move { Actor::new(Arc::new(context)).run(inbox).await })?;
        Ok(Self { inbox: Mutex::new(Some(sender)), link, intake, maker, is_silent })
    }

    /// Gets the specs, if they are newer than those of a time: milliseconds since the Unix epoch, 0 for all. Answered by
    /// [`NetworkEvent::Specs`](super::NetworkEvent::Specs). Whoever asks for the same meanwhile, in any network, gets the same answer.
    pub fn fetch_specs(&self, token: u32, since: f64) {
        self.send(Command::FetchSpecs { token, since });
    }

    /// Brings the ID lists up to date. Answered by [`NetworkEvent::IdLists`](super::NetworkEvent::IdLists).
    pub fn sync_id_lists(&self, token: u32) {
        self.send(Command::SyncIdLists { token });
    }

    /// Takes events: so many JSON texts, joined by commas, in UTF-16 code units. Where they come faster than they can be compressed elsewhere,
    /// some of that is done here.
    pub fn queue_events(&self, events: Vec<u16>, count: usize) {
        if self.is_silent || self.link.is_cut() {
            return;
        }
        let tells = self.intake.push(events, count);
        if self.intake.help(|taken| self.maker.make(taken)) || tells {
            self.send(Command::Queued);
        }
    }

    /// Says whether events are compressed on their way; they are unless this says otherwise. Those that are on their way stay as they are.
    pub fn set_compression(&self, compresses: bool) {
        self.maker.set_compression(compresses);
    }

    /// Sends all events that wait. Answered by [`NetworkEvent::Flushed`](super::NetworkEvent::Flushed) when all that were queued before are
    /// delivered or given up, at the latest after `limit`; what is on its way then goes on. With a limit, or with `retries`, what rests after a
    /// failure is sent at once, too. `retries`: how often all of that may still be sent again; `None`: as often as usual.
    pub fn flush(&self, token: u32, limit: Option<Duration>, retries: Option<u32>) {
        self.send(Command::Flush { token, limit, retries });
    }

    /// How many events are lost since the start: there was no room for them, or no attempt was left.
    #[must_use]
    pub fn dropped_events(&self) -> u64 {
        self.intake.dropped_count()
    }

    /// Answers [`NetworkEvent::BackoffNeeded`](super::NetworkEvent::BackoffNeeded) with a number of milliseconds.
    pub fn retry_in(&self, token: u32, milliseconds: f64) {
        self.link.backoffs.answer(token, milliseconds);
    }

    /// Answers [`NetworkEvent::TrustNeeded`](super::NetworkEvent::TrustNeeded); an outdated token is ignored.
    pub fn trust(&self, token: u32, trust: TlsTrust) {
        self.link.trust(token, trust);
    }

    /// Answers [`NetworkEvent::SendNeeded`](super::NetworkEvent::SendNeeded) with the status of the response; 0: there is none.
    pub fn sent(&self, token: u32, status: u16) {
        self.link.sent.answer(token, status);
    }

    /// Ends the network: no event follows, and what is under way or waits is dropped.
    pub fn dispose(&self) {
        self.link.cut();
        drop(self.inbox.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    fn send(&self, command: Command) {
        if let Some(inbox) = &*self.inbox.lock().unwrap_or_else(PoisonError::into_inner) {
            // Fails only when the runtime is gone, and everything with it.
            drop(inbox.send(command));
        }
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.dispose();
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network").finish_non_exhaustive()
    }
}

fn wire(
    environment: &Environment,
    options: &NetworkOptions,
    server: &ServerOptions,
    link: &Arc<Link>,
) -> Result<Arc<dyn Wire>, ClientError> {
    if let Some(wire) = &environment.statsig_wire {
        return Ok(Arc::clone(wire));
    }
    let proxy = server.proxy.as_deref().map(Proxy::parse).transpose()?;
    let ask_trust = options.supplies_trust.then(|| link.asking_trust());
    let limits = Limits {
        trust_wait: options.limits.trust_wait.min(options.request_timeout),
        ..options.limits.clone()
    };
    let (connections, trust) = (Arc::clone(&environment.connections), Trust::new(ask_trust, None));
    Ok(Arc::new(HttpTransport::new(connections, Route::by(proxy), limits, trust)))
}
