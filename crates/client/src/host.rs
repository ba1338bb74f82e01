//! The seams between a service and the program around it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::Stream;

use crate::entry::Entry;
use crate::error::ClientError;
use crate::event::Event;

/// A future that may run on the background thread.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The bytes of a body, decompressed, as they come.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Vec<u8>, ClientError>> + Send>>;

/// One subscriber of a service.
pub trait Host: Send + Sync + 'static {
    /// Takes an event. Called in order, from the background thread; must not block.
    fn emit(&self, event: Event);

    /// Takes the events that one fetch leads to. A host with a loop of its own lets nothing else come between them.
    fn emit_all(&self, events: Vec<Event>) {
        events.into_iter().for_each(|event| self.emit(event));
    }
}

/// A cache that the host keeps. With one, the host owns the current entry.
pub trait ExternalCache: Send + Sync + 'static {
    /// Reads the cache and gives the entry that the host holds afterwards. Asked before each poll.
    fn sync(&self) -> BoxFuture<Arc<Entry>>;

    /// Takes the entry in memory and writes it out; resolves when both are done.
    fn store(&self, entry: Arc<Entry>) -> BoxFuture<()>;
}

/// What makes the requests. The default is HTTP; a host may bring its own.
pub trait Transport: Send + Sync + 'static {
    /// Makes one request, with whatever repetitions the transport sees fit and [`Request::may_repeat`] allows.
    ///
    /// # Errors
    /// [`ClientError::Timeout`] becomes 1102, [`ClientError::Aborted`] ends the refresh silently, everything
    /// else becomes 1103.
    fn fetch(&self, request: Request) -> BoxFuture<Result<Response, ClientError>>;
}

/// A GET request for a config.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// The address. It contains the SDK key: keep it out of messages.
    pub url: String,
    /// Headers to send, names and values.
    pub headers: Arc<[(String, String)]>,
    /// The ETag of the known config, to be sent as `If-None-Match`.
    pub etag: Option<String>,
    /// The deadline of everything that is done for this request, repetitions included.
    pub timeout: Duration,
    /// Whether the transport may repeat the request if it fails. Not while the outage goes on that the last one met: one
    /// request per poll is enough then.
    pub may_repeat: bool,
}

/// The answer to a [`Request`].
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The reason phrase.
    pub reason: String,
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `cf-ray` header.
    pub ray_id: Option<String>,
    /// The `Retry-After` header, as it came.
    pub retry_after: Option<String>,
    /// The body of a 200.
    pub body: Option<Body>,
}

/// The body of a response.
#[derive(Debug, Clone)]
pub enum Body {
    /// Bytes as received, after decompression. Malformed UTF-8 decodes to U+FFFD.
    Bytes(Vec<u8>),
    /// The same, to be kept without being copied.
    Shared(Arc<[u8]>),
    /// Text that the host has decoded, as WTF-8 (lone surrogates in three bytes).
    Text(Vec<u8>),
}

impl Body {
    /// In bytes.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) | Self::Text(bytes) => bytes.len(),
            Self::Shared(bytes) => bytes.len(),
        }
    }
}
