//! One connection, from its first byte to its last.

use std::convert::Infallible;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::{ArcSwap, Guard};
use axum::body::Body;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Either, Ready, ready};
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use super::body::{Active, PartedBody, WatchedBody};
use super::io::WatchedIo;
use super::serving::Serving;
use super::watch::{Expired, Expiry, Watch};
use crate::content::Content;

/// The largest head of a request, in bytes. Streams have their users in the path, and keep the room of their heads.
const HEAD: usize = 32 * 1024;

/// The most headers of a request.
const HEADERS: usize = 100;

/// From a graceful end to a certain one.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// After so long without a word the system asks whether the client is still there, and again after each [`PROBE`] without an answer.
const SILENCE: Duration = Duration::from_secs(60);
const PROBE: Duration = Duration::from_secs(15);

/// What a port wants from its connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Go on.
    Open,
    /// End with the requests that are under way.
    Closing,
    /// End.
    Cut,
}

type Answered = Result<Response<WatchedBody>, Infallible>;

/// An answer, or its future: most need none.
type Answer = Either<Ready<Answered>, BoxFuture<'static, Answered>>;

/// Serves a connection to its end. Whatever the client does ends here.
pub(crate) async fn serve(
    socket: TcpStream,
    serving: Arc<ArcSwap<Serving>>,
    mut phase: watch::Receiver<Phase>,
) {
    if *phase.borrow_and_update() != Phase::Open {
        return;
    }
    prepare(&socket);
    let current = serving.load_full();
    let patience = current.bounds.patience;
    let tls = current.tls.clone();
    let watch = Arc::new(Watch::new(patience, current.log.clone()));
    drop(current);
    let io = WatchedIo::new(socket, Arc::clone(&watch));
    let Some(tls) = tls else {
        return http1(io, serving, watch, phase).await;
    };
    let handshake = timeout(patience.head, tokio_rustls::TlsAcceptor::from(tls).accept(io));
    let stream = tokio::select! {
        stream = handshake => stream,
        _ = phase.changed() => return,
    };
    let Ok(Ok(stream)) = stream else { return };
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        http2(stream, serving, watch, phase).await;
    } else {
        http1(stream, serving, watch, phase).await;
    }
}

/// Whatever of this the system does not do, the connection is of use without.
fn prepare(socket: &TcpStream) {
    // Answers are small, and written at once.
    drop(socket.set_nodelay(true));
    // Streams may have nothing to send for days, while the client has long been gone.
    let alive = TcpKeepalive::new().with_time(SILENCE).with_interval(PROBE);
    drop(SockRef::from(socket).set_tcp_keepalive(&alive));
}

fn http1(
    io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    serving: Arc<ArcSwap<Serving>>,
    watch: Arc<Watch>,
    phase: watch::Receiver<Phase>,
) -> BoxFuture<'static, ()> {
    let for_requests = Arc::clone(&watch);
    let service = service_fn(move |request| answer(request, &serving, &for_requests));
    let mut builder = http1::Builder::new();
    // The watch keeps the time.
    builder.header_read_timeout(None).max_buf_size(HEAD).max_headers(HEADERS);
    let connection = builder.serve_connection(TokioIo::new(io), service);
    drive(connection, http1::Connection::graceful_shutdown, watch, phase).boxed()
}

fn http2(
    io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    serving: Arc<ArcSwap<Serving>>,
    watch: Arc<Watch>,
    phase: watch::Receiver<Phase>,
) -> BoxFuture<'static, ()> {
    watch.set_http2();
    let for_requests = Arc::clone(&watch);
    let service = service_fn(move |request| {
        answer(request, &serving, &for_requests)
            .map(|result| result.map(|response| response.map(PartedBody::new)))
    });
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(100)
        .max_header_list_size(64 * 1024)
        .initial_stream_window_size(64 * 1024)
        .initial_connection_window_size(256 * 1024)
        .max_send_buf_size(64 * 1024)
        // Dead peers are found although nothing is sent to them.
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(10));
    let connection = builder.serve_connection(TokioIo::new(io), service);
    drive(connection, http2::Connection::graceful_shutdown, watch, phase).boxed()
}

fn answer(request: Request<Incoming>, serving: &ArcSwap<Serving>, watch: &Arc<Watch>) -> Answer {
    let active = Active::begin(watch);
    let serving = serving.load();
    match serving.role.answer_at_once(&request, &serving.log) {
        Some(response) => Either::Left(ready(Ok(watched(response, active)))),
        None => Either::Right(Box::pin(answer_later(request, Guard::into_inner(serving), active))),
    }
}

async fn answer_later(request: Request<Incoming>, serving: Arc<Serving>, active: Active) -> Answered {
    let response = serving.role.answer(request.map(Body::new), &serving.log).await;
    Ok(watched(response, active))
}

fn watched(response: Response<Content>, active: Active) -> Response<WatchedBody> {
    response.map(|content| WatchedBody::new(content, active))
}

/// Runs a connection until it ends, the watch says that it has to, or the port does.
async fn drive<C: Future + Send + 'static>(
    connection: C,
    close: fn(Pin<&mut C>),
    watch: Arc<Watch>,
    mut phase: watch::Receiver<Phase>,
) {
    let mut connection = pin!(connection);
    let mut expiry = Expiry::of(watch);
    let mut cut_at = None;
    loop {
        tokio::select! {
            // What the connection did may have changed the deadline.
            biased;
            _ = connection.as_mut() => return,
            expired = &mut expiry, if cut_at.is_none() => match expired {
                Expired::Head | Expired::Write => return,
                Expired::Idle => {
                    close(connection.as_mut());
                    cut_at = Some(Instant::now() + LAST_WORDS);
                }
            },
            () = tokio::time::sleep_until(cut_at.unwrap_or_else(Instant::now)), if cut_at.is_some() => return,
            changed = phase.changed() => {
                let phase = *phase.borrow_and_update();
                if changed.is_err() || phase == Phase::Cut {
                    return;
                }
                if phase == Phase::Closing {
                    close(connection.as_mut());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn clients_that_are_gone_are_noticed() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (socket, _) = listener.accept().await.unwrap();
        prepare(&socket);
        assert!(socket.nodelay().unwrap());
        let socket = SockRef::from(&socket);
        assert!(socket.keepalive().unwrap());
        #[cfg(target_os = "linux")]
        assert_eq!(
            (socket.tcp_keepalive_time().unwrap(), socket.tcp_keepalive_interval().unwrap()),
            (SILENCE, PROBE)
        );
    }
}
