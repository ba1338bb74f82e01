//! Running the proxy.

use std::path::PathBuf;

use crate::error::ProxyError;
use crate::log::{Console, Logger};
use crate::server;

/// Runs the proxy with the configuration of a file until it is told to end.
pub(super) fn start(file: Option<PathBuf>) -> Result<(), ProxyError> {
    let options = super::load(file.as_deref())?;
    let console = Console::start()
        .map_err(|error| ProxyError::Listen(format!("threads cannot be started: {error}")))?;
    let log = Logger::new(options.log, console.sink());
    for warning in &options.warnings {
        log.warn(warning);
    }
    server::run(options, file, console.sink())
}
