//! Requests on the main port. Counted a hundred thousand times a second: neither locks nor allocations, once a series is known.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use hashbrown::HashMap;
use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::metrics::MetricType;

use super::histogram::Histogram;
use super::method;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Labels {
    route: &'static str,
    method: &'static str,
    status: u16,
}

type Series = HashMap<Labels, Arc<Histogram>>;

/// Histograms by route, method and status. There are only so many of each: templates, known methods, statuses of ours.
#[derive(Debug, Default)]
pub(super) struct Requests {
    series: ArcSwap<Series>,
    /// Held by whoever adds a series.
    growing: Mutex<()>,
}

impl Requests {
    /// Adds a request.
    pub(super) fn observe(&self, route: &'static str, method: &str, status: u16, took: Duration) {
        let labels = Labels { route, method: method::label(method), status };
        match self.series.load().get(&labels) {
            Some(histogram) => histogram.observe(took),
            None => self.grown(labels).observe(took),
        }
    }

    #[cold]
    fn grown(&self, labels: Labels) -> Arc<Histogram> {
        let _growing = self.growing.lock().unwrap_or_else(PoisonError::into_inner);
        let series = self.series.load();
        if let Some(histogram) = series.get(&labels) {
            return Arc::clone(histogram);
        }
        let histogram = Arc::<Histogram>::default();
        let mut larger = Series::clone(&series);
        larger.insert(labels, Arc::clone(&histogram));
        self.series.store(Arc::new(larger));
        histogram
    }

    /// Writes them out.
    pub(super) fn encode(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let mut metric = encoder.encode_descriptor(
            "configcat_http_request_duration_seconds",
            "How long answers to HTTP requests took",
            None,
            MetricType::Histogram,
        )?;
        for (labels, histogram) in self.series.load().iter() {
            let status = labels.status.to_string();
            let labels = [("route", labels.route), ("method", labels.method), ("status", &*status)];
            histogram.encode(metric.encode_family(&labels)?)?;
        }
        Ok(())
    }
}
