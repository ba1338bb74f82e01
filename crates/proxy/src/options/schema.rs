//! Every option there is: where it stands in `options.yml`, what it holds, and which environment variable overrides it.

use super::kind::Kind;

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The keys that lead to it, joined by dots. For options of an SDK: below `sdks.<id>`.
    pub(super) path: String,
    pub(super) kind: Kind,
    /// The environment variable without what is common to all (`CONFIGCAT_`, and `<ID>_` for an SDK's).
    pub(super) variable: String,
}

/// A feature of the official proxy that this one does not have.
#[derive(Debug)]
pub(super) struct Absent {
    /// The options of this path and below it have no effect.
    pub(super) path: &'static str,
    pub(super) name: &'static str,
    /// The part of the proxy that error texts begin with.
    pub(super) part: &'static str,
    /// Options that ask for it, which is an error.
    pub(super) switches: &'static [&'static str],
}

pub(super) const ABSENT: &[Absent] = &[
    Absent { path: "grpc", name: "gRPC", part: "grpc", switches: &[] },
    Absent {
        path: "profile",
        name: "the support of proxy profiles",
        part: "profile",
        switches: &["profile.key", "profile.secret"],
    },
    Absent {
        path: "diag.metrics.otlp",
        name: "the OTLP export of metrics",
        part: "diag",
        switches: &["diag.metrics.otlp.enabled"],
    },
    Absent {
        path: "diag.traces",
        name: "the OTLP export of traces",
        part: "diag",
        switches: &["diag.traces.enabled", "diag.traces.otlp.enabled"],
    },
    Absent { path: "diag.service_name", name: "the OTLP export", part: "diag", switches: &[] },
    Absent {
        path: "cache.mongodb",
        name: "the MongoDB cache",
        part: "mongodb",
        switches: &["cache.mongodb.enabled"],
    },
    Absent {
        path: "cache.dynamodb",
        name: "the DynamoDB cache",
        part: "dynamodb",
        switches: &["cache.dynamodb.enabled"],
    },
];

/// The options outside of `sdks`.
const ROOT: &[(&str, Kind)] = &[
    ("log.level", Kind::Level),
    ("default_user_attributes", Kind::User),
    ("profile.key", Kind::Text),
    ("profile.secret", Kind::Text),
    ("profile.base_url", Kind::Text),
    ("profile.poll_interval", Kind::Whole),
    ("profile.webhook_signing_key", Kind::Text),
    ("profile.webhook_signature_valid_for", Kind::Whole),
    ("profile.log.level", Kind::Level),
    ("profile.sdks.base_url", Kind::Text),
    ("profile.sdks.log.level", Kind::Level),
    ("http.enabled", Kind::Switch),
    ("http.port", Kind::Whole),
    ("http.log.level", Kind::Level),
    ("http.cdn_proxy.rewrite_preferences", Kind::Switch),
    ("http.api.auth_headers", Kind::Map),
    ("http.ofrep.auth_headers", Kind::Map),
    ("http.sse.log.level", Kind::Level),
    ("http.sse.heart_beat_interval", Kind::Whole),
    ("http.webhook.enabled", Kind::Switch),
    ("http.webhook.auth.user", Kind::Text),
    ("http.webhook.auth.password", Kind::Text),
    ("http.webhook.auth_headers", Kind::Map),
    ("http.status.enabled", Kind::Switch),
    ("http.limits.header_timeout", Kind::Whole),
    ("http.limits.body_timeout", Kind::Whole),
    ("http.limits.write_timeout", Kind::Whole),
    ("http.limits.max_body_size", Kind::Whole),
    ("http.limits.max_connections", Kind::Whole),
    ("http.limits.max_streams", Kind::Whole),
    ("http_proxy.url", Kind::Text),
    ("grpc.enabled", Kind::Switch),
    ("grpc.port", Kind::Whole),
    ("grpc.log.level", Kind::Level),
    ("grpc.health_check_enabled", Kind::Switch),
    ("grpc.server_reflection_enabled", Kind::Switch),
    ("grpc.keep_alive.max_connection_idle", Kind::Whole),
    ("grpc.keep_alive.max_connection_age", Kind::Whole),
    ("grpc.keep_alive.max_connection_age_grace", Kind::Whole),
    ("grpc.keep_alive.time", Kind::Whole),
    ("grpc.keep_alive.timeout", Kind::Whole),
    ("diag.enabled", Kind::Switch),
    ("diag.port", Kind::Whole),
    ("diag.service_name", Kind::Text),
    ("diag.status.enabled", Kind::Switch),
    ("diag.ui.enabled", Kind::Switch),
    ("diag.metrics.enabled", Kind::Switch),
    ("diag.metrics.prometheus.enabled", Kind::Switch),
    ("diag.traces.enabled", Kind::Switch),
    ("cache.file.directory", Kind::Text),
    ("cache.redis.enabled", Kind::Switch),
    ("cache.redis.addresses", Kind::Texts),
    ("cache.redis.db", Kind::Whole),
    ("cache.redis.user", Kind::Text),
    ("cache.redis.password", Kind::Text),
    ("cache.mongodb.enabled", Kind::Switch),
    ("cache.mongodb.url", Kind::Text),
    ("cache.mongodb.database", Kind::Text),
    ("cache.mongodb.collection", Kind::Text),
    ("cache.dynamodb.enabled", Kind::Switch),
    ("cache.dynamodb.url", Kind::Text),
    ("cache.dynamodb.table", Kind::Text),
    ("offline.enabled", Kind::Switch),
    ("offline.cache_poll_interval", Kind::Whole),
    ("offline.log.level", Kind::Level),
];

/// The options of `http.cdn_proxy`, `http.api`, `http.ofrep` and `http.sse`.
const SECTION: &[(&str, Kind)] = &[
    ("enabled", Kind::Switch),
    ("cors.enabled", Kind::Switch),
    ("cors.allowed_origins", Kind::Texts),
    ("cors.allowed_origins_regex.patterns", Kind::Texts),
    ("cors.allowed_origins_regex.if_no_match", Kind::Text),
    ("headers", Kind::Map),
];

/// The options of every `tls`.
const TLS: &[(&str, Kind)] = &[
    ("enabled", Kind::Switch),
    ("min_version", Kind::Text),
    ("server_name", Kind::Text),
    ("certificates", Kind::Certificates),
];

/// The options of every `otlp`.
const OTLP: &[(&str, Kind)] =
    &[("enabled", Kind::Switch), ("protocol", Kind::Text), ("endpoint", Kind::Text)];

/// The options of an SDK.
const SDK: &[(&str, Kind)] = &[
    ("key", Kind::Text),
    ("base_url", Kind::Text),
    ("poll_interval", Kind::Whole),
    ("data_governance", Kind::Text),
    ("webhook_signing_key", Kind::Text),
    ("webhook_signature_valid_for", Kind::Whole),
    ("default_user_attributes", Kind::User),
    ("log.level", Kind::Level),
    ("offline.enabled", Kind::Switch),
    ("offline.use_cache", Kind::Switch),
    ("offline.cache_poll_interval", Kind::Whole),
    ("offline.log.level", Kind::Level),
    ("offline.local.file_path", Kind::Text),
    ("offline.local.polling", Kind::Switch),
    ("offline.local.poll_interval", Kind::Whole),
];

/// Variables that do not follow the rule. See [`also`].
const RENAMED: &[(&str, &str)] = &[("http.sse.heart_beat_interval", "HTTP_SSE_HEARTBEAT_INTERVAL")];

/// The name of an option's variable by the rule, if it has another one: both are read.
pub(super) fn also(row: &Row) -> Option<String> {
    RENAMED.iter().any(|(path, _)| *path == row.path).then(|| variable(&row.path))
}

/// The options outside of `sdks`.
pub(super) fn root() -> Vec<Row> {
    let mut rows = Vec::new();
    add(&mut rows, "", ROOT);
    for section in ["http.cdn_proxy.", "http.api.", "http.ofrep.", "http.sse."] {
        add(&mut rows, section, SECTION);
    }
    for tls in ["tls.", "cache.redis.tls.", "cache.mongodb.tls."] {
        add(&mut rows, tls, TLS);
    }
    for otlp in ["diag.metrics.otlp.", "diag.traces.otlp."] {
        add(&mut rows, otlp, OTLP);
    }
    rows
}

/// The options of an SDK.
pub(super) fn sdk() -> Vec<Row> {
    let mut rows = Vec::new();
    add(&mut rows, "", SDK);
    rows
}

/// The missing feature that an option belongs to.
pub(super) fn absent(path: &str) -> Option<&'static Absent> {
    ABSENT.iter().find(|absent| {
        path.strip_prefix(absent.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// A path as part of the name of a variable.
pub(super) fn variable(path: &str) -> String {
    path.to_uppercase().replace(['.', '-'], "_")
}

fn add(rows: &mut Vec<Row>, section: &str, options: &[(&str, Kind)]) {
    for (name, kind) in options {
        let path = format!("{section}{name}");
        let renamed = RENAMED.iter().find(|(from, _)| *from == path);
        let variable = renamed.map_or_else(|| variable(&path), |(_, to)| (*to).to_owned());
        rows.push(Row { path, kind: *kind, variable });
    }
}
