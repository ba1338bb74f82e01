//! The service of the diagnostics port.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::Response;

use super::reply::{elsewhere, not_found, reply};
use super::status_json;
use super::ui::Ui;
use crate::metrics::Format;
use crate::site::Site;

/// Answers on the diagnostics port. Dropping it ends the streams of open pages, which then ask its successor.
pub(crate) struct Diagnostics {
    site: Arc<Site>,
    ui: Ui,
}

impl Diagnostics {
    /// For the requests about a site.
    pub(crate) fn new(site: Arc<Site>) -> Self {
        Self { site, ui: Ui::new() }
    }

    /// Answers a request. Parts that are switched off do not exist.
    pub(crate) async fn answer(&self, request: Request) -> Response {
        let diag = &self.site.options.diag;
        let path = request.uri().path().to_owned();
        match path.as_str() {
            "/status" if diag.status_enabled => {
                reply(StatusCode::OK, "application/json", status_json(&self.site))
            }
            "/metrics" if diag.metrics_enabled => self.metrics(&request),
            "/" if diag.ui_enabled => elsewhere("ui"),
            _ => match path.strip_prefix("/ui") {
                Some(rest) if diag.ui_enabled && (rest.is_empty() || rest.starts_with('/')) => {
                    self.ui.answer(&self.site, request, rest).await
                }
                _ => not_found(),
            },
        }
    }

    fn metrics(&self, request: &Request) -> Response {
        let accept = request.headers().get_all(header::ACCEPT);
        let accept: Vec<&str> = accept.iter().filter_map(|value| value.to_str().ok()).collect();
        let format = Format::accepted(&accept.join(","));
        reply(StatusCode::OK, format.content_type(), self.site.metrics.render(format))
    }
}

#[cfg(test)]
mod tests;
