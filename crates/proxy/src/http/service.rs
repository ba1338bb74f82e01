//! The service of the main port.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;

use crate::site::Site;

/// Everything that requests of one site need, prepared once: headers, CORS, routes.
pub(crate) struct Front {
    site: Arc<Site>,
}

impl Front {
    /// Prepares for the requests of a site.
    pub(crate) fn new(site: Arc<Site>) -> Self {
        Self { site }
    }

    /// Answers a request.
    pub(crate) async fn answer(&self, request: Request) -> Response {
        let _ = (&self.site, request);
        Response::new(Body::empty())
    }
}
