//! What makes a source that source, whatever else of the options changes.

use std::path::Path;
use std::time::Duration;

use crate::options::{Governance, SdkOffline, SdkOptions};

/// Where a config comes from: what comes from equal places is the same config.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place<'a> {
    /// `governance` names the server where no address does.
    Server {
        key: &'a str,
        base_url: Option<&'a str>,
        governance: Option<Governance>,
    },
    File(&'a Path),
    Cache {
        key: &'a str,
    },
}

impl SdkOptions {
    pub(super) fn place(&self) -> Place<'_> {
        let key = &*self.key;
        match &self.offline {
            SdkOffline::No => Place::Server {
                key,
                base_url: self.base_url.as_deref(),
                governance: self.base_url.is_none().then_some(self.governance),
            },
            SdkOffline::File { path, .. } => Place::File(path),
            SdkOffline::Cache { .. } => Place::Cache { key },
        }
    }

    /// How often its source looks for news by itself.
    pub(super) const fn interval(&self) -> Duration {
        match self.offline {
            SdkOffline::No => self.poll_interval,
            SdkOffline::File { poll_interval, .. } | SdkOffline::Cache { poll_interval, .. } => poll_interval,
        }
    }
}
