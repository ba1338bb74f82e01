//! Streams and their messages.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use prometheus_client::encoding::{DescriptorEncoder, MetricEncoder};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::exemplar::Exemplar;

/// With more rows than this, those that nobody listens to are left out of the gauge.
const QUIET_ROWS: usize = 1_000;

/// Which streams are meant: SDK identifier, and flag (`[ALL]` for all of them).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct StreamLabels {
    pub(crate) sdk: String,
    pub(crate) flag: String,
}

#[derive(Debug, Default)]
struct Row {
    connections: AtomicI64,
    messages: AtomicU64,
}

/// Gauges and counters by SDK and flag. Flags come from configs, not from clients.
#[derive(Debug, Default)]
pub(super) struct StreamRows(RwLock<HashMap<StreamLabels, Row>>);

impl StreamRows {
    /// Streams began (above 0) or ended.
    pub(super) fn connections(&self, labels: &StreamLabels, change: i64) {
        self.with(labels, |row| row.connections.fetch_add(change, Ordering::Relaxed));
    }

    /// Messages were handed to streams.
    pub(super) fn messages(&self, labels: &StreamLabels, count: u64) {
        self.with(labels, |row| row.messages.fetch_add(count, Ordering::Relaxed));
    }

    /// How many streams of an SDK are open.
    pub(super) fn open(&self, sdk: &str) -> i64 {
        let rows = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let of_sdk = rows.iter().filter(|(labels, _)| labels.sdk == sdk);
        of_sdk.map(|(_, row)| row.connections.load(Ordering::Relaxed)).sum()
    }

    fn with<T>(&self, labels: &StreamLabels, act: impl Fn(&Row) -> T) {
        if let Some(row) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(labels) {
            act(row);
            return;
        }
        let mut rows = self.0.write().unwrap_or_else(PoisonError::into_inner);
        act(rows.entry(labels.clone()).or_default());
    }

    /// Writes them out.
    pub(super) fn encode(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let rows = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut rows: Vec<(&StreamLabels, i64, u64)> = rows
            .iter()
            .map(|(labels, row)| {
                (labels, row.connections.load(Ordering::Relaxed), row.messages.load(Ordering::Relaxed))
            })
            .collect();
        rows.sort_unstable_by_key(|(labels, ..)| (&labels.sdk, &labels.flag));
        let mut gauge = encoder.encode_descriptor(
            "configcat_stream_connections",
            "Streams that are open",
            None,
            MetricType::Gauge,
        )?;
        let hides_quiet = rows.len() > QUIET_ROWS;
        for (labels, connections, _) in rows.iter().filter(|(_, open, _)| !hides_quiet || *open != 0) {
            let write = |mut series: MetricEncoder<'_>| series.encode_gauge(connections);
            labelled(&mut gauge, labels, write)?;
        }
        let mut counter = encoder.encode_descriptor(
            "configcat_stream_msg_sent",
            "Messages that were handed to streams",
            None,
            MetricType::Counter,
        )?;
        for (labels, _, messages) in &rows {
            let none: Option<&Exemplar<Vec<(String, String)>, u64>> = None;
            let write = |mut series: MetricEncoder<'_>| series.encode_counter(messages, none);
            labelled(&mut counter, labels, write)?;
        }
        Ok(())
    }
}

fn labelled(
    metric: &mut MetricEncoder<'_>,
    labels: &StreamLabels,
    write: impl FnOnce(MetricEncoder<'_>) -> fmt::Result,
) -> fmt::Result {
    let labels = [("sdk", labels.sdk.as_str()), ("type", "sse"), ("flag", &labels.flag)];
    write(metric.encode_family(&labels)?)
}
