//! The configuration in service, and how another one takes its place.

use std::sync::Arc;
use std::time::Duration;

use super::port::{Bound, Port};
use super::role::Role;
use super::run::GRACE;
use super::serving::{Bounds, Serving};
use super::tls::{Tls, read_tls};
use super::{changes, descriptors, report};
use crate::diag::Diagnostics;
use crate::error::ProxyError;
use crate::http::Front;
use crate::log::{Logger, Sink};
use crate::metrics::Metrics;
use crate::options::Options;
use crate::sdk::{Opened, open};
use crate::site::Site;
use crate::sse::Streams;

/// Everything that runs.
pub(crate) struct Live {
    site: Arc<Site>,
    opened: Opened,
    http: Option<Port>,
    diag: Option<Port>,
    /// See [`Tls::digest`].
    certificates: Option<u64>,
}

impl Live {
    /// Starts. Whatever can go wrong here goes wrong before other servers are asked for anything.
    ///
    /// # Errors
    /// What keeps it from starting.
    pub(crate) async fn start(options: Options, sink: Arc<dyn Sink>) -> Result<Self, ProxyError> {
        let log = Logger::new(options.log, sink);
        let metrics = Arc::new(Metrics::default());
        let options = Arc::new(options);
        let tls = read_tls(&options.tls)?;
        let diag = bind(Kind::Diag, &options)?;
        let http = bind(Kind::Http, &options)?;
        let opened = open(&options, None, &metrics, &log).await?;
        let streams = Arc::new(Streams::new(Arc::clone(&metrics), streams_log(&log, &options)));
        let site = site(&options, &opened, streams, metrics, log);
        let diag = diag.map(|bound| bound.serve(serving(Kind::Diag, &site, None)));
        let http = http.map(|bound| bound.serve(serving(Kind::Http, &site, tls.as_ref())));
        let certificates = tls.map(|tls| tls.digest);
        let live = Self { site, opened, http, diag, certificates };
        live.report(Kind::Diag, live.diag.as_ref());
        live.report(Kind::Http, live.http.as_ref());
        let (wanted, possible) = (live.options().http.limits.max_connections, descriptors::for_clients());
        if possible < wanted {
            live.log().info(format_args!(
                "{possible} connections at once are possible, not {wanted} (http.limits.max_connections): the system limits open files"
            ));
        }
        Ok(live)
    }

    /// The configuration in service.
    pub(crate) fn options(&self) -> &Arc<Options> {
        &self.site.options
    }

    pub(crate) fn log(&self) -> &Logger {
        &self.site.log
    }

    /// Puts another configuration into service. Connections and streams go on; ports are opened and closed only when their numbers
    /// change. Returns what has changed. When it fails or its future is dropped, all is as it was.
    ///
    /// # Errors
    /// What is in the way of the new configuration.
    pub(crate) async fn reload(&mut self, options: Options) -> Result<Vec<String>, ProxyError> {
        let options = Arc::new(options);
        let log = self.log().clone();
        let levels = log.hold_levels();
        log.set_level(options.log);
        let tls = read_tls(&options.tls)?;
        let old = Arc::clone(&self.site.options);
        let diag = self.bind(Kind::Diag, &options)?;
        let http = self.bind(Kind::Http, &options)?;
        let metrics = Arc::clone(&self.site.metrics);
        let opened = open(&options, Some(&self.opened), &metrics, &log).await?;

        // From here on nothing fails, and nothing is waited for.
        levels.accept();
        drop(streams_log(&log, &options));
        self.site = site(&options, &opened, Arc::clone(&self.site.streams), metrics, log);
        self.opened = opened;
        for (kind, bound, tls) in [(Kind::Diag, diag, None), (Kind::Http, http, tls.as_ref())] {
            let serving = serving(kind, &self.site, tls);
            let port = match kind {
                Kind::Diag => &mut self.diag,
                Kind::Http => &mut self.http,
            };
            if let Some(bound) = bound {
                retire(port.replace(bound.serve(serving)));
                self.report(kind, self.port(kind));
            } else if !kind.is_enabled(&options) {
                retire(port.take());
            } else if let Some(port) = port {
                port.serve(serving);
            }
        }
        if old.http.sse.section.enabled && !options.http.sse.section.enabled {
            self.site.streams.end();
        }
        let mut changes = changes::changes(&old, &options);
        let certificates = tls.map(|tls| tls.digest);
        if certificates != self.certificates && old.tls == options.tls {
            changes.push("the files of tls.certificates".to_owned());
        }
        self.certificates = certificates;
        Ok(changes)
    }

    /// The port for other options, if it is not there already.
    fn bind(&self, kind: Kind, new: &Options) -> Result<Option<Bound>, ProxyError> {
        let old = self.options();
        let number = kind.number(new);
        let had = |kind: Kind| kind.is_enabled(old) && kind.number(old) == number;
        if had(kind) {
            return Ok(None);
        }
        let other = kind.other();
        let is_given_up = had(other) && !(other.is_enabled(new) && other.number(new) == number);
        match self.port(other) {
            Some(port) if kind.is_enabled(new) && is_given_up => Ok(Some(port.hand_over())),
            _ => bind(kind, new),
        }
    }

    const fn port(&self, kind: Kind) -> Option<&Port> {
        match kind {
            Kind::Diag => self.diag.as_ref(),
            Kind::Http => self.http.as_ref(),
        }
    }

    fn report(&self, kind: Kind, port: Option<&Port>) {
        let Some(port) = port else { return };
        let log = kind.log(&self.site);
        match kind {
            Kind::Diag => report::diag(&log, self.options(), port.number()),
            Kind::Http => report::http(&log, self.options(), port.number()),
        }
    }

    /// Ends all streams and connections: those that are in the middle of something get the given time.
    pub(crate) async fn stop(self, grace: Duration) {
        self.site.streams.close();
        let stop = async |port: Option<Port>, kind: Kind| {
            if let Some(port) = port {
                port.close(grace).await;
                kind.log(&self.site).report("server shutdown complete");
            }
        };
        tokio::join!(stop(self.http, Kind::Http), stop(self.diag, Kind::Diag));
    }

    /// The numbers of the main port and of the diagnostics port.
    #[cfg(test)]
    pub(crate) fn ports(&self) -> (Option<u16>, Option<u16>) {
        (self.http.as_ref().map(Port::number), self.diag.as_ref().map(Port::number))
    }
}

/// Which port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Http,
    Diag,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Diag => "diag",
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Http => Self::Diag,
            Self::Diag => Self::Http,
        }
    }

    const fn is_enabled(self, options: &Options) -> bool {
        match self {
            Self::Http => options.http.enabled,
            Self::Diag => options.diag.enabled,
        }
    }

    const fn number(self, options: &Options) -> u16 {
        match self {
            Self::Http => options.http.port,
            Self::Diag => options.diag.port,
        }
    }

    fn log(self, site: &Site) -> Logger {
        let options = &site.options;
        let level = match self {
            Self::Http => options.http.log,
            Self::Diag => options.log,
        };
        site.log.part(self.name(), level)
    }
}

/// Takes the port from the system, if it is needed.
fn bind(kind: Kind, options: &Options) -> Result<Option<Bound>, ProxyError> {
    if !kind.is_enabled(options) {
        return Ok(None);
    }
    let number = kind.number(options);
    let bound = Bound::new(number).map_err(|error| {
        let name = kind.name();
        let variable = name.to_uppercase();
        ProxyError::Listen(format!(
            "{name}: cannot listen on port {number} ({name}.port, CONFIGCAT_{variable}_PORT): {error}"
        ))
    })?;
    Ok(Some(bound))
}

fn site(
    options: &Arc<Options>,
    opened: &Opened,
    streams: Arc<Streams>,
    metrics: Arc<Metrics>,
    log: Logger,
) -> Arc<Site> {
    Arc::new(Site {
        options: Arc::clone(options),
        sdks: opened.sdks.clone(),
        streams,
        metrics,
        cache: Arc::clone(&opened.cache),
        log,
    })
}

/// For the streams, which outlive reloads: their level changes with it.
fn streams_log(log: &Logger, options: &Options) -> Logger {
    log.part("http/sse", options.http.sse.log)
}

fn serving(kind: Kind, site: &Arc<Site>, tls: Option<&Tls>) -> Serving {
    let (role, bounds) = match kind {
        Kind::Http => {
            let limits = &site.options.http.limits;
            (
                Role::Http(Box::new(Front::new(Arc::clone(site)))),
                Bounds::http(limits, descriptors::for_clients()),
            )
        }
        Kind::Diag => (Role::Diag(Diagnostics::new(Arc::clone(site))), Bounds::diag()),
    };
    let tls = tls.map(|tls| Arc::clone(&tls.config));
    Serving { role, tls, bounds, log: kind.log(site) }
}

/// Closes a port that is not needed any more, without waiting for its connections.
fn retire(port: Option<Port>) {
    if let Some(port) = port {
        tokio::spawn(port.close(GRACE));
    }
}
