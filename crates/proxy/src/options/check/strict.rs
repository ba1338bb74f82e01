//! What the official proxy lets pass, or fails at later.

mod headers;
mod keys;
mod numbers;
mod origins;
mod servers;

use super::super::raw::Raw;
use crate::error::ProxyError;

pub(super) fn check(raw: &Raw) -> Result<(), ProxyError> {
    keys::check(raw)?;
    numbers::check(raw)?;
    servers::check(raw)?;
    headers::check(&raw.root)?;
    origins::check(&raw.root)
}
