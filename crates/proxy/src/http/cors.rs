//! Which web pages may read answers.

use axum::http::{HeaderMap, HeaderValue, header};
use regex::RegexSet;

use crate::options::CorsOptions;

const MAX_AGE: HeaderValue = HeaderValue::from_static("600");
const NO_CREDENTIALS: HeaderValue = HeaderValue::from_static("false");
const ORIGIN: HeaderValue = HeaderValue::from_static("Origin");
const GET: HeaderValue = HeaderValue::from_static("GET,OPTIONS");
const POST: HeaderValue = HeaderValue::from_static("POST,OPTIONS");
/// What pages may read anyway, and request headers that they may send.
const EXPOSED: &str = "Content-Length,ETag,Date,Content-Encoding";
const ALLOWED: &str = "Cache-Control,Content-Type,Content-Length,Accept-Encoding,If-None-Match";

/// The CORS headers of a section, ready to be sent.
#[derive(Debug)]
pub(super) struct Cors {
    origins: Vec<String>,
    /// `None`: no patterns are configured.
    patterns: Option<RegexSet>,
    /// What origins get that match nothing.
    default: HeaderValue,
    exposed: HeaderValue,
    allowed: HeaderValue,
    /// As `allowed`, for routes that find the SDK by its key in a header.
    allowed_with_key: HeaderValue,
}

impl Cors {
    /// The rules of the options. `custom`: names of headers that answers have; `requested`: names of headers that requests must or can
    /// have. Patterns that do not compile match nothing.
    pub(super) fn new<'a>(
        options: &CorsOptions,
        custom: impl Iterator<Item = &'a str>,
        requested: impl Iterator<Item = &'a str>,
    ) -> Self {
        let patterns = (!options.patterns.is_empty())
            .then(|| RegexSet::new(&options.patterns).unwrap_or_else(|_| RegexSet::empty()));
        let first = options.origins_default(patterns.is_some());
        let requested: Vec<_> = requested.collect();
        let key = std::iter::once("X-ConfigCat-SdkKey");
        Self {
            origins: options.allowed_origins.clone(),
            patterns,
            default: HeaderValue::from_str(first).unwrap_or(HeaderValue::from_static("null")),
            exposed: list(EXPOSED, custom),
            allowed: list(ALLOWED, requested.iter().copied()),
            allowed_with_key: list(ALLOWED, requested.iter().copied().chain(key)),
        }
    }

    /// Adds what every answer has.
    pub(super) fn dress(&self, answer: &mut HeaderMap, request: &HeaderMap) {
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, self.origin(request));
        answer.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, self.exposed.clone());
    }

    /// Tells caches between the proxy and the pages that the answer is not the same for all origins. Answers to requests without an
    /// origin are, if all origins may read them.
    pub(super) fn mark_variants(&self, answer: &mut HeaderMap, request: &HeaderMap) {
        let all_may = self.origins.is_empty() && self.patterns.is_none();
        if !all_may || request.contains_key(header::ORIGIN) {
            answer.append(header::VARY, ORIGIN);
        }
    }

    /// Adds what answers to `OPTIONS` have besides.
    pub(super) fn dress_options(&self, answer: &mut HeaderMap, posts: bool, by_key: bool) {
        let allowed = if by_key { &self.allowed_with_key } else { &self.allowed };
        answer.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, NO_CREDENTIALS);
        answer.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        answer.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed.clone());
        answer.insert(header::ACCESS_CONTROL_ALLOW_METHODS, if posts { POST } else { GET });
    }

    fn origin(&self, request: &HeaderMap) -> HeaderValue {
        let Some(origin) = request.get(header::ORIGIN).filter(|origin| !origin.is_empty()) else {
            return self.default.clone();
        };
        let echoed = match &self.patterns {
            _ if self.origins.iter().any(|known| known.as_bytes() == origin.as_bytes()) => true,
            Some(patterns) => origin.to_str().is_ok_and(|origin| patterns.is_match(origin)),
            None => self.origins.is_empty(),
        };
        if echoed { origin.clone() } else { self.default.clone() }
    }
}

impl CorsOptions {
    /// What origins get that match nothing.
    fn origins_default(&self, has_patterns: bool) -> &str {
        match (&self.if_no_match, self.allowed_origins.first()) {
            (Some(origin), _) if has_patterns => origin,
            (_, Some(first)) => first,
            _ => "*",
        }
    }
}

/// Names in one header, each once whatever its case. Names that no header can have are left out.
fn list<'a>(fixed: &str, more: impl Iterator<Item = &'a str>) -> HeaderValue {
    let mut names: Vec<&str> = fixed.split(',').collect();
    for name in more {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) && HeaderValue::from_str(name).is_ok()
        {
            names.push(name);
        }
    }
    HeaderValue::from_str(&names.join(",")).unwrap_or(HeaderValue::from_static(EXPOSED))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(origins: &[&str], patterns: &[&str], if_no_match: Option<&str>) -> CorsOptions {
        CorsOptions {
            enabled: true,
            allowed_origins: origins.iter().map(ToString::to_string).collect(),
            patterns: patterns.iter().map(ToString::to_string).collect(),
            if_no_match: if_no_match.map(str::to_owned),
        }
    }

    #[test]
    fn origins_are_echoed_by_the_rules() {
        let any = options(&[], &[], None);
        let some = options(&["https://a.com", "https://b.com"], &[], None);
        let regex = options(&[], &[r"https:\/\/.*x\.com"], Some("https://no.com"));
        let both = options(&["https://a.com"], &[r"x\.com", r"^y$"], Some("https://no.com"));
        let broken = options(&[], &["("], Some("https://no.com"));
        let cases: [(&CorsOptions, Option<&str>, &str); 19] = [
            (&any, None, "*"),
            (&any, Some("https://q.com"), "https://q.com"),
            (&any, Some(""), "*"),
            (&some, None, "https://a.com"),
            (&some, Some("https://b.com"), "https://b.com"),
            (&some, Some("https://B.com"), "https://a.com"),
            (&some, Some("https://q.com"), "https://a.com"),
            (&regex, None, "https://no.com"),
            (&regex, Some("https://1x.com"), "https://1x.com"),
            (&regex, Some("https://1x.com.evil"), "https://1x.com.evil"),
            (&regex, Some("https://y.com"), "https://no.com"),
            (&both, None, "https://no.com"),
            (&both, Some("https://a.com"), "https://a.com"),
            (&both, Some("http://x.com"), "http://x.com"),
            (&both, Some("y"), "y"),
            (&both, Some("yy"), "https://no.com"),
            (&broken, Some("("), "https://no.com"),
            (&broken, None, "https://no.com"),
            (&broken, Some("https://a.com"), "https://no.com"),
        ];
        for (options, origin, expected) in cases {
            let cors = Cors::new(options, std::iter::empty(), std::iter::empty());
            let mut request = HeaderMap::new();
            if let Some(origin) = origin {
                request.insert(header::ORIGIN, origin.parse().unwrap());
            }
            let mut answer = HeaderMap::new();
            cors.dress(&mut answer, &request);
            assert_eq!(answer["access-control-allow-origin"], expected, "{options:?} {origin:?}");
        }
    }

    #[test]
    fn lists_name_each_header_once() {
        let cors =
            Cors::new(&options(&[], &[], None), ["X-A", "etag", "b\n"].into_iter(), ["X-AUTH"].into_iter());
        let mut answer = HeaderMap::new();
        cors.dress(&mut answer, &HeaderMap::new());
        cors.dress_options(&mut answer, true, false);
        assert_eq!(answer["access-control-expose-headers"], "Content-Length,ETag,Date,Content-Encoding,X-A");
        assert_eq!(
            answer["access-control-allow-headers"],
            "Cache-Control,Content-Type,Content-Length,Accept-Encoding,If-None-Match,X-AUTH"
        );
        assert_eq!(answer["access-control-allow-methods"], "POST,OPTIONS");
        assert_eq!(answer["access-control-allow-credentials"], "false");
        assert_eq!(answer["access-control-max-age"], "600");
        cors.dress_options(&mut answer, false, true);
        assert_eq!(
            answer["access-control-allow-headers"],
            "Cache-Control,Content-Type,Content-Length,Accept-Encoding,If-None-Match,X-AUTH,X-ConfigCat-SdkKey"
        );
        assert_eq!(answer["access-control-allow-methods"], "GET,OPTIONS");
    }
}
