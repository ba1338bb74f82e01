//! The life of the process.

use std::path::PathBuf;

use crate::error::ProxyError;
use crate::options::Options;

/// Runs the proxy until a signal ends it. `file` is read again for reloads.
///
/// # Errors
/// What keeps it from starting.
pub(crate) fn run(options: Options, file: Option<PathBuf>) -> Result<(), ProxyError> {
    drop((options, file));
    Ok(())
}
