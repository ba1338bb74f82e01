//! What servers answer, and what a refresh makes of it.

use std::sync::Arc;
use std::time::Duration;

use vexil_client::fuzzing::{Asker, Refreshed, refresh};
use vexil_client::{Body, ClientError, Entry, FaultKind, Limits, Response};

use crate::parts;

const SDK_KEY: &str = "canary-of-the-key";
const HOST: &str = "canary-of-the-host.example";

/// Answers, one part each: a letter that says which (`answer`), an ETag up to the end of the line, and the body. The first part
/// says who asks, by letters: `h` over http, `o` with a base URL of the user's, `r` renewing on failure.
pub fn answers(data: &[u8]) {
    let mut parts = parts(data);
    let who = parts.next().unwrap_or_default();
    let scheme = if who.contains(&b'h') { "http" } else { "https" };
    let mut asker = Asker {
        sdk_key: SDK_KEY.to_owned(),
        base_url: format!("{scheme}://{HOST}"),
        base_url_overridden: who.contains(&b'o'),
        renews_on_failure: who.contains(&b'r'),
    };
    let mut latest = Arc::new(Entry::initial());
    let mut now = 1.0;
    let mut parts = parts.peekable();
    // As many refreshes as there are answers for; the last answer repeats.
    let mut last = None;
    while parts.peek().is_some() {
        now += 1.0;
        let refreshed = refresh(&asker, &latest, now, || {
            last = parts.next().or(last);
            answer(last.unwrap_or_default())
        });
        check(&asker, &latest, &refreshed, last.unwrap_or_default());
        asker.base_url = refreshed.base_url;
        if let Some(entry) = refreshed.entry {
            latest = Arc::new(entry);
        }
    }
}

fn answer(part: &[u8]) -> Result<Response, ClientError> {
    let (kind, rest) = part.split_first().unwrap_or((&b'2', &[]));
    let (etag, body) = etag_and_body(rest);
    let status = |status| Ok(Response { status, etag: etag.clone(), ..Response::default() });
    match kind {
        b'3' => status(304),
        b'0' => status(403),
        b'4' => status(404),
        b'5' => status(503),
        b'9' => status(429),
        b'm' => status(301),
        b't' => Err(ClientError::Timeout { timeout: Duration::from_secs(1), ray_id: None }),
        b'f' => Err(ClientError::Failure { message: "x".to_owned(), ray_id: None }),
        b'a' => Err(ClientError::Aborted),
        b'w' => Err(ClientError::Host { kind: FaultKind::Invalid, message: String::new() }),
        b'l' => Err(ClientError::BodyTooLarge { limit: 1, ray_id: None }),
        b'n' => status(200),
        _ => {
            Ok(Response { status: 200, etag, body: Some(Body::Bytes(body.to_vec())), ..Response::default() })
        }
    }
}

fn etag_and_body(rest: &[u8]) -> (Option<String>, &[u8]) {
    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let (etag, body) = rest.split_at(end);
    let etag = String::from_utf8_lossy(etag).into_owned();
    (Some(etag).filter(|etag| etag != "-"), body.strip_prefix(b"\n").unwrap_or_default())
}

fn check(asker: &Asker, latest: &Entry, refreshed: &Refreshed, last: &[u8]) {
    assert!(refreshed.urls.len() <= 1 + Limits::default().redirects as usize);
    for url in refreshed.urls.iter().chain([&refreshed.base_url]) {
        let lower = url.to_ascii_lowercase();
        assert!(
            lower.starts_with("https:") || lower.starts_with("http:") && asker.base_url.starts_with("http:"),
            "{url}"
        );
    }
    if asker.base_url_overridden && !contains(last, b"\"r\"") && refreshed.urls.len() == 1 {
        assert_eq!(refreshed.base_url, asker.base_url);
    }
    if let Some(error) = refreshed.report.as_ref().and_then(|report| report.error.as_ref()) {
        let text = format!("{error} {error:?}");
        assert!(!text.contains(SDK_KEY) && !text.contains(HOST), "{text}");
    }
    let Some(entry) = &refreshed.entry else { return };
    // Nothing is lost: where there was a config, there is one.
    assert!(latest.is_empty() || !entry.is_empty());
    assert!(!entry.initial && entry.timestamp_ms >= latest.timestamp_ms);
    assert_ne!(entry.etag.as_deref(), Some(""));
    let (kind, rest) = last.split_first().unwrap_or((&b'2', &[]));
    match kind {
        b'0' | b'3' | b'4' | b'5' | b'9' | b'a' | b'f' | b'l' | b'm' | b'n' | b't' | b'w' => {
            assert!(entry.json() == latest.json() && entry.etag == latest.etag);
        }
        _ if entry.json() == latest.json() => {}
        _ => {
            let (_, body) = etag_and_body(rest);
            assert_eq!(entry.json().map(|json| &**json), Some(String::from_utf8_lossy(body).as_bytes()));
        }
    }
}

fn contains(text: &[u8], pattern: &[u8]) -> bool {
    text.windows(pattern.len()).any(|window| window == pattern)
}
