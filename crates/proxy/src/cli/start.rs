//! Running the proxy.

use crate::error::ProxyError;
use crate::log::Logger;
use crate::{options, server};

/// Runs the proxy with the configuration of a file until it is told to end.
pub(super) fn start(file: super::File) -> Result<(), ProxyError> {
    let options = options::load(file.as_deref(), &super::variable)?;
    let log = Logger::console(options.log);
    for warning in &options.warnings {
        log.warn(warning);
    }
    server::run(options, file)
}
