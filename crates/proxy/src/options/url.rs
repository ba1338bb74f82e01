//! Addresses of servers.

/// Whether it is an address that HTTP requests can be made to.
pub(super) fn is_http(url: &str) -> bool {
    url.parse::<http::Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty())
    })
}

/// The address without user and password.
pub(super) fn masked(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://***@{host}{path}"),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_with_a_scheme_and_a_host_are_taken() {
        for (url, valid) in [
            ("https://cdn.example.com", true),
            ("http://localhost:8050/", true),
            ("http://user:word@proxy:3128", true),
            ("http://[::1]:80", true),
            ("http://my_proxy.svc:80/a", true),
            ("ftp://example.com", false),
            ("example.com", false),
            ("/a/b", false),
            ("http://", false),
            ("http://:80", false),
            ("http://a b", false),
            ("", false),
        ] {
            assert_eq!(is_http(url), valid, "{url}");
        }
    }

    #[test]
    fn users_and_passwords_are_hidden() {
        for (url, shown) in [
            ("http://u:p@h:1/x?y", "http://***@h:1/x?y"),
            ("http://u:p@x@h", "http://***@h"),
            ("https://h/a@b", "https://h/a@b"),
            ("no url", "no url"),
        ] {
            assert_eq!(masked(url), shown);
        }
    }
}
