//! What a port is for.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::extract::Request;
use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderValue, Response, StatusCode, header};

use crate::content::Content;
use crate::diag::Diagnostics;
use crate::http::Front;
use crate::log::Logger;

/// Who answers.
pub(crate) enum Role {
    Http(Box<Front>),
    Diag(Diagnostics),
    /// Whatever a test says.
    #[cfg(test)]
    Test(
        Box<
            dyn Fn(Request) -> futures_util::future::BoxFuture<'static, Response<axum::body::Body>>
                + Send
                + Sync,
        >,
    ),
}

impl Role {
    /// Answers a request for which nothing has to be waited for. `None`: [`answer`](Self::answer) can.
    pub(crate) fn answer_at_once<B>(
        &self,
        request: &http::Request<B>,
        log: &Logger,
    ) -> Option<Response<Content>> {
        let Self::Http(front) = self else { return None };
        catch_unwind(AssertUnwindSafe(|| front.answer_at_once(request)))
            .unwrap_or_else(|panic| Some(broken(&*panic, log)))
    }

    /// Answers. A panic becomes a 500, and a line in the log.
    pub(crate) fn answer(
        &self,
        request: Request,
        log: &Logger,
    ) -> impl Future<Output = Response<Content>> + Send {
        let (parts, body) = request.into_parts();
        let answer = async move {
            match self {
                Self::Http(front) => front.answer_parts(&parts, body).await,
                Self::Diag(diagnostics) => {
                    let request = Request::from_parts(parts, body);
                    Box::pin(diagnostics.answer(request)).await.map(Content::Stream)
                }
                #[cfg(test)]
                Self::Test(answer) => answer(Request::from_parts(parts, body)).await.map(Content::Stream),
            }
        };
        let answer = AssertUnwindSafe(answer).catch_unwind();
        answer.map(|result| result.unwrap_or_else(|panic| broken(&*panic, log)))
    }
}

fn broken(panic: &(dyn Any + Send), log: &Logger) -> Response<Content> {
    log.error(format_args!("a request ended with a panic: {}", vexil_client::panic_text(panic)));
    let text = Bytes::from_static(b"the request failed; please check the logs for more details\n");
    let mut response = Response::new(Content::Whole(text));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, text);
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
