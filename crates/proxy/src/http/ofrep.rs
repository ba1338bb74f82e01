//! The OpenFeature Remote Evaluation Protocol.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::refusal::Refusal;
use super::reply::Reply;
use super::service::Front;

impl Front {
    /// Evaluates one flag, or all of them.
    pub(super) async fn ofrep(&self, key: Option<&str>, parts: &Parts, body: Body) -> Result<Reply, Refusal> {
        let _ = (key, parts, body);
        Ok(Reply::empty(StatusCode::OK))
    }
}
