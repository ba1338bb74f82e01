//! Reading the configuration.

use std::path::Path;

use super::Options;
use super::build::build;
use super::check::check;
use super::place::{self, default_place, unreadable};
use super::raw::Raw;
use super::read_environment::read_environment;
use super::read_file::{read_file, yaml};
use crate::error::ProxyError;

/// Reads the configuration: defaults, then the file, then variables, then what follows from them, then validation.
///
/// `file`: the one that was asked for, which must exist then; `None`: the default place, if there is a file. `variable` looks up an
/// environment variable.
///
/// # Errors
/// [`ProxyError::Options`] with the documented text.
pub(crate) fn load(
    file: Option<&Path>,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Options, ProxyError> {
    let default = default_place();
    let mut raw = Raw::new();
    if let Some(text) = place::text(file, &default)? {
        let path = file.unwrap_or(&default);
        let tree = yaml(&text).map_err(|reason| unreadable(path, &reason))?;
        read_file(tree, &mut raw)?;
    }
    read_environment(variable, &mut raw)?;
    check(&raw)?;
    Ok(build(raw))
}
