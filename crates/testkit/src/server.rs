//! Listens on 127.0.0.1.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;

use crate::connection::serve;
use crate::identity::{self, Certificate};
use crate::script::{Script, Step};
use crate::seen::{Seen, SeenRequest};

const BACKLOG: u32 = 1024;

/// A connect that takes this long on the loopback hangs.
const HANGS_AFTER: Duration = Duration::from_millis(250);

/// A TLS alert, fatal: `protocol_version`.
const OLD_VERSION: [u8; 7] = [0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46];

/// How a server listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Listen {
    /// Without TLS.
    Plain,
    /// With TLS.
    Tls(Certificate),
    /// Refuses every TLS handshake for its version.
    OldTls,
    /// The backlog is full: connecting hangs.
    Full,
    /// The port is taken, and refuses.
    Refuse,
}

/// A running server. Dropping it ends it and its connections.
#[derive(Debug)]
pub struct FaultServer {
    address: SocketAddr,
    scheme: &'static str,
    state: Arc<State>,
    ca: Option<String>,
    task: Option<JoinHandle<()>>,
    /// What keeps a port that accepts nobody.
    _held: Held,
}

/// Only there to be dropped.
#[derive(Debug)]
#[expect(dead_code, reason = "sockets are held open, nothing more")]
enum Held {
    Nothing,
    Bound(TcpSocket),
    Full(TcpListener, Vec<std::net::TcpStream>),
}

/// What a server and its connections share.
#[derive(Debug)]
pub(crate) struct State {
    script: Mutex<Script>,
    seen: Mutex<Seen>,
    start: Instant,
    end: Notify,
}

impl State {
    pub(crate) fn next(&self) -> Arc<[Step]> {
        lock(&self.script).next()
    }

    pub(crate) fn next_early(&self) -> Option<Arc<[Step]>> {
        lock(&self.script).next_early()
    }

    /// Notes a request, and gives the length of its body.
    pub(crate) fn saw(&self, head: &[u8]) -> u64 {
        let at_ms = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let request = SeenRequest::parse(head, at_ms);
        let length = request.body_length();
        lock(&self.seen).requests.push(request);
        length
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl FaultServer {
    /// Listens without TLS and answers requests by `script`: one list of steps per request, the last one again and
    /// again.
    ///
    /// # Errors
    /// Those of the operating system.
    pub async fn start(script: impl IntoIterator<Item = Vec<Step>>) -> io::Result<Self> {
        let server = Self::listen(Listen::Plain, 0).await?;
        server.script(script);
        Ok(server)
    }

    /// Listens at a port of 127.0.0.1 (0: a free one). Without a script, it closes after each request.
    ///
    /// # Errors
    /// As [`FaultServer::listen_at`].
    pub async fn listen(how: Listen, port: u16) -> io::Result<Self> {
        Self::listen_at(how, Ipv4Addr::LOCALHOST, port).await
    }

    /// Listens at another address of the loopback, where the operating system has some.
    ///
    /// # Errors
    /// Those of the operating system; a certificate that cannot be made.
    pub async fn listen_at(how: Listen, host: Ipv4Addr, port: u16) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind((host, port).into())?;
        let address = socket.local_addr()?;
        let state = Arc::new(State {
            script: Mutex::default(),
            seen: Mutex::default(),
            start: Instant::now(),
            end: Notify::new(),
        });
        let scheme = if matches!(how, Listen::Tls(_) | Listen::OldTls) { "https" } else { "http" };
        let mut server = Self { address, scheme, state, ca: None, task: None, _held: Held::Nothing };
        let security = match how {
            Listen::Refuse => {
                server._held = Held::Bound(socket);
                return Ok(server);
            }
            Listen::Full => {
                server._held = fill(socket.listen(0)?).await?;
                return Ok(server);
            }
            Listen::Plain => Security::None,
            Listen::OldTls => Security::OldVersion,
            Listen::Tls(certificate) => {
                let (config, ca) = identity::make(certificate)?;
                server.ca = Some(ca);
                Security::Tls(TlsAcceptor::from(config))
            }
        };
        let listener = socket.listen(BACKLOG)?;
        server.task = Some(tokio::spawn(accept(listener, security, Arc::clone(&server.state))));
        Ok(server)
    }

    /// Ends the server and its connections, and waits until the port is free for another one.
    pub async fn close(mut self) {
        self.state.end.notify_one();
        if let Some(task) = self.task.take() {
            // A panic of it has been printed.
            let _ = task.await;
        }
    }

    /// Another script, from the next request on.
    pub fn script(&self, script: impl IntoIterator<Item = Vec<Step>>) {
        *lock(&self.state.script) = Script::new(script);
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Scheme, address and port, without a final slash.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// The authority behind its certificate, in PEM; of a self-signed one the certificate itself. `None` without TLS.
    #[must_use]
    pub fn ca(&self) -> Option<&str> {
        self.ca.as_deref()
    }

    /// How many connections it has accepted.
    #[must_use]
    pub fn connections(&self) -> usize {
        lock(&self.state.seen).connections
    }

    /// The requests so far.
    #[must_use]
    pub fn requests(&self) -> Vec<SeenRequest> {
        lock(&self.state.seen).requests.clone()
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

enum Security {
    None,
    OldVersion,
    Tls(TlsAcceptor),
}

/// Accepts until the end. Its connections end with it.
async fn accept(listener: TcpListener, security: Security, state: Arc<State>) {
    let security = Arc::new(security);
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = state.end.notified() => return connections.shutdown().await,
        };
        let Ok((stream, _)) = accepted else {
            // Too many open files, perhaps: that passes.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        lock(&state.seen).connections += 1;
        connections.spawn(converse(stream, Arc::clone(&security), Arc::clone(&state)));
    }
}

async fn converse(mut stream: TcpStream, security: Arc<Security>, state: Arc<State>) {
    match &*security {
        Security::None => serve(stream, &state).await,
        Security::OldVersion => {
            let mut hello = [0; 1024];
            if stream.read(&mut hello).await.is_ok() {
                let _ = stream.write_all(&OLD_VERSION).await;
                let _ = stream.shutdown().await;
            }
        }
        Security::Tls(acceptor) => {
            if let Ok(stream) = acceptor.accept(stream).await {
                serve(stream, &state).await;
            }
        }
    }
}

/// Connects until connecting hangs.
async fn fill(listener: TcpListener) -> io::Result<Held> {
    let address = listener.local_addr()?;
    let connect = move || {
        let mut streams = Vec::new();
        loop {
            match std::net::TcpStream::connect_timeout(&address, HANGS_AFTER) {
                Ok(stream) if streams.len() < 64 => streams.push(stream),
                Ok(_) => return Err(io::Error::other("the backlog does not fill up")),
                Err(_) => return Ok(streams),
            }
        }
    };
    let streams = tokio::task::spawn_blocking(connect).await.map_err(io::Error::other)??;
    Ok(Held::Full(listener, streams))
}
