//! `config check`.

use std::path::Path;

use super::console;
use crate::error::ProxyError;
use crate::{options, sdk, server};

/// Prints the options in effect, and warnings about them. Fails where a start would, but for what only the start can tell: whether another
/// program has a port.
pub(super) fn check(file: Option<&Path>) -> Result<(), ProxyError> {
    let options = super::load(file)?;
    server::rehearse(&options)?;
    sdk::rehearse(&options)?;
    console::warn_aside(&options.warnings);
    console::result(&options::effective(&options));
    Ok(())
}
