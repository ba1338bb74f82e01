//! The main port.

use std::time::Duration;

use super::super::model::{
    ApiOptions, CdnOptions, CorsOptions, HttpOptions, LimitOptions, SectionOptions, SseOptions,
    WebhookOptions,
};
use super::super::values::Values;
use super::level::level;
use super::{on, owned, port};
use crate::log::Level;

pub(super) fn build(root: &Values, log: Level, warnings: &mut Vec<String>) -> HttpOptions {
    let api = |path: &str| ApiOptions {
        section: section(root, path),
        auth_headers: root.map(&format!("{path}.auth_headers")),
    };
    HttpOptions {
        enabled: on(root, "http.enabled", true),
        port: port(root, "http.port", 8050),
        log: level(root, "http.log.level", log, warnings),
        cdn_proxy: CdnOptions {
            section: section(root, "http.cdn_proxy"),
            rewrite_preferences: on(root, "http.cdn_proxy.rewrite_preferences", false),
        },
        api: api("http.api"),
        ofrep: api("http.ofrep"),
        sse: SseOptions {
            section: section(root, "http.sse"),
            log: level(root, "http.sse.log.level", log, warnings),
            heartbeat: root
                .whole("http.sse.heart_beat_interval")
                .filter(|seconds| *seconds > 0)
                .map(|seconds| Duration::from_secs(seconds.unsigned_abs())),
        },
        webhook: WebhookOptions {
            enabled: on(root, "http.webhook.enabled", true),
            basic_auth: owned(root.text("http.webhook.auth.user"))
                .zip(owned(root.text("http.webhook.auth.password"))),
            auth_headers: root.map("http.webhook.auth_headers"),
        },
        status_enabled: on(root, "http.status.enabled", false),
        limits: limits(root),
    }
}

fn section(root: &Values, path: &str) -> SectionOptions {
    let texts = |name: &str| root.texts(&format!("{path}.cors.{name}")).unwrap_or_default().to_vec();
    SectionOptions {
        enabled: on(root, &format!("{path}.enabled"), true),
        cors: CorsOptions {
            enabled: on(root, &format!("{path}.cors.enabled"), true),
            allowed_origins: texts("allowed_origins"),
            patterns: texts("allowed_origins_regex.patterns"),
            if_no_match: owned(root.text(&format!("{path}.cors.allowed_origins_regex.if_no_match"))),
        },
        headers: root.map(&format!("{path}.headers")),
    }
}

fn limits(root: &Values) -> LimitOptions {
    let default = LimitOptions::default();
    let number = |name: &str| root.whole(&format!("http.limits.{name}"));
    let seconds = |name: &str, default: Duration| {
        number(name).map_or(default, |seconds| Duration::from_secs(seconds.unsigned_abs()))
    };
    let size =
        |name: &str, default: usize| number(name).and_then(|size| size.try_into().ok()).unwrap_or(default);
    LimitOptions {
        header_timeout: seconds("header_timeout", default.header_timeout),
        body_timeout: seconds("body_timeout", default.body_timeout),
        write_timeout: seconds("write_timeout", default.write_timeout),
        max_body_size: size("max_body_size", default.max_body_size),
        max_connections: size("max_connections", default.max_connections),
        max_streams: size("max_streams", default.max_streams),
    }
}
