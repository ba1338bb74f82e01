//! Configs for SDKs, byte for byte.

use std::borrow::Cow;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use bytes::Bytes;
use percent_encoding::percent_decode_str;

use super::compress;
use super::lookup;
use super::refusal::Refusal;
use super::reply::Reply;
use super::route::CdnTarget;
use super::service::Front;
use super::texts;
use crate::content::Content;
use crate::sdk::{Sdk, Served, Snapshot};

const NO_CACHE: HeaderValue = HeaderValue::from_static("max-age=0, must-revalidate");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

impl Front {
    /// The config of an SDK, or the news that the client has it already.
    pub(super) async fn config(
        &self,
        target: &CdnTarget<'_>,
        uri: &Uri,
        headers: &HeaderMap,
        gzip: bool,
    ) -> Result<Reply, Refusal> {
        let sdk = self.target(target)?;
        let snapshot = lookup::snapshot(sdk, matches!(target, CdnTarget::Id(_))).await?;
        let served = self.served(&snapshot);
        if is_known(served, uri, headers) {
            return Ok(not_modified(served));
        }
        let body = if gzip { served.gzip(compress::thorough).await } else { served.body() };
        Ok(whole(served, body.clone(), gzip))
    }

    /// Like [`config`](Self::config), if nothing has to be waited for.
    pub(super) fn config_at_once(
        &self,
        target: &CdnTarget<'_>,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Option<Reply> {
        let snapshot = self.target(target).ok()?.snapshot()?;
        let served = self.served(&snapshot);
        if is_known(served, uri, headers) {
            return Some(not_modified(served));
        }
        let gzip = compress::is_accepted(headers);
        let body = if gzip { served.gzip_at_hand()? } else { served.body() };
        Some(whole(served, body.clone(), gzip))
    }

    fn target(&self, target: &CdnTarget<'_>) -> Result<&Arc<Sdk>, Refusal> {
        let sdks = &self.site.sdks;
        match target {
            CdnTarget::Id(id) if id.is_empty() => Err(Refusal::bad_request(texts::NO_SDK_ID)),
            CdnTarget::Id(id) => {
                sdks.get(id).ok_or_else(|| Refusal::not_found(texts::invalid_identifier(id)))
            }
            CdnTarget::Key(key) => sdks.by_key(key).ok_or_else(|| Refusal::not_found(texts::UNKNOWN_SDK)),
        }
    }

    fn served<'a>(&self, snapshot: &'a Snapshot) -> &'a Served {
        snapshot.served(self.site.options.http.cdn_proxy.rewrite_preferences)
    }
}

fn not_modified(served: &Served) -> Reply {
    Reply { status: StatusCode::NOT_MODIFIED, headers: headers(served, 4), content: Content::Empty }
}

fn whole(served: &Served, body: Bytes, gzip: bool) -> Reply {
    let mut headers = headers(served, if gzip { 7 } else { 5 });
    headers.insert(header::CONTENT_TYPE, JSON);
    if gzip {
        compress::mark(&mut headers);
    }
    Reply { status: StatusCode::OK, headers, content: Content::Whole(body) }
}

/// With room for so many, of which the section has two: growing takes longer than all the rest.
fn headers(served: &Served, count: usize) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(count);
    headers.insert(header::CACHE_CONTROL, NO_CACHE);
    headers.insert(header::ETAG, served.etag().clone());
    headers
}

/// Whether the client has this very config: its ETag is compared as text, without regard to lists or `*`.
fn is_known(served: &Served, uri: &Uri, headers: &HeaderMap) -> bool {
    let etag = served.etag().as_bytes();
    match headers.get(header::IF_NONE_MATCH) {
        Some(known) if !known.is_empty() => known.as_bytes() == etag,
        _ => uri.query().and_then(|query| parameter(query, "ccetag")).is_some_and(|known| *known == *etag),
    }
}

/// The first value of a parameter of a query.
fn parameter<'a>(query: &'a str, name: &str) -> Option<Cow<'a, [u8]>> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    Some(if value.contains('+') {
        let value = value.replace('+', " ");
        Cow::Owned(percent_decode_str(&value).collect())
    } else {
        percent_decode_str(value).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded() {
        let cases = [
            ("ccetag=W%2F%22a%22", Some("W/\"a\"")),
            ("sdk=x&ccetag=a+b%2B", Some("a b+")),
            ("ccetag=", Some("")),
            ("xccetag=1&ccetagx=2", None),
            ("ccetag", None),
            ("", None),
        ];
        for (query, expected) in cases {
            assert_eq!(parameter(query, "ccetag").as_deref(), expected.map(str::as_bytes), "{query}");
        }
    }
}
