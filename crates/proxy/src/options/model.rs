//! The effective configuration as plain data. Times are in seconds as in `options.yml`, or `Duration`s where a default is applied.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::log::Level;
use crate::user::User;

/// Everything that is configured.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Options {
    pub(crate) log: Level,
    /// By SDK identifier.
    pub(crate) sdks: BTreeMap<String, SdkOptions>,
    pub(crate) default_user_attributes: Option<User>,
    pub(crate) http: HttpOptions,
    /// The outgoing proxy (`http_proxy.url`).
    pub(crate) outgoing_proxy: Option<String>,
    pub(crate) diag: DiagOptions,
    pub(crate) tls: TlsOptions,
    pub(crate) cache: CacheOptions,
    pub(crate) offline: GlobalOffline,
    /// Worded warnings that came up while reading: unknown keys, `grpc.*`, and such.
    pub(crate) warnings: Vec<String>,
}

/// One SDK (`sdks.<id>`).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SdkOptions {
    pub(crate) key: String,
    pub(crate) base_url: Option<String>,
    /// Default 60 s.
    pub(crate) poll_interval: Duration,
    pub(crate) governance: Governance,
    pub(crate) webhook_signing_key: Option<String>,
    /// Default 300 s.
    pub(crate) webhook_signature_valid_for: Duration,
    pub(crate) default_user_attributes: Option<User>,
    pub(crate) log: Level,
    pub(crate) offline: SdkOffline,
}

/// Where the organisation's data may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Governance {
    #[default]
    Global,
    Eu,
}

/// Where an SDK without the network gets its config from (`sdks.<id>.offline`, global `offline` already folded in).
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SdkOffline {
    /// Not offline: the CDN.
    No,
    /// A file.
    File { path: PathBuf, polling: bool, poll_interval: Duration, log: Level },
    /// The shared cache.
    Cache { poll_interval: Duration, log: Level },
}

/// The main port (`http`).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HttpOptions {
    pub(crate) enabled: bool,
    pub(crate) port: u16,
    pub(crate) log: Level,
    pub(crate) cdn_proxy: CdnOptions,
    pub(crate) api: ApiOptions,
    pub(crate) ofrep: ApiOptions,
    pub(crate) sse: SseOptions,
    pub(crate) webhook: WebhookOptions,
    pub(crate) status_enabled: bool,
    pub(crate) limits: LimitOptions,
}

/// `http.limits`: Vexil's own section. Each bounds what clients can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LimitOptions {
    /// `header_timeout`, seconds: for the head of a request, TLS handshake included. Default 10.
    pub(crate) header_timeout: Duration,
    /// `body_timeout`, seconds: for the body of a request. Default 10.
    pub(crate) body_timeout: Duration,
    /// `write_timeout`, seconds: how long a client may take nothing of what waits for it. Default 10.
    pub(crate) write_timeout: Duration,
    /// `max_body_size`, bytes. Default 1 MiB.
    pub(crate) max_body_size: usize,
    /// `max_connections` at once. Default 20,000.
    pub(crate) max_connections: usize,
    /// `max_streams` at once, of all SDKs: a connection of HTTP/2 can have many. Default 20,000.
    pub(crate) max_streams: usize,
}

/// What the sections with CORS and headers share.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SectionOptions {
    pub(crate) enabled: bool,
    pub(crate) cors: CorsOptions,
    pub(crate) headers: BTreeMap<String, String>,
}

/// `http.cdn_proxy`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CdnOptions {
    pub(crate) section: SectionOptions,
    /// Vexil's own: removes `p.u` and `p.r` from served configs, so that SDKs stay with the proxy. Default false.
    pub(crate) rewrite_preferences: bool,
}

/// `http.api` and `http.ofrep`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ApiOptions {
    pub(crate) section: SectionOptions,
    pub(crate) auth_headers: BTreeMap<String, String>,
}

/// `http.sse`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SseOptions {
    pub(crate) section: SectionOptions,
    pub(crate) log: Level,
    /// `heart_beat_interval`: a comment is sent this often; `None` (0): never. Default none.
    pub(crate) heartbeat: Option<Duration>,
}

/// `http.webhook`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WebhookOptions {
    pub(crate) enabled: bool,
    /// User and password.
    pub(crate) basic_auth: Option<(String, String)>,
    pub(crate) auth_headers: BTreeMap<String, String>,
}

/// `cors` of a section.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct CorsOptions {
    pub(crate) enabled: bool,
    pub(crate) allowed_origins: Vec<String>,
    /// Regular expressions, valid ones.
    pub(crate) patterns: Vec<String>,
    /// There whenever patterns are.
    pub(crate) if_no_match: Option<String>,
}

/// The diagnostics port (`diag`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DiagOptions {
    pub(crate) enabled: bool,
    pub(crate) port: u16,
    pub(crate) status_enabled: bool,
    pub(crate) metrics_enabled: bool,
    /// `diag.ui.enabled`, Vexil's own. Default true.
    pub(crate) ui_enabled: bool,
}

/// `tls` of a server or of a cache.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct TlsOptions {
    pub(crate) enabled: bool,
    pub(crate) min_version: MinTls,
    pub(crate) server_name: Option<String>,
    pub(crate) certificates: Vec<Certificate>,
}

/// The oldest TLS that is spoken. 1.0 and 1.1 are not built in: they count as 1.2, with a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum MinTls {
    #[default]
    V12,
    V13,
}

/// Files in PEM form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Certificate {
    pub(crate) cert: PathBuf,
    pub(crate) key: PathBuf,
}

/// `cache`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct CacheOptions {
    pub(crate) redis: Option<RedisOptions>,
    /// `cache.file.directory`, Vexil's own: keeps the last good config of each online SDK over restarts.
    pub(crate) directory: Option<PathBuf>,
}

/// `cache.redis`. Several addresses mean a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RedisOptions {
    pub(crate) addresses: Vec<String>,
    pub(crate) db: i64,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<String>,
    pub(crate) tls: TlsOptions,
}

/// `offline`: all SDKs take their config from the shared cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GlobalOffline {
    pub(crate) enabled: bool,
    pub(crate) cache_poll_interval: Duration,
    pub(crate) log: Level,
}

impl Default for LimitOptions {
    fn default() -> Self {
        let ten = Duration::from_secs(10);
        Self {
            header_timeout: ten,
            body_timeout: ten,
            write_timeout: ten,
            max_body_size: 1024 * 1024,
            max_connections: 20_000,
            max_streams: 20_000,
        }
    }
}

impl Default for SectionOptions {
    fn default() -> Self {
        let cors = CorsOptions { enabled: true, ..CorsOptions::default() };
        Self { enabled: true, cors, headers: BTreeMap::new() }
    }
}

impl Default for Options {
    /// What holds without a file and a variable. Without SDKs it is not valid.
    fn default() -> Self {
        let section = SectionOptions::default;
        let api = || ApiOptions { section: section(), auth_headers: BTreeMap::new() };
        Self {
            log: Level::Warn,
            sdks: BTreeMap::new(),
            default_user_attributes: None,
            http: HttpOptions {
                enabled: true,
                port: 8050,
                log: Level::Warn,
                cdn_proxy: CdnOptions { section: section(), rewrite_preferences: false },
                api: api(),
                ofrep: api(),
                sse: SseOptions { section: section(), log: Level::Warn, heartbeat: None },
                webhook: WebhookOptions { enabled: true, basic_auth: None, auth_headers: BTreeMap::new() },
                status_enabled: false,
                limits: LimitOptions::default(),
            },
            outgoing_proxy: None,
            diag: DiagOptions {
                enabled: true,
                port: 8051,
                status_enabled: true,
                metrics_enabled: true,
                ui_enabled: true,
            },
            tls: TlsOptions::default(),
            cache: CacheOptions::default(),
            offline: GlobalOffline {
                enabled: false,
                cache_poll_interval: Duration::from_secs(5),
                log: Level::Warn,
            },
            warnings: Vec::new(),
        }
    }
}

impl SdkOptions {
    /// An online SDK with the defaults.
    #[cfg(test)]
    pub(crate) fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            base_url: None,
            poll_interval: Duration::from_secs(60),
            governance: Governance::Global,
            webhook_signing_key: None,
            webhook_signature_valid_for: Duration::from_secs(300),
            default_user_attributes: None,
            log: Level::Warn,
            offline: SdkOffline::No,
        }
    }
}
