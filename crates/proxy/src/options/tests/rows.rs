//! Every option: what holds without it, and what it changes, given by the file or by its variable.

use std::collections::BTreeSet;
use std::fmt::Debug;

use super::super::emit::Out;
use super::super::{Options, SdkOptions, SectionOptions, TlsOptions, schema};
use super::{KEY, read};

/// An option in use.
struct Use {
    path: String,
    /// What it is given, in a form that YAML and a variable share.
    given: &'static str,
    /// Other options without which it has no effect.
    company: &'static [(&'static str, &'static str)],
    /// Where to see it, and what is seen there without and with it.
    see: Box<dyn Fn(&Options) -> String>,
    without: &'static str,
    with: &'static str,
}

fn row<T: Debug>(
    path: &str,
    given: &'static str,
    see: impl Fn(&Options) -> T + 'static,
    without: &'static str,
    with: &'static str,
) -> Use {
    let see = Box::new(move |options: &Options| format!("{:?}", see(options)));
    Use { path: path.to_owned(), given, company: &[], see, without, with }
}

fn sdk<T: Debug>(
    path: &str,
    given: &'static str,
    see: impl Fn(&SdkOptions) -> T + 'static,
    without: &'static str,
    with: &'static str,
) -> Use {
    row(&format!("sdks.env1.{path}"), given, move |options| see(&options.sdks["env1"]), without, with)
}

impl Use {
    const fn and(mut self, company: &'static [(&'static str, &'static str)]) -> Self {
        self.company = company;
        self
    }
}

fn uses() -> Vec<Use> {
    let mut uses = root();
    uses.extend(sdks());
    type See<T> = fn(&Options) -> &T;
    let sections: [(&str, See<SectionOptions>); 4] = [
        ("http.cdn_proxy", |options| &options.http.cdn_proxy.section),
        ("http.api", |options| &options.http.api.section),
        ("http.ofrep", |options| &options.http.ofrep.section),
        ("http.sse", |options| &options.http.sse.section),
    ];
    for (path, see) in sections {
        uses.extend(section(path, see));
    }
    let tls: [(&str, See<TlsOptions>, _); 2] = [
        ("tls", |options| &options.tls, &[("tls.certificates", r#"[{"cert":"a","key":"b"}]"#)][..]),
        (
            "cache.redis.tls",
            |options| &options.cache.redis.as_ref().unwrap().tls,
            &[("cache.redis.enabled", "true")][..],
        ),
    ];
    for (path, see, company) in tls {
        uses.extend(self::tls(path, see, company));
    }
    uses
}

fn root() -> Vec<Use> {
    const REDIS: &[(&str, &str)] = &[("cache.redis.enabled", "true")];
    let redis = |see: fn(&super::super::RedisOptions) -> String| {
        move |options: &Options| options.cache.redis.as_ref().map(see)
    };
    vec![
        row("log.level", "info", |o| o.log, "Warn", "Info"),
        row(
            "default_user_attributes",
            r#"{"b":"c","a":1.5,"d":["e"]}"#,
            |o| o.default_user_attributes.clone(),
            "None",
            r#"Some(User { attributes: [("a", Number(1.5)), ("b", Text("c")), ("d", List(["e"]))] })"#,
        ),
        row("http.enabled", "false", |o| o.http.enabled, "true", "false"),
        row("http.port", "8123", |o| o.http.port, "8050", "8123"),
        row("http.log.level", "debug", |o| o.http.log, "Warn", "Debug"),
        row(
            "http.cdn_proxy.rewrite_preferences",
            "true",
            |o| o.http.cdn_proxy.rewrite_preferences,
            "false",
            "true",
        ),
        row(
            "http.api.auth_headers",
            r#"{"X-Key":"a"}"#,
            |o| o.http.api.auth_headers.clone(),
            "{}",
            r#"{"X-Key": "a"}"#,
        ),
        row(
            "http.ofrep.auth_headers",
            r#"{"X-Key":"a"}"#,
            |o| o.http.ofrep.auth_headers.clone(),
            "{}",
            r#"{"X-Key": "a"}"#,
        ),
        row("http.sse.log.level", "error", |o| o.http.sse.log, "Warn", "Error"),
        row("http.sse.heart_beat_interval", "7", |o| o.http.sse.heartbeat, "None", "Some(7s)"),
        row("http.webhook.enabled", "false", |o| o.http.webhook.enabled, "true", "false"),
        row(
            "http.webhook.auth.user",
            "me",
            |o| o.http.webhook.basic_auth.clone(),
            "",
            r#"Some(("me", "p"))"#,
        )
        .and(&[("http.webhook.auth.password", "p")]),
        row(
            "http.webhook.auth.password",
            "word",
            |o| o.http.webhook.basic_auth.clone(),
            "",
            r#"Some(("u", "word"))"#,
        )
        .and(&[("http.webhook.auth.user", "u")]),
        row(
            "http.webhook.auth_headers",
            r#"{"X-Key":"a"}"#,
            |o| o.http.webhook.auth_headers.clone(),
            "{}",
            r#"{"X-Key": "a"}"#,
        ),
        row("http.status.enabled", "true", |o| o.http.status_enabled, "false", "true"),
        row("http.limits.header_timeout", "1", |o| o.http.limits.header_timeout, "10s", "1s"),
        row("http.limits.body_timeout", "2", |o| o.http.limits.body_timeout, "10s", "2s"),
        row("http.limits.write_timeout", "3", |o| o.http.limits.write_timeout, "10s", "3s"),
        row("http.limits.max_body_size", "4", |o| o.http.limits.max_body_size, "1048576", "4"),
        row("http.limits.max_connections", "5", |o| o.http.limits.max_connections, "20000", "5"),
        row("http.limits.max_streams", "6", |o| o.http.limits.max_streams, "20000", "6"),
        row(
            "http_proxy.url",
            "http://u:p@h:1",
            |o| o.outgoing_proxy.clone(),
            "None",
            r#"Some("http://u:p@h:1")"#,
        ),
        row("diag.enabled", "false", |o| o.diag.enabled, "true", "false"),
        row("diag.port", "8123", |o| o.diag.port, "8051", "8123"),
        row("diag.status.enabled", "false", |o| o.diag.status_enabled, "true", "false"),
        row("diag.ui.enabled", "false", |o| o.diag.ui_enabled, "true", "false"),
        row("diag.metrics.enabled", "false", |o| o.diag.metrics_enabled, "true", "false"),
        row("diag.metrics.prometheus.enabled", "false", |o| o.diag.metrics_enabled, "true", "false"),
        row("cache.file.directory", "/a b", |o| o.cache.directory.clone(), "None", r#"Some("/a b")"#),
        row("cache.redis.enabled", "true", |o| o.cache.redis.is_some(), "false", "true"),
        row(
            "cache.redis.addresses",
            r#"["a:1","b:2"]"#,
            redis(|redis| redis.addresses.join(",")),
            r#"Some("localhost:6379")"#,
            r#"Some("a:1,b:2")"#,
        )
        .and(REDIS),
        row("cache.redis.db", "3", redis(|redis| redis.db.to_string()), r#"Some("0")"#, r#"Some("3")"#)
            .and(REDIS),
        row(
            "cache.redis.user",
            "me",
            redis(|redis| format!("{:?}", redis.user)),
            r#"Some("None")"#,
            r#"Some("Some(\"me\")")"#,
        )
        .and(REDIS),
        row(
            "cache.redis.password",
            "word",
            redis(|redis| format!("{:?}", redis.password)),
            r#"Some("None")"#,
            r#"Some("Some(\"word\")")"#,
        )
        .and(REDIS),
        row("offline.enabled", "true", |o| o.offline.enabled, "false", "true").and(REDIS),
        row("offline.cache_poll_interval", "9", |o| o.offline.cache_poll_interval, "5s", "9s"),
        row("offline.log.level", "debug", |o| o.offline.log, "Warn", "Debug"),
    ]
}

fn sdks() -> Vec<Use> {
    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    const IS_FILE: &[(&str, &str)] =
        &[("sdks.env1.offline.enabled", "true"), ("sdks.env1.offline.local.file_path", FILE)];
    const IS_CACHE: &[(&str, &str)] = &[
        ("sdks.env1.offline.enabled", "true"),
        ("sdks.env1.offline.use_cache", "true"),
        ("cache.redis.enabled", "true"),
    ];
    vec![
        sdk("base_url", "http://h/x", |sdk| sdk.base_url.clone(), "None", r#"Some("http://h/x")"#),
        sdk("poll_interval", "9", |sdk| sdk.poll_interval, "60s", "9s"),
        sdk("data_governance", "eu", |sdk| sdk.governance, "Global", "Eu"),
        sdk("webhook_signing_key", "word", |sdk| sdk.webhook_signing_key.clone(), "None", r#"Some("word")"#),
        sdk("webhook_signature_valid_for", "9", |sdk| sdk.webhook_signature_valid_for, "300s", "9s"),
        sdk(
            "default_user_attributes",
            r#"{"a":7}"#,
            |sdk| sdk.default_user_attributes.clone(),
            "None",
            r#"Some(User { attributes: [("a", Number(7.0))] })"#,
        ),
        sdk("log.level", "debug", |sdk| sdk.log, "Warn", "Debug"),
        sdk("offline.enabled", "true", |sdk| format!("{:?}", sdk.offline).len() > 2, "false", "true")
            .and(&[("sdks.env1.offline.local.file_path", FILE)]),
        sdk(
            "offline.use_cache",
            "true",
            |sdk| sdk.offline.clone(),
            "",
            "Cache { poll_interval: 5s, log: Warn }",
        )
        .and(&[("sdks.env1.offline.enabled", "true"), ("cache.redis.enabled", "true")]),
        sdk(
            "offline.cache_poll_interval",
            "9",
            |sdk| sdk.offline.clone(),
            "Cache { poll_interval: 5s, log: Warn }",
            "Cache { poll_interval: 9s, log: Warn }",
        )
        .and(IS_CACHE),
        sdk(
            "offline.log.level",
            "info",
            |sdk| sdk.offline.clone(),
            "Cache { poll_interval: 5s, log: Warn }",
            "Cache { poll_interval: 5s, log: Info }",
        )
        .and(IS_CACHE),
        sdk(
            "offline.local.file_path",
            FILE,
            |sdk| sdk.offline.clone(),
            "",
            concat!(
                "File { path: \"",
                env!("CARGO_MANIFEST_DIR"),
                "/Cargo.toml\", polling: false, poll_interval: 5s, log: Warn }"
            ),
        )
        .and(&[("sdks.env1.offline.enabled", "true")]),
        sdk(
            "offline.local.polling",
            "true",
            |sdk| format!("{:?}", sdk.offline).contains("polling: true"),
            "false",
            "true",
        )
        .and(IS_FILE),
        sdk(
            "offline.local.poll_interval",
            "9",
            |sdk| format!("{:?}", sdk.offline).contains("poll_interval: 9s"),
            "false",
            "true",
        )
        .and(IS_FILE),
    ]
}

fn section(path: &str, see: fn(&Options) -> &SectionOptions) -> Vec<Use> {
    const PATTERN: &str = "allowed_origins_regex";
    let named = |name: &str| format!("{path}.{name}");
    let pattern = |name: &str| format!("{path}.cors.{PATTERN}.{name}");
    let company: &'static [_] = Box::leak(Box::new([(&*pattern("if_no_match").leak(), "https://c")]));
    vec![
        row(&named("enabled"), "false", move |o| see(o).enabled, "true", "false"),
        row(&named("cors.enabled"), "false", move |o| see(o).cors.enabled, "true", "false"),
        row(
            &named("cors.allowed_origins"),
            r#"["https://a","https://b"]"#,
            move |o| see(o).cors.allowed_origins.clone(),
            "[]",
            r#"["https://a", "https://b"]"#,
        ),
        row(
            &pattern("patterns"),
            r#"["https:\\/\\/.*a\\.com"]"#,
            move |o| see(o).cors.patterns.clone(),
            "[]",
            r#"["https:\\/\\/.*a\\.com"]"#,
        )
        .and(company),
        row(
            &pattern("if_no_match"),
            "https://c",
            move |o| see(o).cors.if_no_match.clone(),
            "None",
            r#"Some("https://c")"#,
        ),
        row(&named("headers"), r#"{"X-A":"b"}"#, move |o| see(o).headers.clone(), "{}", r#"{"X-A": "b"}"#),
    ]
}

fn tls(
    path: &str,
    see: fn(&Options) -> &TlsOptions,
    company: &'static [(&'static str, &'static str)],
) -> Vec<Use> {
    let named = |name: &str| format!("{path}.{name}");
    let needed = if path == "tls" { &[][..] } else { company };
    vec![
        row(&named("enabled"), "true", move |o| see(o).enabled, "false", "true").and(company),
        row(&named("min_version"), "1.3", move |o| see(o).min_version, "V12", "V13").and(needed),
        row(&named("server_name"), "a.b", move |o| see(o).server_name.clone(), "None", r#"Some("a.b")"#)
            .and(needed),
        row(
            &named("certificates"),
            r#"[{"cert":"a","key":"b"}]"#,
            move |o| see(o).certificates.clone(),
            "[]",
            r#"[Certificate { cert: "a", key: "b" }]"#,
        )
        .and(needed),
    ]
}

/// A file that gives these options, and a key.
fn file(options: &[(&str, &str)]) -> String {
    let mut out = Out::Map(Vec::new());
    out.put("sdks.env1.key", Out::Text(KEY.to_owned()));
    for (path, given) in options {
        out.put(path, Out::Plain((*given).to_owned()));
    }
    out.document()
}

/// The name of the variable of an option, by the rule.
fn variable(path: &str) -> String {
    let path = path.strip_prefix("sdks.").unwrap_or(path);
    if path == "http.sse.heart_beat_interval" {
        return "CONFIGCAT_HTTP_SSE_HEARTBEAT_INTERVAL".to_owned();
    }
    format!("CONFIGCAT_{}", path.replace('.', "_").to_uppercase())
}

fn by_variables(options: &[(&str, &str)]) -> Result<Options, String> {
    let mut variables = vec![("CONFIGCAT_SDKS".to_owned(), format!(r#"{{"env1":"{KEY}"}}"#))];
    variables.extend(options.iter().map(|(path, given)| (variable(path), (*given).to_owned())));
    let variables: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    read("", &variables)
}

#[test]
fn each_option_changes_what_it_is_for() {
    for case in uses() {
        let path = &case.path;
        if !case.without.is_empty() {
            let without = read(&file(case.company), &[]).expect(path);
            assert_eq!((case.see)(&without), case.without, "{path}: its default");
        }
        let mut given = case.company.to_vec();
        given.push((path, case.given));
        let from_file = read(&file(&given), &[]).expect(path);
        assert_eq!((case.see)(&from_file), case.with, "{path}: by file");
        let from_variable = by_variables(&given).expect(path);
        assert_eq!((case.see)(&from_variable), case.with, "{path}: by variable");
        assert_eq!(from_file, from_variable, "{path}");
        assert_eq!(from_file.warnings, [""; 0], "{path}");
    }
}

/// Options of features that are not built in, and what they are given.
const ABSENT: &[(&str, &str)] = &[
    ("profile.key", "a"),
    ("profile.secret", "a"),
    ("profile.base_url", "http://h"),
    ("profile.poll_interval", "60"),
    ("profile.webhook_signing_key", "a"),
    ("profile.webhook_signature_valid_for", "9"),
    ("profile.log.level", "info"),
    ("profile.sdks.base_url", "http://h"),
    ("profile.sdks.log.level", "info"),
    ("grpc.enabled", "true"),
    ("grpc.port", "50051"),
    ("grpc.log.level", "info"),
    ("grpc.health_check_enabled", "true"),
    ("grpc.server_reflection_enabled", "true"),
    ("grpc.keep_alive.max_connection_idle", "1"),
    ("grpc.keep_alive.max_connection_age", "1"),
    ("grpc.keep_alive.max_connection_age_grace", "1"),
    ("grpc.keep_alive.time", "1"),
    ("grpc.keep_alive.timeout", "1"),
    ("diag.service_name", "a"),
    ("diag.metrics.otlp.enabled", "true"),
    ("diag.metrics.otlp.protocol", "grpc"),
    ("diag.metrics.otlp.endpoint", "h:1"),
    ("diag.traces.enabled", "true"),
    ("diag.traces.otlp.enabled", "true"),
    ("diag.traces.otlp.protocol", "grpc"),
    ("diag.traces.otlp.endpoint", "h:1"),
    ("cache.mongodb.enabled", "true"),
    ("cache.mongodb.url", "mongodb://h"),
    ("cache.mongodb.database", "a"),
    ("cache.mongodb.collection", "a"),
    ("cache.mongodb.tls.enabled", "true"),
    ("cache.mongodb.tls.min_version", "1.2"),
    ("cache.mongodb.tls.server_name", "a"),
    ("cache.mongodb.tls.certificates", r#"[{"cert":"a","key":"b"}]"#),
    ("cache.dynamodb.enabled", "true"),
    ("cache.dynamodb.url", "http://h"),
    ("cache.dynamodb.table", "a"),
];

#[test]
fn options_of_what_is_not_built_in_are_refused_or_warned_of() {
    for (path, given) in ABSENT {
        let refused = matches!(*path, "profile.key" | "profile.secret")
            || path.ends_with("enabled") && !path.starts_with("grpc") && *path != "cache.mongodb.tls.enabled";
        for result in [read(&file(&[(path, given)]), &[]), by_variables(&[(path, given)])] {
            let text = match result {
                Ok(options) if !refused => options.warnings.join("\n"),
                Err(error) if refused => error,
                other => panic!("{path}: {other:?}"),
            };
            assert!(text.contains("is not built in") && text.contains(path), "{path}: {text}");
            assert!(!text.contains('\n'), "{text}");
        }
    }
    assert_eq!(read(&file(&[]), &[]).unwrap().warnings, [""; 0]);
}

#[test]
fn every_row_of_the_schema_is_used_in_these_tests() {
    let mut rows: BTreeSet<String> = schema::root().into_iter().map(|row| row.path).collect();
    rows.extend(schema::sdk().into_iter().map(|row| format!("sdks.env1.{}", row.path)));
    let mut used: BTreeSet<String> = uses().into_iter().map(|case| case.path).collect();
    used.extend(ABSENT.iter().map(|(path, _)| (*path).to_owned()));
    used.insert("sdks.env1.key".to_owned());
    assert_eq!(rows.difference(&used).collect::<Vec<_>>(), [""; 0], "nobody reads them");
    assert_eq!(used.difference(&rows).collect::<Vec<_>>(), [""; 0], "nobody knows them");
}

#[test]
fn names_of_variables_follow_the_rule() {
    for row in schema::root() {
        assert_eq!(format!("CONFIGCAT_{}", row.variable), variable(&row.path));
    }
}
