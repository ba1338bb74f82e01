//! Following where servers lead, as `fetch` does.

use reqwest::Url;

use super::wire::{Wire, WireResponse};
use crate::error::ClientError;
use crate::host::Request;

/// As many as `fetch` follows.
const MOST: usize = 20;

/// Headers that are for one server only.
const PRIVATE: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "host"];

/// The response at the end of all redirects.
pub(super) async fn follow(wire: &dyn Wire, mut request: Request) -> Result<WireResponse, ClientError> {
    for _ in 0..=MOST {
        let response = wire.send(request.clone()).await?;
        let Some(next) = target(&request.url, &response) else { return Ok(response) };
        if Url::parse(&request.url).is_ok_and(|from| from.origin() != next.origin()) {
            let headers = request.headers.iter().filter(|(name, _)| !is_private(name));
            request.headers = headers.cloned().collect();
        }
        request.url = next.into();
    }
    Err(ClientError::Failure { message: "too many redirects".to_owned(), ray_id: None })
}

fn target(from: &str, response: &WireResponse) -> Option<Url> {
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let next = Url::parse(from).ok()?.join(response.header("location")?).ok()?;
    matches!(next.scheme(), "http" | "https").then_some(next)
}

fn is_private(name: &str) -> bool {
    PRIVATE.iter().any(|private| name.eq_ignore_ascii_case(private))
}
