//! The service of the diagnostics port.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;

use crate::site::Site;

/// Answers on the diagnostics port.
pub(crate) struct Diagnostics {
    site: Arc<Site>,
}

impl Diagnostics {
    /// For the requests about a site.
    pub(crate) fn new(site: Arc<Site>) -> Self {
        Self { site }
    }

    /// Answers a request.
    pub(crate) async fn answer(&self, request: Request) -> Response {
        let _ = (&self.site, request);
        Response::new(Body::empty())
    }
}

/// The JSON of `/status`.
pub(crate) fn status_json(site: &Site) -> Bytes {
    let _ = site;
    Bytes::from_static(b"{}")
}
