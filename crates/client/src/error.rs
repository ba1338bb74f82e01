//! The one error type of this crate.

use std::time::Duration;

use thiserror::Error;
use vexil_engine::statsig::SpecsError;

/// What went wrong, in terms that a host can put into its own error classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// The whole exchange took longer than the request timeout.
    Timeout,
    /// Network, TLS or protocol failure.
    Failure,
    /// The request was given up by the host's own transport.
    Abort,
    /// The response arrived but its content is not a config.
    Invalid,
    /// Something that only the host's own transport knows.
    Other,
}

/// Every failure of this crate. No message holds a URL or an SDK key.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The total deadline of a request passed (error 1102).
    #[error("Request timed out. Timeout value: {}ms", .timeout.as_millis())]
    Timeout {
        /// The deadline that was set.
        timeout: Duration,
        /// The `cf-ray` header, if the response head had arrived.
        ray_id: Option<String>,
    },
    /// A failure of network or protocol that has no name of its own here (error 1103).
    #[error("Request failed due to a network or protocol error. {message}")]
    Failure {
        /// The cause, outermost first.
        message: String,
        /// The `cf-ray` header, if the response head had arrived.
        ray_id: Option<String>,
    },
    /// The name of the server cannot be resolved.
    #[error("Request failed due to a network or protocol error. {message}")]
    NameResolution {
        /// The cause, outermost first.
        message: String,
    },
    /// No connection came about: refused, or nobody there.
    #[error("Request failed due to a network or protocol error. {message}")]
    Connect {
        /// The cause, outermost first.
        message: String,
    },
    /// The server's certificate is not trusted, or no common version or cipher of TLS was found.
    #[error("Request failed due to a network or protocol error. {message}")]
    TlsHandshake {
        /// The cause, outermost first.
        message: String,
    },
    /// The response body ended early, or is not encoded as its headers say.
    #[error("Request failed due to a network or protocol error. {message}")]
    BrokenBody {
        /// The cause, outermost first.
        message: String,
        /// The `cf-ray` header.
        ray_id: Option<String>,
    },
    /// The response body is larger than [`Limits::body_bytes`](crate::Limits::body_bytes).
    #[error(
        "Request failed due to a network or protocol error. The response body exceeds the limit of {limit} bytes."
    )]
    BodyTooLarge {
        /// The limit in bytes, after decompression.
        limit: usize,
        /// The `cf-ray` header.
        ray_id: Option<String>,
    },
    /// A host's own transport gave the request up.
    #[error("Request was aborted.")]
    Aborted,
    /// A failure inside a host's own transport, in its own words.
    #[error("{message}")]
    Host {
        /// How the host classifies it.
        kind: FaultKind,
        /// The host's text; in reports without the SDK key.
        message: String,
    },
    /// The response body or the given text is not a config.
    #[error("{message}")]
    InvalidConfig {
        /// The engine's text.
        message: String,
    },
    /// A server has answered with a status that is no success.
    #[error("HTTP error: {status}")]
    HttpStatus {
        /// The status.
        status: u16,
    },
    /// A server has answered with something else than the stream that was asked for.
    #[error("The response is not a stream of events.")]
    NotAStream,
    /// A response or an event of a stream is not a payload of features.
    #[error("{message}")]
    InvalidFeatures {
        /// What is wrong.
        message: String,
    },
    /// A response is not a body of specs.
    #[error("{0}")]
    InvalidSpecs(SpecsError),
    /// A text does not say which ID lists there are.
    #[error("The text is not a lookup of ID lists.")]
    InvalidIdLists,
    /// A cache payload that cannot be read.
    #[error("{message}")]
    InvalidPayload {
        /// The documented text.
        message: String,
    },
    /// The cache file cannot be used. What it would have given is downloaded.
    #[error("{reason}")]
    CacheFileUnusable {
        /// Why, without the path.
        reason: String,
    },
    /// The cache file cannot be written.
    #[error("{reason}")]
    CacheFileNotWritten {
        /// Why, without the path.
        reason: String,
    },
    /// A service with a cache of the host cannot have a cache file as well.
    #[error("A service has either a cache or a cache file.")]
    TwoCaches,
    /// The address of the proxy cannot be used.
    #[error("The proxy address is invalid.")]
    InvalidProxy,
    /// The TLS set-up failed.
    #[error("TLS cannot be set up: {message}")]
    Tls {
        /// The cause.
        message: String,
    },
    /// The background thread could not be started.
    #[error("The background thread could not be started: {message}")]
    Background {
        /// The operating system's text.
        message: String,
    },
    /// A task on the background thread panicked; the thread goes on.
    #[error("A background task failed unexpectedly: {message}")]
    Panicked {
        /// The panic's text.
        message: String,
    },
}

impl ClientError {
    /// A stable name for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Timeout { .. } => "TIMEOUT",
            Self::Failure { .. } => "NETWORK",
            Self::NameResolution { .. } => "NAME_RESOLUTION",
            Self::Connect { .. } => "CONNECT",
            Self::TlsHandshake { .. } => "TLS_HANDSHAKE",
            Self::BrokenBody { .. } => "BROKEN_BODY",
            Self::BodyTooLarge { .. } => "BODY_TOO_LARGE",
            Self::Aborted => "ABORTED",
            Self::Host { kind, .. } => match kind {
                FaultKind::Timeout => "TIMEOUT",
                FaultKind::Failure => "NETWORK",
                FaultKind::Abort => "ABORTED",
                FaultKind::Invalid => "INVALID_CONFIG",
                FaultKind::Other => "HOST",
            },
            Self::InvalidConfig { .. } => "INVALID_CONFIG",
            Self::HttpStatus { .. } => "HTTP_STATUS",
            Self::NotAStream => "NOT_A_STREAM",
            Self::InvalidFeatures { .. } => "INVALID_FEATURES",
            Self::InvalidSpecs(error) => error.code(),
            Self::InvalidIdLists => "INVALID_ID_LISTS",
            Self::InvalidPayload { .. } => "INVALID_PAYLOAD",
            Self::CacheFileUnusable { .. } => "CACHE_FILE_UNUSABLE",
            Self::CacheFileNotWritten { .. } => "CACHE_FILE_NOT_WRITTEN",
            Self::TwoCaches => "TWO_CACHES",
            Self::InvalidProxy => "INVALID_PROXY",
            Self::Tls { .. } => "TLS",
            Self::Background { .. } => "BACKGROUND",
            Self::Panicked { .. } => "PANIC",
        }
    }

    /// The coarse class of the failure.
    #[must_use]
    pub const fn kind(&self) -> FaultKind {
        match self {
            Self::Timeout { .. } => FaultKind::Timeout,
            Self::Aborted => FaultKind::Abort,
            Self::Host { kind, .. } => *kind,
            Self::InvalidConfig { .. }
            | Self::InvalidFeatures { .. }
            | Self::InvalidSpecs(_)
            | Self::InvalidIdLists
            | Self::InvalidPayload { .. } => FaultKind::Invalid,
            _ => FaultKind::Failure,
        }
    }

    /// The texts that come from elsewhere: a server, the system, a host.
    pub(crate) fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let (message, ray_id) = match self {
            Self::Timeout { ray_id, .. } | Self::BodyTooLarge { ray_id, .. } => (None, Some(ray_id)),
            Self::Failure { message, ray_id } | Self::BrokenBody { message, ray_id } => {
                (Some(message), Some(ray_id))
            }
            Self::Host { message, .. }
            | Self::InvalidConfig { message }
            | Self::InvalidFeatures { message }
            | Self::InvalidPayload { message }
            | Self::Tls { message }
            | Self::NameResolution { message }
            | Self::Connect { message }
            | Self::TlsHandshake { message }
            | Self::Background { message }
            | Self::Panicked { message }
            | Self::CacheFileUnusable { reason: message }
            | Self::CacheFileNotWritten { reason: message } => (Some(message), None),
            Self::Aborted
            | Self::HttpStatus { .. }
            | Self::NotAStream
            // The engine names what is wrong and where, and repeats nothing of the text.
            | Self::InvalidSpecs(_)
            | Self::InvalidIdLists
            | Self::InvalidProxy
            | Self::TwoCaches => (None, None),
        };
        message.into_iter().chain(ray_id.and_then(Option::as_mut))
    }

    /// The `cf-ray` response header that came with the failure, if any.
    #[must_use]
    pub fn ray_id(&self) -> Option<&str> {
        match self {
            Self::Timeout { ray_id, .. }
            | Self::Failure { ray_id, .. }
            | Self::BrokenBody { ray_id, .. }
            | Self::BodyTooLarge { ray_id, .. } => ray_id.as_deref(),
            _ => None,
        }
    }
}
