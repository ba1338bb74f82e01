//! What came of a download, in the words of the status page, the metrics and the log.

use http::StatusCode;
use vexil_client::{CacheFileNotice, FetchCode, FetchReport, FetchWarning};

use crate::log::Logger;

/// The record of the status page: whether it is a good one, and its text.
pub(super) fn record(report: &FetchReport) -> (bool, String) {
    match report.code {
        FetchCode::Fetched => (true, "config fetched".to_owned()),
        FetchCode::NotModified => (true, "config not modified".to_owned()),
        FetchCode::InvalidSdkKey | FetchCode::UnexpectedStatus | FetchCode::NotModifiedWhenEmpty => {
            (false, format!("unexpected response received: {}", status_line(report)))
        }
        _ => (false, "config fetch failed".to_owned()),
    }
}

/// The label of the metric: the status line, or the name of the error.
pub(super) fn label(report: &FetchReport) -> String {
    match &report.error {
        Some(error) => error.code().to_ascii_lowercase(),
        None => status_line(report),
    }
}

/// `404 Not Found`, in the standard words, which servers need not use.
fn status_line(report: &FetchReport) -> String {
    let status = report.status.unwrap_or_default();
    let standard = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let reason = standard.or(report.reason.as_deref()).unwrap_or_default();
    format!("{status} {reason}").trim_end().to_owned()
}

/// Logs a warning that came up on the way.
pub(super) fn log_warning(log: &Logger, warning: &FetchWarning) {
    match warning {
        FetchWarning::GovernanceOutOfSync { .. } => {
            log.warn("the data governance option differs from the setting on the ConfigCat Dashboard");
        }
        FetchWarning::RedirectLoop { .. } => {
            log.error("redirected again and again while fetching the config; the last answer was taken");
        }
        _ => {}
    }
}

/// Logs what became of the cache file.
pub(super) fn log_cache_file(log: &Logger, notice: &CacheFileNotice) {
    match notice {
        CacheFileNotice::Missing => log.debug("there is no cache file yet"),
        CacheFileNotice::Unusable(error) => log.warn(format_args!("the cache file cannot be used: {error}")),
        CacheFileNotice::NotWritten(error) => {
            log.warn(format_args!("the cache file cannot be written: {error}"));
        }
        CacheFileNotice::Replaced => {
            log.warn("the cache file held the config of another SDK; it is replaced")
        }
        CacheFileNotice::Taken(error) => log.warn(format_args!("the cache file is not used: {error}")),
        CacheFileNotice::WrittenAgain => log.info("the cache file is written again"),
        _ => {}
    }
}
