//! What can be wrong with what was given. The first thing that is ends the start with one line.

mod absent;
mod http;
mod presence;
mod redis;
mod sdk;
mod strict;
mod tls;

use super::raw::Raw;
use super::values::Values;
use crate::error::ProxyError;

/// What is missing where a cache is needed.
const NO_REDIS: &str = "set cache.redis.enabled or CONFIGCAT_CACHE_REDIS_ENABLED";

/// Looks for what is wrong, in the documented order. What the official proxy lets pass comes last, so that documented texts win.
pub(super) fn check(raw: &Raw) -> Result<(), ProxyError> {
    absent::check(&raw.root)?;
    presence::check(raw)?;
    for (id, values) in &raw.sdks {
        sdk::check(id, values, &raw.root)?;
    }
    tls::check(&raw.root, "tls")?;
    http::check(&raw.root)?;
    port(&raw.root, "diag", "diag.port", 8051)?;
    absent::protocols(&raw.root)?;
    port(&raw.root, "grpc", "grpc.port", 50_051)?;
    redis::check(&raw.root)?;
    offline(&raw.root)?;
    strict::check(raw)
}

fn port(root: &Values, part: &str, path: &str, default: i64) -> Result<(), ProxyError> {
    match root.whole(path).unwrap_or(default) {
        1..=65_535 => Ok(()),
        port => Err(root.wrong(path, format_args!("{part}: invalid port {port}"))),
    }
}

/// Global offline mode.
fn offline(root: &Values) -> Result<(), ProxyError> {
    if root.switch("offline.enabled") != Some(true) {
        return Ok(());
    }
    if root.switch("cache.redis.enabled") != Some(true) {
        return Err(root.wrong(
            "offline.enabled",
            format_args!("offline: global offline mode enabled, but no cache is configured; {NO_REDIS}"),
        ));
    }
    if root.seconds("offline.cache_poll_interval", 5) < 1 {
        return Err(root.wrong(
            "offline.cache_poll_interval",
            "offline: cache poll interval must be greater than 1 seconds",
        ));
    }
    Ok(())
}
