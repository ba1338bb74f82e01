//! What a reload changes, in words.

use crate::options::Options;

/// The names of the options that differ, whole sections for most; SDKs one by one. Never a value: some are secret.
pub(crate) fn changes(old: &Options, new: &Options) -> Vec<String> {
    let mut names = Vec::new();
    for id in new.sdks.keys().filter(|id| !old.sdks.contains_key(*id)) {
        names.push(format!("sdks.{id} added"));
    }
    for id in old.sdks.keys().filter(|id| !new.sdks.contains_key(*id)) {
        names.push(format!("sdks.{id} removed"));
    }
    for (id, sdk) in &new.sdks {
        if old.sdks.get(id).is_some_and(|old| old != sdk) {
            names.push(format!("sdks.{id}"));
        }
    }
    if old.http.port != new.http.port {
        names.push(format!("http.port {} to {}", old.http.port, new.http.port));
    }
    if old.diag.port != new.diag.port {
        names.push(format!("diag.port {} to {}", old.diag.port, new.diag.port));
    }
    let sections = [
        ("log", old.log != new.log),
        ("default_user_attributes", old.default_user_attributes != new.default_user_attributes),
        ("http.enabled", old.http.enabled != new.http.enabled),
        ("http.log", old.http.log != new.http.log),
        ("http.cdn_proxy", old.http.cdn_proxy != new.http.cdn_proxy),
        ("http.api", old.http.api != new.http.api),
        ("http.ofrep", old.http.ofrep != new.http.ofrep),
        ("http.sse", old.http.sse != new.http.sse),
        ("http.webhook", old.http.webhook != new.http.webhook),
        ("http.status", old.http.status_enabled != new.http.status_enabled),
        ("http.limits", old.http.limits != new.http.limits),
        ("http_proxy", old.outgoing_proxy != new.outgoing_proxy),
        ("diag.enabled", old.diag.enabled != new.diag.enabled),
        ("diag.status", old.diag.status_enabled != new.diag.status_enabled),
        ("diag.metrics", old.diag.metrics_enabled != new.diag.metrics_enabled),
        ("diag.ui", old.diag.ui_enabled != new.diag.ui_enabled),
        ("tls", old.tls != new.tls),
        ("cache", old.cache != new.cache),
        ("offline", old.offline != new.offline),
    ];
    names.extend(sections.iter().filter(|(_, differs)| *differs).map(|(name, _)| (*name).to_owned()));
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::SdkOptions;

    #[test]
    fn what_differs_is_named_without_values() {
        let mut old = Options::default();
        old.sdks.insert("gone".into(), SdkOptions::new("key-1"));
        old.sdks.insert("same".into(), SdkOptions::new("key-2"));
        old.sdks.insert("other".into(), SdkOptions::new("key-3"));
        let mut new = old.clone();
        assert_eq!(changes(&old, &new), Vec::<String>::new());
        new.sdks.remove("gone");
        new.sdks.insert("other".into(), SdkOptions::new("key-4"));
        new.sdks.insert("new".into(), SdkOptions::new("key-5"));
        new.http.port = 9000;
        new.http.webhook.basic_auth = Some(("user".into(), "password".into()));
        new.diag.ui_enabled = false;
        let expected = [
            "sdks.new added",
            "sdks.gone removed",
            "sdks.other",
            "http.port 8050 to 9000",
            "http.webhook",
            "diag.ui",
        ];
        assert_eq!(changes(&old, &new), expected);
    }
}
