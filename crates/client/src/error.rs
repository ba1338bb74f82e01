//! The one error type of this crate.

use std::time::Duration;

use thiserror::Error;

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
}

/// Every failure of this crate. No message holds a URL or an SDK key.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The total deadline of a request passed (reference section 4, error 1102).
    #[error("Request timed out. Timeout value: {}ms", .timeout.as_millis())]
    Timeout {
        /// The deadline that was set.
        timeout: Duration,
        /// The `cf-ray` header, if the response head had arrived.
        ray_id: Option<String>,
    },
    /// A failure of network or protocol that has no name of its own here (reference section 4, error 1103).
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
        /// The host's text, kept as it is.
        message: String,
    },
    /// The response body or the given text is not a config.
    #[error("{message}")]
    InvalidConfig {
        /// The engine's text.
        message: String,
    },
    /// A cache payload that cannot be read (reference section 5.2).
    #[error("{message}")]
    InvalidPayload {
        /// The documented text.
        message: String,
    },
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
            Self::Host { .. } => "HOST",
            Self::InvalidConfig { .. } => "INVALID_CONFIG",
            Self::InvalidPayload { .. } => "INVALID_PAYLOAD",
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
            Self::InvalidConfig { .. } | Self::InvalidPayload { .. } => FaultKind::Invalid,
            _ => FaultKind::Failure,
        }
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
