//! Configs for SDKs, byte for byte.

use std::borrow::Cow;

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use percent_encoding::percent_decode_str;

use super::compress;
use super::lookup;
use super::refusal::Refusal;
use super::reply::{Content, Reply};
use super::route::CdnTarget;
use super::service::Front;
use super::texts;
use crate::sdk::Served;

const NO_CACHE: HeaderValue = HeaderValue::from_static("max-age=0, must-revalidate");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

impl Front {
    /// The config of an SDK, or the news that the client has it already.
    pub(super) async fn config(
        &self,
        target: &CdnTarget<'_>,
        parts: &Parts,
        gzip: bool,
    ) -> Result<Reply, Refusal> {
        let (sdk, by_id) = match target {
            CdnTarget::Id(id) if id.is_empty() => return Err(Refusal::bad_request(texts::NO_SDK_ID)),
            CdnTarget::Id(id) => (
                self.site.sdks.get(id).ok_or_else(|| Refusal::not_found(texts::invalid_identifier(id)))?,
                true,
            ),
            CdnTarget::Key(key) => {
                (self.site.sdks.by_key(key).ok_or_else(|| Refusal::not_found(texts::UNKNOWN_SDK))?, false)
            }
        };
        let snapshot = lookup::snapshot(sdk, by_id).await?;
        let served = snapshot.served(self.site.options.http.cdn_proxy.rewrite_preferences);
        let mut headers = HeaderMap::with_capacity(12);
        headers.insert(header::CACHE_CONTROL, NO_CACHE);
        headers.insert(header::ETAG, served.etag().clone());
        if is_known(served, parts) {
            return Ok(Reply { status: StatusCode::NOT_MODIFIED, headers, content: Content::Empty });
        }
        headers.insert(header::CONTENT_TYPE, JSON);
        let body = if gzip {
            compress::mark(&mut headers);
            served.gzip(compress::thorough).await
        } else {
            served.body().clone()
        };
        Ok(Reply { status: StatusCode::OK, headers, content: Content::Whole(body) })
    }
}

/// Whether the client has this very config: its ETag is compared as text, without regard to lists or `*`.
fn is_known(served: &Served, parts: &Parts) -> bool {
    let etag = served.etag().as_bytes();
    match parts.headers.get(header::IF_NONE_MATCH) {
        Some(known) if !known.is_empty() => known.as_bytes() == etag,
        _ => parts
            .uri
            .query()
            .and_then(|query| parameter(query, "ccetag"))
            .is_some_and(|known| *known == *etag),
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
