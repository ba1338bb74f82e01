//! What a port is for.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use futures_util::FutureExt;
use http::{HeaderValue, StatusCode, header};

use crate::diag::Diagnostics;
use crate::http::Front;
use crate::log::Logger;

/// Who answers.
pub(crate) enum Role {
    Http(Box<Front>),
    Diag(Diagnostics),
    /// Whatever a test says.
    #[cfg(test)]
    Test(Box<dyn Fn(Request) -> futures_util::future::BoxFuture<'static, Response> + Send + Sync>),
}

impl Role {
    /// Answers. A panic becomes a 500, and a line in the log.
    pub(crate) async fn answer(&self, request: Request, log: &Logger) -> Response {
        let answer = async {
            match self {
                Self::Http(front) => front.answer(request).await,
                Self::Diag(diagnostics) => diagnostics.answer(request).await,
                #[cfg(test)]
                Self::Test(answer) => answer(request).await,
            }
        };
        AssertUnwindSafe(answer).catch_unwind().await.unwrap_or_else(|panic| broken(&*panic, log))
    }
}

fn broken(panic: &(dyn Any + Send), log: &Logger) -> Response {
    log.error(format_args!("a request ended with a panic: {}", vexil_client::panic_text(panic)));
    let mut response =
        Response::new(Body::from("the request failed; please check the logs for more details\n"));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, text);
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
