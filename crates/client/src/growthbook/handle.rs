//! The handle of a member, and how feeds begin.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;

use super::event::FeedHost;
use super::feed::{Actor, Command, Member};
use super::fetch::Source;
use super::options::{FeedOptions, Streaming};
use super::registry::FeedKey;
use super::wire::Wire;
use crate::environment::Environment;
use crate::error::ClientError;
use crate::http::{HttpTransport, Proxy, Route, Trust};
use crate::registry::Mailbox;
use crate::tls::TlsTrust;

static LAST_MEMBER: AtomicU64 = AtomicU64::new(0);

/// A member of a feed. Dropping it ends the membership.
pub struct Feed {
    id: u64,
    /// `None` once disposed of.
    mailbox: Mutex<Option<Arc<Mailbox<Command>>>>,
    is_silent: Arc<AtomicBool>,
}

impl Feed {
    /// Joins the feed that the options describe, in the environment of the process. It makes no request until it is asked to.
    ///
    /// # Errors
    /// [`ClientError::Background`] without a thread to run on, [`ClientError::InvalidProxy`].
    pub fn open(options: FeedOptions, host: Arc<dyn FeedHost>) -> Result<Self, ClientError> {
        Self::open_in(&Environment::process(), options, host)
    }

    /// Like [`Feed::open`], in another environment. Feeds are shared within one environment only.
    ///
    /// # Errors
    /// As [`Feed::open`].
    pub fn open_in(
        environment: &Environment,
        mut options: FeedOptions,
        host: Arc<dyn FeedHost>,
    ) -> Result<Self, ClientError> {
        for host in [&mut options.api_host, &mut options.streaming_host] {
            host.truncate(host.trim_end_matches('/').len());
        }
        let supplies_trust = options.supplies_trust;
        let proxies = [&options.proxy, &options.streaming_proxy]
            .map(|proxy| proxy.as_deref().map(Proxy::parse).transpose());
        let [api, streaming] = proxies;
        let (api, streaming) = (api?, streaming?);
        let key = FeedKey::of(&options);
        let mailbox =
            environment.feeds.find_or_start(key, || start(environment, &options, api, streaming))?;
        let id = LAST_MEMBER.fetch_add(1, Ordering::Relaxed);
        let is_silent = Arc::new(AtomicBool::new(false));
        mailbox.send(Command::Join(Member::new(id, host, supplies_trust, Arc::clone(&is_silent))));
        Ok(Self { id, mailbox: Mutex::new(Some(mailbox)), is_silent })
    }

    /// Asks for the payload as it is now, or joins the request in flight. Answered by
    /// [`FeedEvent::Fetched`](super::FeedEvent::Fetched) with the same token, unless the membership ends before. While the server
    /// wants to be left alone the answer is the last failure, unless somebody insists.
    pub fn fetch(&self, token: u32, insists: bool) {
        self.send(Command::Fetch { id: self.id, token, insists });
    }

    /// Says what this member wants of the stream.
    pub fn stream(&self, streaming: Streaming) {
        self.send(Command::Stream { id: self.id, streaming });
    }

    /// Says how often this member wants to have the payload looked at; `None`: not at all. The shortest interval of all members
    /// counts, and none while the stream is open.
    pub fn poll(&self, interval: Option<Duration>) {
        self.send(Command::Poll { id: self.id, interval });
    }

    /// Answers [`FeedEvent::TrustNeeded`](super::FeedEvent::TrustNeeded); an outdated token is ignored. Among the members, the first
    /// that wants certificates verified decides; [`TlsTrust::any_certificate`] holds when all of them say so.
    pub fn trust(&self, token: u32, trust: TlsTrust) {
        self.send(Command::Trust { id: self.id, token, trust });
    }

    /// Ends the membership: no event follows. Stream and poll end with the last member that wants them.
    pub fn dispose(&self) {
        self.is_silent.store(true, Ordering::Release);
        if let Some(mailbox) = self.mailbox.lock().unwrap_or_else(PoisonError::into_inner).take() {
            mailbox.send(Command::Leave(self.id));
        }
    }

    fn send(&self, command: Command) {
        if let Some(mailbox) = &*self.mailbox.lock().unwrap_or_else(PoisonError::into_inner) {
            mailbox.send(command);
        }
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.dispose();
    }
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feed").field("id", &self.id).finish_non_exhaustive()
    }
}

fn start(
    environment: &Environment,
    options: &FeedOptions,
    proxy: Option<Proxy>,
    streaming_proxy: Option<Proxy>,
) -> Result<Arc<Mailbox<Command>>, ClientError> {
    let (sender, inbox) = mpsc::unbounded_channel();
    let mailbox = Arc::new(Mailbox::new(sender));
    let wire = |proxy| wire(environment, options, proxy, &mailbox);
    let source = |wire, host: &str, path: &str, headers: &[(String, String)]| {
        Arc::new(Source {
            wire,
            url: format!("{host}/{path}/{}", options.client_key),
            headers: headers.into(),
            client_key: options.client_key.clone().into(),
            pace: options.pace.clone(),
            body_limit: options.limits.body_bytes,
            clock: Arc::clone(&environment.clock),
            chance: Arc::clone(&environment.chance),
        })
    };
    let actor = Actor::new(
        source(wire(proxy), &options.api_host, "api/features", &options.headers),
        source(wire(streaming_proxy), &options.streaming_host, "sub", &options.streaming_headers),
    );
    environment.spawn(actor.run(inbox))?;
    Ok(mailbox)
}

fn wire(
    environment: &Environment,
    options: &FeedOptions,
    proxy: Option<Proxy>,
    mailbox: &Arc<Mailbox<Command>>,
) -> Arc<dyn Wire> {
    if let Some(wire) = &environment.wire {
        return Arc::clone(wire);
    }
    let ask_trust = options.supplies_trust.then(|| mailbox.asking(Command::AskTrust));
    let connections = Arc::clone(&environment.connections);
    let trust = Trust::new(ask_trust, None);
    Arc::new(HttpTransport::new(connections, Route::by(proxy), options.limits.clone(), trust))
}
