//! From what was given, and is right, to options: defaults, inheritance, and what has no effect.

mod http;
mod level;
mod sdk;
mod tls;
mod unused;

use std::path::PathBuf;
use std::time::Duration;

use super::model::{CacheOptions, DiagOptions, GlobalOffline, Options, RedisOptions};
use super::raw::Raw;
use super::values::Values;
use crate::log::Level;

/// The options of what was given, which `check` found nothing wrong with.
pub(super) fn build(raw: Raw) -> Options {
    let Raw { root, sdks, mut warnings } = raw;
    unused::warn(&root, &sdks, &mut warnings);
    let log = level::level(&root, "log.level", Level::Warn, &mut warnings);
    let offline = GlobalOffline {
        enabled: on(&root, "offline.enabled", false),
        cache_poll_interval: interval(&root, "offline.cache_poll_interval", 5),
        log: level::level(&root, "offline.log.level", log, &mut warnings),
    };
    Options {
        log,
        sdks: sdks
            .iter()
            .map(|(id, values)| (id.clone(), sdk::build(values, log, &offline, &mut warnings)))
            .collect(),
        default_user_attributes: root.user("default_user_attributes"),
        http: http::build(&root, log, &mut warnings),
        outgoing_proxy: owned(root.text("http_proxy.url")),
        diag: DiagOptions {
            enabled: on(&root, "diag.enabled", true),
            port: port(&root, "diag.port", 8051),
            status_enabled: on(&root, "diag.status.enabled", true),
            metrics_enabled: on(&root, "diag.metrics.enabled", true)
                && on(&root, "diag.metrics.prometheus.enabled", true),
            ui_enabled: on(&root, "diag.ui.enabled", true),
        },
        tls: tls::build(&root, "tls", &mut warnings),
        cache: CacheOptions {
            redis: on(&root, "cache.redis.enabled", false).then(|| redis(&root, &mut warnings)),
            directory: root.text("cache.file.directory").map(PathBuf::from),
        },
        offline,
        warnings,
    }
}

fn redis(root: &Values, warnings: &mut Vec<String>) -> RedisOptions {
    let default = || vec!["localhost:6379".to_owned()];
    RedisOptions {
        addresses: root.texts("cache.redis.addresses").map_or_else(default, <[String]>::to_vec),
        db: root.whole("cache.redis.db").unwrap_or(0),
        user: owned(root.text("cache.redis.user")),
        password: owned(root.text("cache.redis.password")),
        tls: tls::build(root, "cache.redis.tls", warnings),
    }
}

fn on(values: &Values, path: &str, default: bool) -> bool {
    values.switch(path).unwrap_or(default)
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

fn port(values: &Values, path: &str, default: u16) -> u16 {
    values.whole(path).and_then(|port| port.try_into().ok()).unwrap_or(default)
}

/// An interval or a validity in seconds, where 0 means the default.
fn interval(values: &Values, path: &str, default: i64) -> Duration {
    Duration::from_secs(values.seconds(path, default).unsigned_abs())
}
