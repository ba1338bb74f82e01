//! Certificates.

use super::super::values::Values;
use crate::error::ProxyError;

/// Looks at the section with the given path.
pub(super) fn check(root: &Values, path: &str) -> Result<(), ProxyError> {
    let path = format!("{path}.certificates");
    let complete = root.certificates(&path).iter().all(|(cert, key)| cert.is_some() && key.is_some());
    if complete { Ok(()) } else { Err(root.wrong(&path, "tls: both TLS cert and key file required")) }
}
