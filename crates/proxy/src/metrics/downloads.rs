//! Downloads of configs.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::metrics::MetricType;

use super::histogram::Histogram;

/// The official proxy has the whole address here, with the SDK key in it.
const ROUTE: &str = "/configuration-files/{sdkKey}/config_v6.json";

/// Histograms by SDK and status.
#[derive(Debug, Default)]
pub(super) struct Downloads(Mutex<BTreeMap<(String, String), Arc<Histogram>>>);

impl Downloads {
    /// Adds a download.
    pub(super) fn observe(&self, sdk: &str, status: &str, took: Duration) {
        let labels = (sdk.to_owned(), status.to_owned());
        let mut series = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        series.entry(labels).or_default().observe(took);
    }

    /// Writes them out.
    pub(super) fn encode(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let mut metric = encoder.encode_descriptor(
            "configcat_sdk_http_request_duration_seconds",
            "How long downloads of configs took",
            None,
            MetricType::Histogram,
        )?;
        let series = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for ((sdk, status), histogram) in &series {
            let labels = [("sdk", sdk.as_str()), ("route", ROUTE), ("status", status)];
            histogram.encode(metric.encode_family(&labels)?)?;
        }
        Ok(())
    }
}
