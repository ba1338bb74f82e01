//! A port: a socket, what is served on it, and its connections.

use std::io;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use futures_util::FutureExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::connection::{Phase, serve};
use super::listener::listen;
use super::run::GRACE;
use super::serving::Serving;
use crate::log::Logger;

/// After an error that will not be gone at once: too many open files.
const PAUSE: Duration = Duration::from_millis(100);

/// The most often that one complaint is repeated.
const COMPLAINT: Duration = Duration::from_secs(1);

/// What clients are told who are too many.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 21\r\n\
    Retry-After: 1\r\nConnection: close\r\n\r\ntoo many connections\n";

/// A port in service. What is served can be exchanged at any time: connections stay, and their next requests are answered by
/// what is served then.
pub(crate) struct Port {
    serving: Arc<ArcSwap<Serving>>,
    /// The group that new connections join.
    group: Arc<Mutex<Group>>,
    accepting: JoinHandle<()>,
    listener: Arc<TcpListener>,
    number: u16,
}

/// Connections that end together.
type Group = watch::Sender<Phase>;

/// A port that nobody else can have. Clients wait until it is served.
pub(crate) struct Bound(Arc<TcpListener>);

impl Bound {
    /// Listens. Must be called within the runtime.
    pub(crate) fn new(number: u16) -> io::Result<Self> {
        listen(number).map(|listener| Self(Arc::new(listener)))
    }

    /// Serves from now on.
    pub(crate) fn serve(self, serving: Serving) -> Port {
        let number = self.0.local_addr().map_or(0, |address| address.port());
        let serving = Arc::new(ArcSwap::from_pointee(serving));
        let group = Arc::new(Mutex::new(watch::Sender::new(Phase::Open)));
        let accepting = accept(Arc::clone(&self.0), Arc::clone(&serving), Arc::clone(&group));
        Port { serving, group, accepting: tokio::spawn(accepting), listener: self.0, number }
    }
}

impl Port {
    /// The number of the port, also if it was left to the system.
    pub(crate) const fn number(&self) -> u16 {
        self.number
    }

    /// The socket, for another port in the place of this one, which is about to be closed.
    pub(crate) fn hand_over(&self) -> Bound {
        Bound(Arc::clone(&self.listener))
    }

    /// Exchanges what is served. Connections without TLS end when there is TLS from now on, and the other way around.
    pub(crate) fn serve(&self, serving: Serving) {
        let with_tls = serving.tls.is_some();
        let before = self.serving.swap(Arc::new(serving));
        if before.tls.is_some() != with_tls {
            let new = watch::Sender::new(Phase::Open);
            let old = std::mem::replace(&mut *self.group.lock().unwrap_or_else(PoisonError::into_inner), new);
            tokio::spawn(end(old, GRACE));
        }
    }

    /// Stops listening, and ends the connections: with the requests that are under way, but after the given time in any case.
    pub(crate) async fn close(self, grace: Duration) {
        self.accepting.abort();
        // The socket is closed with the task, unless it was handed over.
        drop(self.listener);
        drop(self.accepting.await);
        let new = watch::Sender::new(Phase::Cut);
        let group = std::mem::replace(&mut *self.group.lock().unwrap_or_else(PoisonError::into_inner), new);
        end(group, grace).await;
    }
}

async fn end(group: Group, grace: Duration) {
    group.send_replace(Phase::Closing);
    if tokio::time::timeout(grace, group.closed()).await.is_err() {
        group.send_replace(Phase::Cut);
    }
}

/// Accepts connections, whatever happens.
async fn accept(listener: Arc<TcpListener>, serving: Arc<ArcSwap<Serving>>, group: Arc<Mutex<Group>>) {
    let mut door = Door { listener, serving, group, open: Arc::new(()), complained: None };
    loop {
        if let Err(panic) = AssertUnwindSafe(door.accept()).catch_unwind().await {
            let text = vexil_client::panic_text(&*panic);
            door.log()
                .error(format_args!("accepting connections ended with a panic and begins anew: {text}"));
        }
        sleep(PAUSE).await;
    }
}

/// Where clients come in.
struct Door {
    listener: Arc<TcpListener>,
    serving: Arc<ArcSwap<Serving>>,
    group: Arc<Mutex<Group>>,
    /// Each connection holds a clone.
    open: Arc<()>,
    complained: Option<Instant>,
}

impl Door {
    /// Accepts connections until one cannot be accepted for a reason that will not be gone at once.
    async fn accept(&mut self) {
        loop {
            match self.listener.accept().await {
                Ok((socket, _)) => self.enter(socket),
                // Clients that are gone already are no trouble.
                Err(error) if is_about_client(&error) => {}
                Err(error) => return self.complain(&format!("connections cannot be accepted: {error}")),
            }
        }
    }

    fn enter(&mut self, socket: TcpStream) {
        let bounds = self.serving.load().bounds;
        if Arc::strong_count(&self.open) > bounds.connections {
            refuse(&socket, self.serving.load().tls.is_some());
            return self.complain(&format!(
                "the limit of {} connections is reached (http.limits.max_connections, or what the system allows): others are refused",
                bounds.connections
            ));
        }
        let phase = self.group.lock().unwrap_or_else(PoisonError::into_inner).subscribe();
        let (serving, open) = (Arc::clone(&self.serving), Arc::clone(&self.open));
        tokio::spawn(async move {
            let served = AssertUnwindSafe(serve(socket, Arc::clone(&serving), phase)).catch_unwind().await;
            if let Err(panic) = served {
                let text = vexil_client::panic_text(&*panic);
                serving.load().log.error(format_args!("a connection ended with a panic: {text}"));
            }
            drop(open);
        });
    }

    fn complain(&mut self, text: &str) {
        if self.complained.is_none_or(|time| time.elapsed() >= COMPLAINT) {
            self.complained = Some(Instant::now());
            self.log().warn(text);
        }
    }

    fn log(&self) -> Logger {
        self.serving.load().log.clone()
    }
}

/// Says why, if it can be said without waiting.
fn refuse(socket: &TcpStream, with_tls: bool) {
    if !with_tls {
        drop(socket.try_write(FULL));
    }
}

fn is_about_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}
