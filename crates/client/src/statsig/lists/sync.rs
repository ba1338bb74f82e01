//! Getting ID lists from their servers.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::iter;

use super::file::{Extent, Wanted};
use crate::compiled::apart;
use crate::error::ClientError;
use crate::http::Pieces;
use crate::statsig::context::Context;
use crate::statsig::exchange::{ask, follow, read, read_into, within};
use crate::statsig::wire::{Call, Reply};

/// So many lists are downloaded at a time.
const PARALLEL: usize = 8;

/// What came of a look at all lists.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Synced {
    /// Whether any list is another one than before.
    pub is_changed: bool,
    /// What kept a list from being up to date, if that is so: the first that failed. It is asked for again the next time.
    pub failure: Option<ClientError>,
}

impl Context {
    /// Brings the lists up to date.
    pub(in crate::statsig) async fn sync_id_lists(self: Arc<Self>) -> Result<Synced, ClientError> {
        let lookup = self.look_up().await.map_err(|error| self.hide(error))?;
        let lists = Arc::clone(&self.lists);
        let plan = apart(lookup.len(), move || lists.plan(&lookup)).await?;
        let downloads = plan.wanted.into_iter().map(|wanted| Arc::clone(&self).download_list(wanted));
        let synced = Synced { is_changed: plan.is_changed, failure: None };
        let both = |all: Synced, one: Synced| async move {
            Synced { is_changed: all.is_changed || one.is_changed, failure: all.failure.or(one.failure) }
        };
        Ok(iter(downloads).buffer_unordered(PARALLEL).fold(synced, both).await)
    }

    async fn look_up(&self) -> Result<Arc<[u8]>, ClientError> {
        if self.options.has_own_fetch {
            return Err(ClientError::Aborted);
        }
        let look_up = |base| {
            let call = self.call(format!("{base}/get_id_lists"), Some(Bytes::from_static(b"{}")), None);
            within(self.options.request_timeout, async {
                let reply = follow(&*self.id_lists, call).await?.checked()?;
                read(reply.body, self.options.limits.body_bytes).await
            })
        };
        ask(self.options.id_lists.bases(), look_up).await
    }

    /// Downloads what is wanted of a list. What came before a failure counts, as far as it can.
    async fn download_list(self: Arc<Self>, wanted: Wanted) -> Synced {
        let mut body = Pieces::default();
        let mut extent = None;
        let work = async {
            let mut reply = follow(&*self.id_lists, self.list_call(&wanted)).await?;
            extent = extent_of(&reply, wanted.from)?;
            if extent.is_some() {
                read_into(&mut body, &mut reply.body, self.options.limits.body_bytes).await?;
            }
            Ok(())
        };
        let failure = within(self.options.request_timeout, work).await.err().map(|error| self.hide(error));
        let extent = match (extent, &failure) {
            (None, None) => {
                // The file is shorter than what is known of it.
                self.lists.forget(&wanted.name);
                return Synced { is_changed: true, failure };
            }
            (Some(Extent::Rest), Some(_)) => Extent::Beginning,
            (Some(extent), None) => extent,
            (_, Some(_)) => return Synced { is_changed: false, failure },
        };
        let (lists, lines) = (Arc::clone(&self.lists), body.join());
        let is_changed = !lines.is_empty() || extent == Extent::Whole;
        let of_use = apart(lines.len(), move || lists.apply(&wanted.name, &lines, None, extent)).await;
        let failure = if of_use { failure } else { failure.or(Some(ClientError::InvalidIdLists)) };
        Synced { is_changed, failure }
    }

    /// Lists are anywhere: their servers get none of the usual headers.
    fn list_call(&self, wanted: &Wanted) -> Call {
        let headers = [
            ("range", format!("bytes={}-", wanted.from)),
            // Places in the file are those of its own bytes.
            ("accept-encoding", "identity".to_owned()),
        ];
        Call {
            url: String::from_utf8_lossy(&wanted.url).into_owned(),
            headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
            body: None,
            timeout: self.options.request_timeout,
            trust: None,
        }
    }
}

/// What the body of an answer is; `None`: there is nothing from there on.
fn extent_of(reply: &Reply, from: u64) -> Result<Option<Extent>, ClientError> {
    match reply.status {
        200 => Ok(Some(Extent::Whole)),
        206 if begins_at(reply, from) => Ok(Some(Extent::Rest)),
        206 => {
            let message = "the server has sent another range than the one that was asked for".to_owned();
            Err(ClientError::Failure { message, ray_id: None })
        }
        416 => Ok(None),
        status => Err(ClientError::HttpStatus { status }),
    }
}

/// Servers that do not say where the range begins are believed to send what was asked for.
fn begins_at(reply: &Reply, from: u64) -> bool {
    let Some(range) = reply.header("content-range") else { return true };
    let start = range.trim_start().strip_prefix("bytes").map(|range| range.trim_start().split('-').next());
    start.flatten().and_then(|start| start.parse().ok()) == Some(from)
}
