//! The main port.

use std::time::Duration;

use super::super::emit::Out;
use super::super::model::{HttpOptions, LimitOptions, SectionOptions};
use super::{headers, hidden, level, number, seconds, switch, text, texts};

pub(super) fn put(out: &mut Out, http: &HttpOptions) {
    out.put("http.enabled", switch(http.enabled));
    out.put("http.port", number(http.port));
    out.put("http.log.level", level(http.log));
    section(out, "http.cdn_proxy", &http.cdn_proxy.section);
    out.put("http.cdn_proxy.rewrite_preferences", switch(http.cdn_proxy.rewrite_preferences));
    for (path, api) in [("http.api", &http.api), ("http.ofrep", &http.ofrep)] {
        section(out, path, &api.section);
        out.put(&format!("{path}.auth_headers"), headers(&api.auth_headers, true));
    }
    section(out, "http.sse", &http.sse.section);
    out.put("http.sse.log.level", level(http.sse.log));
    out.put("http.sse.heart_beat_interval", number(http.sse.heartbeat.map_or(0, |every| every.as_secs())));
    let webhook = &http.webhook;
    out.put("http.webhook.enabled", switch(webhook.enabled));
    out.put("http.webhook.auth.user", text(webhook.basic_auth.as_ref().map(|(user, _)| user.clone())));
    out.put("http.webhook.auth.password", hidden(webhook.basic_auth.is_some()));
    out.put("http.webhook.auth_headers", headers(&webhook.auth_headers, true));
    out.put("http.status.enabled", switch(http.status_enabled));
    limits(out, &http.limits);
}

fn section(out: &mut Out, path: &str, section: &SectionOptions) {
    out.put(&format!("{path}.enabled"), switch(section.enabled));
    let cors = &section.cors;
    out.put(&format!("{path}.cors.enabled"), switch(cors.enabled));
    out.put(&format!("{path}.cors.allowed_origins"), texts(&cors.allowed_origins));
    out.put(&format!("{path}.cors.allowed_origins_regex.patterns"), texts(&cors.patterns));
    out.put(&format!("{path}.cors.allowed_origins_regex.if_no_match"), text(cors.if_no_match.clone()));
    out.put(&format!("{path}.headers"), headers(&section.headers, false));
}

fn limits(out: &mut Out, limits: &LimitOptions) {
    let times: [(&str, Duration); 3] = [
        ("header_timeout", limits.header_timeout),
        ("body_timeout", limits.body_timeout),
        ("write_timeout", limits.write_timeout),
    ];
    for (name, time) in times {
        out.put(&format!("http.limits.{name}"), seconds(time));
    }
    out.put("http.limits.max_body_size", number(limits.max_body_size));
    out.put("http.limits.max_connections", number(limits.max_connections));
    out.put("http.limits.max_streams", number(limits.max_streams));
}
