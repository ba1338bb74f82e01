//! One request and its answer: following where servers lead, and reading bodies.

use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use reqwest::Url;
use tokio::time::timeout;

use super::wire::{Call, Reply, Wire};
use crate::error::ClientError;
use crate::host::Chunks;
use crate::http::Pieces;

/// As many redirects as `fetch` follows.
const MOST: usize = 20;

/// Headers that are for one server only.
const PRIVATE: [&str; 4] = ["authorization", "cookie", "statsig-api-key", "statsig-server-session-id"];

/// The response at the end of all redirects, as `fetch` follows them.
pub(super) async fn follow(wire: &dyn Wire, mut call: Call) -> Result<Reply, ClientError> {
    for _ in 0..=MOST {
        let reply = wire.send(call.clone()).await?;
        let Some(next) = target(&call.url, &reply) else { return Ok(reply) };
        if reply.status == 303 || (call.body.is_some() && matches!(reply.status, 301 | 302)) {
            call.body = None;
            call.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-encoding"));
        }
        if Url::parse(&call.url).is_ok_and(|from| from.origin() != next.origin()) {
            call.headers.retain(|(name, _)| !is_private(name));
        }
        call.url = next.into();
    }
    Err(ClientError::Failure { message: "too many redirects".to_owned(), ray_id: None })
}

fn target(from: &str, reply: &Reply) -> Option<Url> {
    if !matches!(reply.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let next = Url::parse(from).ok()?.join(reply.header("location")?).ok()?;
    matches!(next.scheme(), "http" | "https").then_some(next)
}

fn is_private(name: &str) -> bool {
    PRIVATE.iter().any(|private| name.eq_ignore_ascii_case(private))
}

/// Does all of a request within its deadline.
pub(super) async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, ClientError>>,
) -> Result<T, ClientError> {
    timeout(limit, work).await.unwrap_or(Err(ClientError::Timeout { timeout: limit, ray_id: None }))
}

/// Reads a body to its end.
pub(super) async fn read(mut chunks: Chunks, limit: usize) -> Result<Arc<[u8]>, ClientError> {
    let mut body = Pieces::default();
    read_into(&mut body, &mut chunks, limit).await?;
    Ok(body.join())
}

/// Reads a body to its end. What came before a failure stays in `body`.
pub(super) async fn read_into(
    body: &mut Pieces,
    chunks: &mut Chunks,
    limit: usize,
) -> Result<(), ClientError> {
    while let Some(chunk) = chunks.try_next().await? {
        if chunk.len() > limit - body.len() {
            return Err(ClientError::BodyTooLarge { limit, ray_id: None });
        }
        body.push(&chunk);
    }
    Ok(())
}

/// Asks one server after the other, until one gives an answer; what comes of the last one counts.
pub(super) async fn ask<'a, T, W: Future<Output = Result<T, ClientError>>>(
    servers: impl Iterator<Item = &'a str>,
    ask_one: impl Fn(&'a str) -> W,
) -> Result<T, ClientError> {
    let mut last = Err(ClientError::Aborted);
    for server in servers {
        last = ask_one(server).await;
        match &last {
            Err(error) if is_no_answer(error) => {}
            _ => break,
        }
    }
    last
}

/// Whether another server may do better.
const fn is_no_answer(error: &ClientError) -> bool {
    !matches!(
        error,
        ClientError::InvalidSpecs(_) | ClientError::InvalidIdLists | ClientError::Panicked { .. }
    )
}
