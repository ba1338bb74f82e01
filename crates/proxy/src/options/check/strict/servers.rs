//! Addresses of servers, and what is needed to be one.

use super::super::super::raw::Raw;
use super::super::super::url::is_http;
use crate::error::ProxyError;

pub(super) fn check(raw: &Raw) -> Result<(), ProxyError> {
    for (id, sdk) in &raw.sdks {
        if sdk.text("base_url").is_some_and(|url| !is_http(url)) {
            return Err(
                sdk.wrong("base_url", format_args!("sdk-{id}: the base URL is not an http or https URL"))
            );
        }
    }
    let root = &raw.root;
    if root.text("http_proxy.url").is_some_and(|url| !is_http(url)) {
        return Err(root.wrong("http_proxy.url", "http_proxy: the URL is not an http or https URL"));
    }
    if root.switch("tls.enabled") == Some(true) && root.certificates("tls.certificates").is_empty() {
        return Err(root.wrong("tls.certificates", "tls: at least 1 certificate required"));
    }
    if root.text("http.webhook.auth.user").is_some_and(|user| user.contains(':')) {
        return Err(root.wrong("http.webhook.auth.user", "webhook: a basic auth user cannot contain ':'"));
    }
    let addresses = root.texts("cache.redis.addresses").unwrap_or_default();
    match addresses.iter().position(|address| !is_address(address)) {
        Some(index) => {
            let text = format!("redis: address {} is not of the form host:port", index + 1);
            Err(root.wrong("cache.redis.addresses", text))
        }
        None => Ok(()),
    }
}

/// Whether it is a host and a port.
fn is_address(address: &str) -> bool {
    address.parse::<http::uri::Authority>().is_ok_and(|authority| {
        !address.contains('@')
            && !authority.host().is_empty()
            && authority.port_u16().is_some_and(|port| port > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_host_and_a_port() {
        for (address, valid) in [
            ("localhost:6379", true),
            ("10.0.0.1:1", true),
            ("[::1]:6379", true),
            ("localhost", false),
            ("redis://localhost:6379", false),
            ("localhost:99999", false),
            ("localhost:0", false),
            (":6379", false),
            ("user:word@localhost:6379", false),
            ("", false),
        ] {
            assert_eq!(is_address(address), valid, "{address}");
        }
    }
}
