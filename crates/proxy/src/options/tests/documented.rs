//! The documented texts.

use super::{KEY, read, read_path, with_sdk};

/// A file, and the beginning of what is said about it. What follows names the option and the variable.
const CASES: &[(&str, &str, &str, &str)] = &[
    ("", "sdk: at least 1 SDK or a proxy profile must be configured", "sdks.<id>.key", "CONFIGCAT_SDKS"),
    ("sdks: {env1: }", "sdk-env1: SDK key is required", "sdks.env1.key", "CONFIGCAT_SDKS"),
    ("sdks: {env1: {key: ''}}", "sdk-env1: SDK key is required", "sdks.env1.key", "CONFIGCAT_SDKS"),
    (
        "sdks: {env1: {key: KEY, data_governance: foo}}",
        "sdk-env1: invalid data governance value, it must be 'global' or 'eu'",
        "sdks.env1.data_governance",
        "CONFIGCAT_ENV1_DATA_GOVERNANCE",
    ),
    (
        "sdks: {env1: {key: KEY, offline: {enabled: true, local: {file_path: /nonexistent}}}}",
        "sdk-env1: couldn't find the local file /nonexistent",
        "sdks.env1.offline.local.file_path",
        "CONFIGCAT_ENV1_OFFLINE_LOCAL_FILE_PATH",
    ),
    (
        "sdks: {env1: {key: KEY, offline: {enabled: true, local: {file_path: FILE, polling: true, poll_interval: -1}}}}",
        "sdk-env1: local file poll interval must be greater than 1 seconds",
        "sdks.env1.offline.local.poll_interval",
        "CONFIGCAT_ENV1_OFFLINE_LOCAL_POLL_INTERVAL",
    ),
    (
        "sdks: {env1: {key: KEY, offline: {enabled: true}}}",
        "sdk-env1: offline mode requires either a configured cache or a local file",
        "sdks.env1.offline.enabled",
        "CONFIGCAT_ENV1_OFFLINE_ENABLED",
    ),
    (
        "sdks: {env1: {key: KEY, offline: {enabled: true, use_cache: true, local: {file_path: FILE}}}}",
        "sdk-env1: can't use both local file and cache for offline mode",
        "sdks.env1.offline.use_cache",
        "CONFIGCAT_ENV1_OFFLINE_USE_CACHE",
    ),
    (
        "sdks: {env1: {key: KEY, offline: {enabled: true, use_cache: true}}}",
        "sdk-env1: offline mode enabled with cache, but no cache is configured",
        "sdks.env1.offline.use_cache",
        "CONFIGCAT_ENV1_OFFLINE_USE_CACHE",
    ),
    (
        "sdks: {env1: {key: KEY, offline: {enabled: true, use_cache: true, cache_poll_interval: -1}}}\ncache: {redis: {enabled: true}}",
        "sdk-env1: cache poll interval must be greater than 1 seconds",
        "sdks.env1.offline.cache_poll_interval",
        "CONFIGCAT_ENV1_OFFLINE_CACHE_POLL_INTERVAL",
    ),
    (
        "sdks: {env1: {key: KEY, webhook_signing_key: key, webhook_signature_valid_for: 4}}",
        "sdk-env1: webhook signature validity check must be greater than 5 seconds",
        "sdks.env1.webhook_signature_valid_for",
        "CONFIGCAT_ENV1_WEBHOOK_SIGNATURE_VALID_FOR",
    ),
    (
        "SDK\noffline: {enabled: true}",
        "offline: global offline mode enabled, but no cache is configured",
        "offline.enabled",
        "CONFIGCAT_OFFLINE_ENABLED",
    ),
    (
        "SDK\noffline: {enabled: true, cache_poll_interval: -1}\ncache: {redis: {enabled: true}}",
        "offline: cache poll interval must be greater than 1 seconds",
        "offline.cache_poll_interval",
        "CONFIGCAT_OFFLINE_CACHE_POLL_INTERVAL",
    ),
    (
        "SDK\ncache: {redis: {enabled: true, addresses: []}}",
        "redis: at least 1 server address required",
        "cache.redis.addresses",
        "CONFIGCAT_CACHE_REDIS_ADDRESSES",
    ),
    (
        "SDK\ntls: {enabled: true, certificates: [{cert: a}]}",
        "tls: both TLS cert and key file required",
        "tls.certificates",
        "CONFIGCAT_TLS_CERTIFICATES",
    ),
    (
        "SDK\ntls: {certificates: [{cert: a, key: b}, {cert: '', key: b}]}",
        "tls: both TLS cert and key file required",
        "tls.certificates",
        "CONFIGCAT_TLS_CERTIFICATES",
    ),
    (
        "SDK\ncache: {redis: {enabled: true, tls: {enabled: true, certificates: [{key: a}]}}}",
        "tls: both TLS cert and key file required",
        "cache.redis.tls.certificates",
        "CONFIGCAT_CACHE_REDIS_TLS_CERTIFICATES",
    ),
    (
        "SDK\nhttp: {webhook: {auth: {user: u}}}",
        "webhook: both basic auth user and password required",
        "http.webhook.auth.password",
        "CONFIGCAT_HTTP_WEBHOOK_AUTH_PASSWORD",
    ),
    (
        "SDK\nhttp: {webhook: {auth: {password: p}}}",
        "webhook: both basic auth user and password required",
        "http.webhook.auth.user",
        "CONFIGCAT_HTTP_WEBHOOK_AUTH_USER",
    ),
    ("SDK\nhttp: {port: -1}", "http: invalid port -1", "http.port", "CONFIGCAT_HTTP_PORT"),
    ("SDK\nhttp: {port: 65536}", "http: invalid port 65536", "http.port", "CONFIGCAT_HTTP_PORT"),
    ("SDK\nhttp: {port: 0}", "http: invalid port 0", "http.port", "CONFIGCAT_HTTP_PORT"),
    ("SDK\ndiag: {port: -1}", "diag: invalid port -1", "diag.port", "CONFIGCAT_DIAG_PORT"),
    ("SDK\ngrpc: {port: -1}", "grpc: invalid port -1", "grpc.port", "CONFIGCAT_GRPC_PORT"),
    (
        "SDK\nhttp: {sse: {cors: {allowed_origins_regex: {patterns: [a]}}}}",
        "cors: the 'if no watch' field is required when allowed origins regex is set",
        "http.sse.cors.allowed_origins_regex.if_no_match",
        "CONFIGCAT_HTTP_SSE_CORS_ALLOWED_ORIGINS_REGEX_IF_NO_MATCH",
    ),
    (
        "SDK\ndiag: {metrics: {otlp: {protocol: test}}}",
        "diag: invalid otlp protocol test (only 'http', 'https', or 'grpc' allowed)",
        "diag.metrics.otlp.protocol",
        "CONFIGCAT_DIAG_METRICS_OTLP_PROTOCOL",
    ),
    // What is not built in is refused before anything else is said about it.
    (
        "SDK\ncache: {mongodb: {enabled: true}}",
        "mongodb: the MongoDB cache is not built in",
        "cache.mongodb.enabled",
        "CONFIGCAT_CACHE_MONGODB_ENABLED",
    ),
    (
        "SDK\ncache: {dynamodb: {enabled: true}}",
        "dynamodb: the DynamoDB cache is not built in",
        "cache.dynamodb.enabled",
        "CONFIGCAT_CACHE_DYNAMODB_ENABLED",
    ),
    (
        "profile: {key: a, poll_interval: 59}",
        "profile: the support of proxy profiles is not built in",
        "profile.key",
        "CONFIGCAT_PROFILE_KEY",
    ),
    (
        "SDK\nprofile: {secret: a}",
        "profile: the support of proxy profiles is not built in",
        "profile.secret",
        "CONFIGCAT_PROFILE_SECRET",
    ),
    (
        "SDK\ndiag: {metrics: {otlp: {enabled: true, protocol: test}}}",
        "diag: the OTLP export of metrics is not built in",
        "diag.metrics.otlp.enabled",
        "CONFIGCAT_DIAG_METRICS_OTLP_ENABLED",
    ),
    (
        "SDK\ndiag: {traces: {enabled: true, otlp: {enabled: true, protocol: test}}}",
        "diag: the OTLP export of traces is not built in",
        "diag.traces.enabled",
        "CONFIGCAT_DIAG_TRACES_ENABLED",
    ),
    (
        "SDK\ndiag: {traces: {otlp: {enabled: true}}}",
        "diag: the OTLP export of traces is not built in",
        "diag.traces.otlp.enabled",
        "CONFIGCAT_DIAG_TRACES_OTLP_ENABLED",
    ),
];

#[test]
fn documented_texts_are_the_beginning_of_the_line() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    for (yaml, text, option, variable) in CASES {
        let yaml =
            yaml.replace("SDK\n", "sdks: {env1: {key: KEY}}\n").replace("KEY", KEY).replace("FILE", path);
        let error = read(&yaml, &[]).expect_err(&yaml);
        assert!(error.starts_with(text), "{yaml}\n{error}");
        let rest = error.get(text.len()..).unwrap();
        assert!(rest.contains(option) && rest.contains(variable), "{yaml}\n{error}");
        assert!(!error.contains('\n') && !error.contains(KEY), "{yaml}\n{error}");
    }
}

#[test]
fn a_missing_file_is_an_error_only_if_it_was_asked_for() {
    let error = read_path("/nonexistent/missing.yml".as_ref(), &[]).unwrap_err();
    assert!(error.starts_with("config file /nonexistent/missing.yml does not exist: "), "{error}");
    let default = super::super::place::default_place();
    if !default.exists() {
        let error = super::load(None, &|_| None).unwrap_err();
        assert!(error.to_string().starts_with("sdk: at least 1 SDK"), "{error}");
    }
}

#[test]
fn variables_that_cannot_be_read_are_named() {
    for (name, value, reason) in [
        ("CONFIGCAT_HTTP_PORT", "abc", "expected a whole number"),
        ("CONFIGCAT_HTTP_PORT", "80.0", "expected a whole number"),
        ("CONFIGCAT_HTTP_PORT", "99999999999999999999", "expected a whole number"),
        ("CONFIGCAT_HTTP_ENABLED", "yes", "expected a boolean"),
        ("CONFIGCAT_HTTP_API_HEADERS", "{", "invalid JSON"),
        ("CONFIGCAT_HTTP_API_HEADERS", "[]", "expected a map, found a list"),
        ("CONFIGCAT_HTTP_API_HEADERS", r#"{"a":{}}"#, "expected a text, found a map"),
        ("CONFIGCAT_HTTP_API_CORS_ALLOWED_ORIGINS", "https://a", "invalid JSON"),
        (
            "CONFIGCAT_TLS_CERTIFICATES",
            r#"[{"certs":"a"}]"#,
            "a certificate has 'cert' and 'key', not 'certs'",
        ),
        ("CONFIGCAT_TLS_CERTIFICATES", r#"["a"]"#, "expected a map, found a text"),
        (
            "CONFIGCAT_DEFAULT_USER_ATTRIBUTES",
            r#"{"a":true}"#,
            "'a' has an invalid type, only 'string', 'number', and 'string[]' types are allowed",
        ),
        (
            "CONFIGCAT_DEFAULT_USER_ATTRIBUTES",
            r#"{"a":["b",1]}"#,
            "'a' has an invalid type, only 'string', 'number', and 'string[]' types are allowed",
        ),
        ("CONFIGCAT_SDKS", "secret", "invalid JSON"),
        ("CONFIGCAT_SDKS", r#"{"a":"secret","a":"secret"}"#, "invalid JSON: a key appears twice"),
        ("CONFIGCAT_SDKS", r#"{"a":["secret"]}"#, "expected a text, found a list"),
    ] {
        let error = read(&with_sdk(""), &[(name, value)]).unwrap_err();
        let start = format!("failed to read environment variable '{name}': {reason}");
        assert!(error.starts_with(&start), "{error}");
        let option = name.strip_prefix("CONFIGCAT_").unwrap().to_lowercase();
        let words = |text: &str| text.replace(['.', '_'], " ");
        assert!(words(&error).ends_with(&format!("({})", words(&option))), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
}

#[test]
fn documented_texts_come_in_the_documented_order() {
    let mut parts = vec![
        ("sdks: {b: {key: short}}", "sdk-b: the SDK key has an invalid format"),
        ("offline: {enabled: true}", "offline: global"),
        ("cache: {redis: {enabled: false, tls: {certificates: [{cert: a}]}}}", "tls: both TLS cert"),
        ("grpc: {port: -1}", "grpc: invalid port"),
        ("diag: {port: -1}", "diag: invalid port"),
        ("http: {port: -1}", "http: invalid port"),
        ("tls: {certificates: [{key: a}]}", "tls: both TLS cert"),
        ("sdks: {b: {key: short, data_governance: x}}", "sdk-b: invalid data governance"),
        ("sdks: {a: {}, b: {key: short}}", "sdk-a: SDK key is required"),
    ];
    let mut yaml = String::new();
    for (part, text) in parts.drain(..) {
        yaml = match part.strip_prefix("sdks") {
            Some(_) => yaml
                .lines()
                .filter(|line| !line.starts_with("sdks"))
                .map(|line| format!("{line}\n"))
                .collect(),
            None => yaml,
        };
        yaml.push_str(part);
        yaml.push('\n');
        let error = read(&yaml, &[]).unwrap_err();
        assert!(error.starts_with(text), "{yaml}\n{error}");
    }
}
