//! What operators read at the start.

use crate::log::Logger;
use crate::options::Options;

/// The main port is there.
pub(crate) fn http(log: &Logger, options: &Options, port: u16) {
    let name = if options.tls.enabled { "HTTPS" } else { "HTTP" };
    log.report(format_args!("{name} server listening on port: {port}"));
    let http = &options.http;
    let sections = [
        ("CDN proxy", http.cdn_proxy.section.enabled, "/configuration-files/*"),
        ("API", http.api.section.enabled, "/api/:sdkId/*"),
        ("OFREP", http.ofrep.section.enabled, "/ofrep/v1/*"),
        ("SSE", http.sse.section.enabled, "/sse/:sdkId/*"),
        ("webhook", http.webhook.enabled, "/hook/:sdkId"),
        ("status", http.status_enabled, "/status"),
    ];
    enabled(log, &sections);
}

/// The diagnostics port is there.
pub(crate) fn diag(log: &Logger, options: &Options, port: u16) {
    log.report(format_args!("diag HTTP server listening on port: {port}"));
    let diag = &options.diag;
    let sections = [
        ("status", diag.status_enabled, "/status"),
        ("metrics", diag.metrics_enabled, "/metrics"),
        ("UI", diag.ui_enabled, "/ui"),
    ];
    enabled(log, &sections);
}

fn enabled(log: &Logger, sections: &[(&str, bool, &str)]) {
    for (name, _, path) in sections.iter().filter(|(_, is_enabled, _)| *is_enabled) {
        log.report(format_args!("{name} enabled, accepting requests on path: {path}"));
    }
}
