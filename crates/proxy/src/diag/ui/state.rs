//! What the page knows of all SDKs.

use std::time::UNIX_EPOCH;

use serde::Serialize;

use crate::diag::status::{cache, mode, overall};
use crate::sdk::{Record, Records, Sdk, masked};
use crate::site::Site;

/// Everything that the page shows without being asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct PageState {
    version: &'static str,
    status: &'static str,
    sdks: Vec<SdkState>,
    cache: CacheState,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct SdkState {
    id: String,
    key: String,
    mode: &'static str,
    source: &'static str,
    status: &'static str,
    records: Vec<RecordState>,
    /// `null`: there is none yet.
    config: Option<ConfigState>,
    streams: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct ConfigState {
    etag: String,
    /// Since when it is this version, in milliseconds since the Unix epoch.
    loaded: f64,
    /// When the source last gave it or confirmed it, likewise.
    checked: f64,
    flags: usize,
    bytes: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct CacheState {
    status: &'static str,
    records: Vec<RecordState>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct RecordState {
    /// Milliseconds since the Unix epoch.
    time: u64,
    ok: bool,
    message: String,
}

impl PageState {
    /// As it is now.
    pub(super) fn of(site: &Site) -> Self {
        let (health, records) = cache(site);
        Self {
            version: env!("CARGO_PKG_VERSION"),
            status: overall(site).name(),
            sdks: site.sdks.iter().map(|sdk| sdk_state(sdk, site)).collect(),
            cache: CacheState { status: health.name(), records: record_states(&records) },
        }
    }
}

fn sdk_state(sdk: &Sdk, site: &Site) -> SdkState {
    let config = sdk.snapshot().map(|snapshot| ConfigState {
        etag: snapshot.etag().to_owned(),
        loaded: snapshot.time_ms(),
        checked: sdk.state().checked_ms(),
        flags: snapshot.config().len(),
        bytes: snapshot.body().len(),
    });
    SdkState {
        id: sdk.id().to_owned(),
        key: masked(&sdk.options().key),
        mode: mode(sdk),
        source: sdk.source_type().name(),
        status: sdk.health().name(),
        records: record_states(&sdk.state().records()),
        config,
        streams: site.metrics.open_streams(sdk.id()),
    }
}

fn record_states(records: &Records) -> Vec<RecordState> {
    let state = |record: &Record| RecordState {
        time: record
            .time
            .duration_since(UNIX_EPOCH)
            .map_or(0, |time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX)),
        ok: record.ok,
        message: record.message.clone(),
    };
    records.iter().map(state).collect()
}
