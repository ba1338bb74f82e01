//! Downloads of specs that are under way, so that equal ones are one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{Shared, WeakShared};

use crate::error::ClientError;
use crate::host::BoxFuture;
use crate::limits::Limits;
use crate::sdk_key::SdkKey;
use crate::shared::CompiledSpecs;
use crate::tls::TlsTrust;

/// What a download gives: `None` if there is nothing new.
pub(super) type Outcome = Result<Option<Arc<CompiledSpecs>>, ClientError>;

/// A download, for all who wait for it. It ends early when nobody does any more.
pub(super) type Download = Shared<BoxFuture<Outcome>>;

/// What makes two downloads the same.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct DownloadKey {
    pub(super) url: String,
    pub(super) secret_key: SdkKey,
    pub(super) proxy: Option<String>,
    /// Whoever wants certificates verified does not share with those who do not.
    pub(super) trust: Option<TlsTrust>,
    pub(super) timeout: Duration,
    pub(super) limits: Limits,
}

/// Those of one environment.
#[derive(Clone, Default)]
pub(crate) struct Downloads(Arc<Mutex<HashMap<DownloadKey, WeakShared<BoxFuture<Outcome>>>>>);

impl Downloads {
    /// The download that is under way, or a new one.
    pub(super) fn join(&self, key: DownloadKey, start: impl FnOnce() -> BoxFuture<Outcome>) -> Download {
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = under_way.get(&key).and_then(WeakShared::upgrade);
        if let Some(download) = known.filter(|download| download.peek().is_none()) {
            return download;
        }
        under_way.retain(|_, download| download.upgrade().is_some());
        let download = start().shared();
        under_way.extend(download.downgrade().map(|weak| (key, weak)));
        download
    }
}
