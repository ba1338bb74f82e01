//! User and password inside of addresses.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use reqwest::Url;
use reqwest::header::HeaderValue;

/// Removes user and password from an address and gives them, decoded; empty where they are missing.
pub(super) fn take_credentials(address: &mut Url) -> (String, String) {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let taken = (decode(address.username()), decode(address.password().unwrap_or_default()));
    // Only addresses without a host refuse this, and those have neither.
    let _ = address.set_username("");
    let _ = address.set_password(None);
    taken
}

/// The value of an `Authorization` or `Proxy-Authorization` header.
pub(super) fn basic_auth(user: &str, password: &str) -> Option<HeaderValue> {
    let encoded = BASE64_STANDARD.encode(format!("{user}:{password}"));
    let mut value = HeaderValue::try_from(format!("Basic {encoded}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}
