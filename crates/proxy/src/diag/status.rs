//! What `/status` says.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Serialize;

use super::json::go_json;
use crate::sdk::{Health, Record, Records, Sdk, SourceType, masked};
use crate::site::Site;

#[derive(Debug, Serialize)]
struct Status<'a> {
    status: &'static str,
    sdks: BTreeMap<&'a str, SdkStatus>,
    cache: CacheStatus,
}

#[derive(Debug, Serialize)]
struct SdkStatus {
    key: String,
    mode: &'static str,
    source: SourceStatus,
}

#[derive(Debug, Serialize)]
struct SourceStatus {
    #[serde(rename = "type")]
    kind: &'static str,
    status: &'static str,
    records: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
struct CacheStatus {
    status: &'static str,
    records: Option<Vec<String>>,
}

/// The JSON of `/status`.
pub(crate) fn status_json(site: &Site) -> Bytes {
    let (health, records) = cache(site);
    go_json(&Status {
        status: overall(site).name(),
        sdks: site.sdks.iter().map(|sdk| (sdk.id(), sdk_status(sdk))).collect(),
        cache: CacheStatus { status: health.name(), records: lines(&records) },
    })
}

fn sdk_status(sdk: &Sdk) -> SdkStatus {
    SdkStatus {
        key: masked(&sdk.options().key),
        mode: mode(sdk),
        source: SourceStatus {
            kind: sdk.source_type().name(),
            status: sdk.health().name(),
            records: lines(&sdk.state().records()),
        },
    }
}

/// Whether an SDK asks the network for its config.
pub(super) fn mode(sdk: &Sdk) -> &'static str {
    match sdk.source_type() {
        SourceType::Remote => "online",
        SourceType::File | SourceType::Cache => "offline",
    }
}

/// How the cache is doing. Of no interest as soon as one SDK has a file.
pub(super) fn cache(site: &Site) -> (Health, Records) {
    if site.sdks.iter().any(|sdk| sdk.source_type() == SourceType::File) {
        return (Health::NotAvailable, Records::default());
    }
    (site.cache.health(), site.cache.records())
}

/// How the proxy is doing, by its SDKs.
pub(super) fn overall(site: &Site) -> Health {
    let all = |wanted: Health| site.sdks.iter().all(|sdk| sdk.health() == wanted);
    // Without any SDK nothing can be served.
    if all(Health::Down) {
        Health::Down
    } else if all(Health::Healthy) {
        Health::Healthy
    } else if all(Health::Initializing) {
        Health::Initializing
    } else {
        Health::Degraded
    }
}

fn lines(records: &Records) -> Option<Vec<String>> {
    let lines: Vec<String> = records.iter().map(Record::line).collect();
    (!lines.is_empty()).then_some(lines)
}

#[cfg(test)]
mod tests;
