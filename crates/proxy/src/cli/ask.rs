//! `health` and `ready`: asking a running proxy.

use std::path::Path;

use crate::error::ProxyError;

pub(super) fn health(url: Option<&str>, file: Option<&Path>) -> Result<(), ProxyError> {
    drop((url, file));
    Ok(())
}

pub(super) fn ready(url: Option<&str>, file: Option<&Path>) -> Result<(), ProxyError> {
    health(url, file)
}
