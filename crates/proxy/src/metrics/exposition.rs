//! The texts that Prometheus reads.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, prometheus_text, text};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::Registry;

use super::process;
use super::registry::Counts;

/// A format that scrapers can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// The text format 0.0.4, for whoever does not ask for another.
    Plain,
    /// OpenMetrics 1.0.
    OpenMetrics,
}

impl Format {
    /// What the `Accept` header asks for.
    pub(crate) fn accepted(accept: &str) -> Self {
        if accept.to_ascii_lowercase().contains("application/openmetrics-text") {
            Self::OpenMetrics
        } else {
            Self::Plain
        }
    }

    /// The content type.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Plain => prometheus_text::CONTENT_TYPE,
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

/// Writes everything.
pub(super) fn render(counts: &Arc<Counts>, format: Format) -> String {
    let mut registry = Registry::default();
    registry.register_collector(Box::new(Arc::clone(counts)));
    let mut out = String::new();
    let written = match format {
        Format::Plain => prometheus_text::encode(&mut out, &registry),
        Format::OpenMetrics => text::encode(&mut out, &registry),
    };
    debug_assert!(written.is_ok(), "writing to a string does not fail");
    out
}

impl Collector for Counts {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        self.requests.encode(&mut encoder)?;
        self.downloads.encode(&mut encoder)?;
        self.streams.encode(&mut encoder)?;
        process::encode(&mut encoder)?;
        let help = "The version that is running";
        let mut info = encoder.encode_descriptor("vexil_build_info", help, None, MetricType::Gauge)?;
        info.encode_family(&[("version", env!("CARGO_PKG_VERSION"))])?.encode_gauge(&1_i64)
    }
}
