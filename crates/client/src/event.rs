//! What a service tells its hosts.

use std::sync::Arc;
use std::time::Duration;

use crate::entry::Entry;
use crate::error::ClientError;

/// One step of a service's life, in the order in which the official SDK takes it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// The in-memory entry was replaced. Only services without an [`ExternalCache`](crate::ExternalCache)
    /// send it; with one, [`ExternalCache::store`](crate::ExternalCache::store) carries the entry.
    Stored(Arc<Entry>),
    /// A fetch ended, well or badly. This is the moment to log it.
    FetchEnded(FetchReport),
    /// Something to log as a warning or error although the fetch goes on.
    Warned(FetchWarning),
    /// The result of the last [`Event::FetchEnded`] has been stored (`configFetched`).
    Fetched {
        /// Whether this subscriber asked for the fetch.
        by_user: bool,
    },
    /// A config arrived (`configChanged`): after every 200, even if its text is the same as before.
    Changed,
    /// The service is initialised. Sent once per subscriber, unless it is disposed of earlier.
    Ready,
    /// The cache file was read: what this subscriber begins with, or `None` if there is nothing of use. Sent once, before
    /// [`Event::Ready`] unless that could not wait, and only by services with a
    /// [`cache_file`](crate::ServiceOptions::cache_file).
    Restored(Option<Arc<Entry>>),
    /// Something to log about the cache file.
    CacheFile(CacheFileNotice),
    /// The answer to [`Client::refresh`](crate::Client::refresh).
    RefreshDone {
        /// The caller's token.
        token: u32,
        /// How it went.
        outcome: RefreshOutcome,
    },
    /// An unexpected failure of the poll loop, which goes on (event id 1200).
    PollFailed {
        /// The cause.
        message: String,
    },
    /// An https request is about to be made. Answer with [`Client::trust`](crate::Client::trust). Only for hosts with
    /// [`ServiceOptions::supplies_trust`](crate::ServiceOptions::supplies_trust).
    TrustNeeded {
        /// The number of the question.
        token: u32,
    },
}

/// How a requested refresh ended.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum RefreshOutcome {
    /// The fetch ended with this report.
    Ended(FetchReport),
    /// The host's own transport gave the request up, or a task panicked: there is no report.
    Failed(ClientError),
    /// The subscriber is offline: nothing was requested.
    Offline,
    /// The server wants to be left alone for now, and no user insists: nothing was requested. Only lazy services say so.
    Held,
    /// The subscriber was disposed of before the fetch ended.
    Disposed,
}

impl RefreshOutcome {
    /// For hosts, whose languages have no such type: that of [`FetchCode::number`] where a fetch ended; -1 disposed of, -2 failed, -3
    /// offline, -4 held.
    #[must_use]
    pub fn number(&self) -> i32 {
        match self {
            Self::Disposed => -1,
            Self::Ended(report) => i32::try_from(report.code.number()).unwrap_or(-2),
            Self::Failed(_) => -2,
            Self::Offline => -3,
            Self::Held => -4,
        }
    }
}

/// What became of the cache file. No event of it stops anything.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CacheFileNotice {
    /// There is none yet.
    Missing,
    /// 3300: there is one, but it cannot be used.
    Unusable(ClientError),
    /// 3301: it cannot be written. Told once, until it was written again.
    NotWritten(ClientError),
    /// 3302: it held the config of another SDK key or server, which is gone. Told once, until there was nothing to replace.
    Replaced,
    /// 3302: another service of the environment has it, for another SDK key or server. It is not written until that service has
    /// ended. Told once.
    Taken(ClientError),
    /// 5300: it is written again, after a failure.
    WrittenAgain,
}

impl CacheFileNotice {
    /// The event id; 0 for what matters to debugging only.
    #[must_use]
    pub const fn id(&self) -> u32 {
        match self {
            Self::Missing => 0,
            Self::Unusable(_) => 3300,
            Self::NotWritten(_) => 3301,
            Self::Replaced | Self::Taken(_) => 3302,
            Self::WrittenAgain => 5300,
        }
    }

    /// The failure behind it.
    #[must_use]
    pub const fn error(&self) -> Option<&ClientError> {
        match self {
            Self::Unusable(error) | Self::NotWritten(error) | Self::Taken(error) => Some(error),
            Self::Missing | Self::Replaced | Self::WrittenAgain => None,
        }
    }
}

/// Warnings during a fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchWarning {
    /// 3002: the data governance option differs from the dashboard's setting.
    GovernanceOutOfSync {
        /// The `cf-ray` header of the response.
        ray_id: Option<String>,
    },
    /// 1104: still redirected after all extra requests; the last response is accepted.
    RedirectLoop {
        /// The `cf-ray` header of the response.
        ray_id: Option<String>,
    },
}

impl FetchWarning {
    /// The documented event id.
    #[must_use]
    pub const fn id(&self) -> u32 {
        match self {
            Self::GovernanceOutOfSync { .. } => 3002,
            Self::RedirectLoop { .. } => 1104,
        }
    }

    /// The `cf-ray` header of the response that caused it.
    #[must_use]
    pub fn ray_id(&self) -> Option<&str> {
        match self {
            Self::GovernanceOutOfSync { ray_id } | Self::RedirectLoop { ray_id } => ray_id.as_deref(),
        }
    }
}

/// How a fetch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FetchCode {
    /// 200 with a valid config.
    Fetched,
    /// 304 while a config is known.
    NotModified,
    /// 1100: 403 or 404.
    InvalidSdkKey,
    /// 1101: any other status.
    UnexpectedStatus,
    /// 1102: the deadline passed.
    TimedOut,
    /// 1103: network or protocol failure.
    Failed,
    /// 1105: 200 with a body that is not a config.
    InvalidBody,
    /// 1106: 304 although no config is known.
    NotModifiedWhenEmpty,
}

impl FetchCode {
    /// 0 for a fetched config, 304 for an unchanged one, else the documented event id.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::Fetched => 0,
            Self::NotModified => 304,
            Self::InvalidSdkKey => 1100,
            Self::UnexpectedStatus => 1101,
            Self::TimedOut => 1102,
            Self::Failed => 1103,
            Self::InvalidBody => 1105,
            Self::NotModifiedWhenEmpty => 1106,
        }
    }

    /// Whether the fetch counts as successful: fetched or not modified.
    #[must_use]
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Fetched | Self::NotModified)
    }
}

/// How a fetch ended, with everything that its log line names.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FetchReport {
    /// The class of the result.
    pub code: FetchCode,
    /// The HTTP status, if a response arrived.
    pub status: Option<u16>,
    /// The reason phrase that came with the status.
    pub reason: Option<String>,
    /// The `cf-ray` response header.
    pub ray_id: Option<String>,
    /// The failure behind [`FetchCode::TimedOut`], [`FetchCode::Failed`] and [`FetchCode::InvalidBody`].
    pub error: Option<ClientError>,
    /// The deadline of the request; where connecting took too long, the limit of that.
    pub timeout: Duration,
}
