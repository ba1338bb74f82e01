//! Everything that can keep the proxy from running, or from being found running.

/// Why the proxy does not start, or a running one is not ready. Its text is the one line on stderr: it names the option, and holds neither keys nor addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyError {
    /// The options are not usable. The text is the documented one where there is one.
    #[error("{0}")]
    Options(String),
    /// A port cannot be listened on, or a certificate not be read.
    #[error("{0}")]
    Listen(String),
    /// A source or a cache cannot be set up.
    #[error("{0}")]
    Source(String),
    /// The proxy that was asked does not answer, or is not ready.
    #[error("{0}")]
    NotReady(String),
}

impl ProxyError {
    /// A stable name of the kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Options(_) => "OPTIONS",
            Self::Listen(_) => "LISTEN",
            Self::Source(_) => "SOURCE",
            Self::NotReady(_) => "NOT_READY",
        }
    }
}
