//! One request and its response, within the deadline and the size limit.

use std::sync::Arc;

use hyper::ext::ReasonPhrase;
use reqwest::header::AUTHORIZATION;
use reqwest::{Body, StatusCode, Url};
use tokio::time::timeout;

use super::connections::{Channel, Kind};
use super::credentials::{basic_auth, take_credentials};
use super::deadline::Deadline;
use super::failure::{body_failure, request_failure, sending_failure};
use super::headers::{header_text, latin1};
use super::outgoing::Outgoing;
use super::pieces::Pieces;
use crate::error::ClientError;
use crate::host::{Body as ReceivedBody, Request, Response};
use crate::limits::Limits;

/// Makes one attempt, in the time that is left.
pub(super) async fn exchange(
    channel: &Channel,
    request: &Request,
    deadline: &Deadline,
    limits: &Limits,
) -> Result<Response, ClientError> {
    let mut head = Response::default();
    let whole = async {
        let mut received = send(channel, Outgoing::of(request)).await?;
        head = read_head(&received);
        if received.status() == StatusCode::OK {
            head.body = Some(ReceivedBody::Shared(read_body(&mut received, limits, &head).await?));
        }
        Ok(())
    };
    // The deadline is for everything: a server that trickles bytes gets no more time than a silent one.
    match timeout(deadline.left(), whole).await {
        Ok(Ok(())) => Ok(head),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(deadline.missed(head.ray_id)),
    }
}

/// Makes a request, and gives the response as soon as its head is there.
pub(super) async fn send(channel: &Channel, outgoing: Outgoing) -> Result<reqwest::Response, ClientError> {
    let limit = channel.connect_timeout;
    match &channel.kind {
        Kind::Plain(client) => {
            let Outgoing { method, url, headers, body } = outgoing;
            let request = client.request(method, url).headers(headers);
            let request = if body.is_empty() { request } else { request.body(body) };
            request.send().await.map_err(|error| sending_failure(&error.without_url(), limit))
        }
        Kind::Tunnelled(client) => {
            let request = plain_request(outgoing)?;
            let response = client.request(request).await.map_err(|error| sending_failure(&error, limit))?;
            Ok(response.map(Body::wrap).into())
        }
    }
}

/// A request as `reqwest` makes it: the address normalised, user and password moved from it into a header.
fn plain_request(outgoing: Outgoing) -> Result<hyper::Request<Body>, ClientError> {
    let Outgoing { method, url, mut headers, body } = outgoing;
    let mut url = Url::parse(&url).map_err(|error| request_failure(&error))?;
    let (user, password) = take_credentials(&mut url);
    if !(user.is_empty() && password.is_empty())
        && let Some(value) = basic_auth(&user, &password)
    {
        headers.insert(AUTHORIZATION, value);
    }
    let request = hyper::Request::builder().method(method).uri(with_port(&url)).body(Body::from(body));
    let mut request = request.map_err(|error| request_failure(&error))?;
    *request.headers_mut() = headers;
    Ok(request)
}

/// The address with its port, even the usual one: tunnels take 443 for usual, whatever the scheme.
fn with_port(url: &Url) -> String {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return url.to_string();
    };
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}://{host}:{port}{}{query}", url.scheme(), url.path())
}

fn read_head(received: &reqwest::Response) -> Response {
    let headers = received.headers();
    let reason = match received.extensions().get::<ReasonPhrase>() {
        Some(reason) => latin1(reason.as_bytes()),
        None => received.status().canonical_reason().unwrap_or_default().to_owned(),
    };
    Response {
        status: received.status().as_u16(),
        reason,
        etag: header_text(headers, "etag"),
        ray_id: header_text(headers, "cf-ray"),
        retry_after: header_text(headers, "retry-after"),
        body: None,
    }
}

/// Reads the decompressed body piece by piece. `Content-Length` is not believed: nothing is reserved for it.
async fn read_body(
    received: &mut reqwest::Response,
    limits: &Limits,
    head: &Response,
) -> Result<Arc<[u8]>, ClientError> {
    let mut body = Pieces::default();
    loop {
        match received.chunk().await {
            Ok(Some(chunk)) if chunk.len() > limits.body_bytes - body.len() => {
                return Err(ClientError::BodyTooLarge {
                    limit: limits.body_bytes,
                    ray_id: head.ray_id.clone(),
                });
            }
            Ok(Some(chunk)) => body.push(&chunk),
            Ok(None) => return Ok(body.join()),
            Err(error) => return Err(body_failure(&error.without_url(), head.ray_id.clone())),
        }
    }
}
