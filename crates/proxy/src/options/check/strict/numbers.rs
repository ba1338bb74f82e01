//! Numbers in their bounds.

use super::super::super::raw::Raw;
use super::super::super::values::Values;
use crate::error::ProxyError;

/// The longest time that can be configured: ten years in seconds.
const LONGEST: i64 = 10 * 365 * 86_400;

/// Intervals and the like of the proxy, where 0 is allowed.
const TIMES: &[&str] = &["http.sse.heart_beat_interval", "offline.cache_poll_interval"];

/// Those of an SDK.
const SDK_TIMES: &[&str] = &[
    "poll_interval",
    "webhook_signature_valid_for",
    "offline.cache_poll_interval",
    "offline.local.poll_interval",
];

/// What must be at least 1.
const LIMITS: &[(&str, i64)] = &[
    ("http.limits.header_timeout", LONGEST),
    ("http.limits.body_timeout", LONGEST),
    ("http.limits.write_timeout", LONGEST),
    ("http.limits.max_body_size", 1 << 30),
    ("http.limits.max_connections", 1 << 30),
    ("http.limits.max_streams", 1 << 30),
];

pub(super) fn check(raw: &Raw) -> Result<(), ProxyError> {
    for (id, sdk) in &raw.sdks {
        for path in SDK_TIMES {
            within(sdk, &format!("sdk-{id}"), path, 0, LONGEST)?;
        }
    }
    for path in TIMES {
        within(&raw.root, path.split('.').next().unwrap_or(path), path, 0, LONGEST)?;
    }
    for (path, most) in LIMITS {
        within(&raw.root, "http", path, 1, *most)?;
    }
    within(&raw.root, "redis", "cache.redis.db", 0, i64::from(i32::MAX))
}

fn within(values: &Values, part: &str, path: &str, least: i64, most: i64) -> Result<(), ProxyError> {
    match values.whole(path) {
        Some(number) if !(least..=most).contains(&number) => {
            let name = path.rsplit('.').next().unwrap_or(path);
            Err(values
                .wrong(path, format_args!("{part}: {name} must be from {least} to {most}, not {number}")))
        }
        _ => Ok(()),
    }
}
