//! Whether a request comes from the page itself.

use axum::extract::Request;
use axum::http::{HeaderName, header};

/// Whether no other site has sent the request. Browsers say where a request comes from; other programs say nothing, and may.
pub(super) fn is_own(request: &Request) -> bool {
    let value =
        |name: HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    // Over plain HTTP to another machine there is no such header; then `Origin` tells.
    if let Some(site) = value(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = value(header::ORIGIN) else { return true };
    let host = value(header::HOST).or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    let of_origin = origin.split_once("://").map(|(_, host)| host);
    of_origin.zip(host).is_some_and(|(origin, host)| origin.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    #[test]
    fn other_sites_are_told_apart() {
        let cases: [(&[(&str, &str)], bool); 10] = [
            (&[("host", "a:1")], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site"), ("origin", "http://a"), ("host", "a")], false),
            (&[("origin", "http://A:1"), ("host", "a:1")], true),
            (&[("origin", "http://a:2"), ("host", "a:1")], false),
            (&[("origin", "http://b"), ("host", "a")], false),
            (&[("origin", "null"), ("host", "null")], false),
            (&[("origin", "http://b")], false),
        ];
        for (headers, expected) in cases {
            let mut request = Request::builder().uri("/ui/api/evaluate");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            assert_eq!(is_own(&request.body(Body::empty()).unwrap()), expected, "{headers:?}");
        }
    }
}
