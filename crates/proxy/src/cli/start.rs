//! Running the proxy.

use std::path::PathBuf;

use crate::error::ProxyError;
use crate::log::Logger;
use crate::server;

/// Runs the proxy with the configuration of a file until it is told to end.
pub(super) fn start(file: Option<PathBuf>) -> Result<(), ProxyError> {
    let options = super::load(file.as_deref())?;
    let log = Logger::console(options.log);
    for warning in &options.warnings {
        log.warn(warning);
    }
    server::run(options, file)
}
