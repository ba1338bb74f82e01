//! The options as they are in effect.

mod http;
mod sdk;

use std::collections::BTreeMap;
use std::time::Duration;

use super::Options;
use super::emit::Out;
use super::model::{CacheOptions, MinTls, TlsOptions};
use super::url::masked;
use crate::log::Level;
use crate::user::{User, Value};

/// What stands in place of a secret.
const HIDDEN: &str = "***";

/// The options as YAML, with the paths of `options.yml`. Secrets are masked: what it says is for eyes, though it can be read again.
pub(crate) fn effective(options: &Options) -> String {
    let mut out = Out::Map(Vec::new());
    out.put("log.level", level(options.log));
    let sdks = options.sdks.iter().map(|(id, sdk)| (id.clone(), sdk::out(sdk))).collect();
    out.put("sdks", Out::Map(sdks));
    out.put("default_user_attributes", user(options.default_user_attributes.as_ref()));
    http::put(&mut out, &options.http);
    out.put("http_proxy.url", text(options.outgoing_proxy.as_deref().map(masked)));
    out.put("diag.enabled", switch(options.diag.enabled));
    out.put("diag.port", number(options.diag.port));
    out.put("diag.status.enabled", switch(options.diag.status_enabled));
    out.put("diag.metrics.enabled", switch(options.diag.metrics_enabled));
    out.put("diag.metrics.prometheus.enabled", switch(options.diag.metrics_enabled));
    out.put("diag.ui.enabled", switch(options.diag.ui_enabled));
    tls(&mut out, "tls", &options.tls);
    cache(&mut out, &options.cache);
    out.put("offline.enabled", switch(options.offline.enabled));
    out.put("offline.cache_poll_interval", seconds(options.offline.cache_poll_interval));
    out.put("offline.log.level", level(options.offline.log));
    out.document()
}

fn cache(out: &mut Out, cache: &CacheOptions) {
    let directory = cache.directory.as_ref().map(|path| path.display().to_string());
    out.put("cache.file.directory", text(directory));
    out.put("cache.redis.enabled", switch(cache.redis.is_some()));
    if let Some(redis) = &cache.redis {
        out.put("cache.redis.addresses", texts(&redis.addresses));
        out.put("cache.redis.db", number(redis.db));
        out.put("cache.redis.user", text(redis.user.clone()));
        out.put("cache.redis.password", hidden(redis.password.is_some()));
        tls(out, "cache.redis.tls", &redis.tls);
    }
}

fn tls(out: &mut Out, path: &str, tls: &TlsOptions) {
    let version = match tls.min_version {
        MinTls::V12 => "1.2",
        MinTls::V13 => "1.3",
    };
    let certificates = tls.certificates.iter().map(|certificate| {
        let part = |path: &std::path::Path| Out::Text(path.display().to_string());
        Out::Map(vec![
            ("cert".to_owned(), part(&certificate.cert)),
            ("key".to_owned(), part(&certificate.key)),
        ])
    });
    out.put(&format!("{path}.enabled"), switch(tls.enabled));
    out.put(&format!("{path}.min_version"), Out::Text(version.to_owned()));
    out.put(&format!("{path}.server_name"), text(tls.server_name.clone()));
    out.put(&format!("{path}.certificates"), Out::List(certificates.collect()));
}

fn switch(value: bool) -> Out {
    Out::Plain(value.to_string())
}

fn number(value: impl ToString) -> Out {
    Out::Plain(value.to_string())
}

fn seconds(value: Duration) -> Out {
    number(value.as_secs())
}

fn level(value: Level) -> Out {
    Out::Plain(value.name().to_owned())
}

fn text(value: Option<String>) -> Out {
    value.map_or_else(nothing, Out::Text)
}

fn texts(values: &[String]) -> Out {
    Out::List(values.iter().cloned().map(Out::Text).collect())
}

fn hidden(is_set: bool) -> Out {
    if is_set { Out::Text(HIDDEN.to_owned()) } else { nothing() }
}

fn nothing() -> Out {
    Out::Plain("null".to_owned())
}

/// Headers, with or without their values.
fn headers(headers: &BTreeMap<String, String>, secret: bool) -> Out {
    let value = |value: &String| if secret { HIDDEN.to_owned() } else { value.clone() };
    Out::Map(headers.iter().map(|(name, text)| (name.clone(), Out::Text(value(text)))).collect())
}

fn user(user: Option<&User>) -> Out {
    let Some(user) = user else {
        return nothing();
    };
    let attribute = |value: &Value| match value {
        Value::Text(text) => Out::Text(text.to_string()),
        Value::Number(number) => Out::Plain(format!("{number:?}")),
        Value::List(list) => Out::List(list.iter().map(|text| Out::Text(text.to_string())).collect()),
    };
    Out::Map(user.attributes().iter().map(|(name, value)| (name.to_string(), attribute(value))).collect())
}
