//! What happened lately, and how healthy that is.

use std::collections::VecDeque;
use std::time::SystemTime;

/// How many records are kept.
const KEPT: usize = 5;

/// How a part of the proxy is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Health {
    /// Nothing has happened yet.
    Initializing,
    Healthy,
    Degraded,
    Down,
    /// There is no such part.
    NotAvailable,
}

impl Health {
    /// The word of the status page.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Initializing => "initializing",
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Down => "down",
            Self::NotAvailable => "n/a",
        }
    }
}

/// The kind of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SourceType {
    Remote,
    File,
    Cache,
}

impl SourceType {
    /// The word of the status page.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Remote => "remote",
            Self::File => "file",
            Self::Cache => "cache",
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) time: SystemTime,
    pub(crate) ok: bool,
    pub(crate) message: String,
}

impl Record {
    /// The line of the status page: `Mon, 29 May 2023 16:36:40 UTC: [ok] config fetched`.
    pub(crate) fn line(&self) -> String {
        let time = httpdate::fmt_http_date(self.time).replace("GMT", "UTC");
        format!("{time}: [{}] {}", if self.ok { "ok" } else { "error" }, self.message)
    }
}

/// The last few things that happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Records(VecDeque<Record>);

impl Records {
    /// Adds one, and forgets the oldest.
    pub(crate) fn note(&mut self, ok: bool, message: String) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(Record { time: SystemTime::now(), ok, message });
    }

    /// Oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Record> {
        self.0.iter()
    }

    /// The health of an SDK with these records: one that fails but has a config at hand is not down.
    pub(crate) fn sdk_health(&self, has_config: bool) -> Health {
        match self.health() {
            Health::Degraded if !has_config => Health::Down,
            health => health,
        }
    }

    /// Initializing without any; degraded, if the last two (or the only one) are errors; else healthy.
    pub(crate) fn health(&self) -> Health {
        let last: Vec<bool> = self.0.iter().rev().take(2).map(|record| record.ok).collect();
        match last.as_slice() {
            [] => Health::Initializing,
            [false] | [false, false] => Health::Degraded,
            _ => Health::Healthy,
        }
    }
}
