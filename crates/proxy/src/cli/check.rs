//! `config check`.

use std::path::Path;

use super::console;
use crate::error::ProxyError;
use crate::options;

/// Prints the options in effect, and warnings about them.
pub(super) fn check(file: Option<&Path>) -> Result<(), ProxyError> {
    let options = super::load(file)?;
    console::warn_aside(&options.warnings);
    console::result(&options::effective(&options));
    Ok(())
}
