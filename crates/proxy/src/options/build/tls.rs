//! `tls` of the server or of a cache.

use super::super::model::{Certificate, MinTls, TlsOptions};
use super::super::values::Values;
use super::{on, owned};

/// The section with the given path.
pub(super) fn build(root: &Values, path: &str, warnings: &mut Vec<String>) -> TlsOptions {
    TlsOptions {
        enabled: on(root, &format!("{path}.enabled"), false),
        min_version: min_version(root, &format!("{path}.min_version"), warnings),
        server_name: owned(root.text(&format!("{path}.server_name"))),
        certificates: root
            .certificates(&format!("{path}.certificates"))
            .iter()
            .filter_map(|(cert, key)| {
                Some(Certificate { cert: cert.as_ref()?.into(), key: key.as_ref()?.into() })
            })
            .collect(),
    }
}

fn min_version(root: &Values, path: &str, warnings: &mut Vec<String>) -> MinTls {
    let reason = match root.text(path) {
        None | Some("1.2") => return MinTls::V12,
        Some("1.3") => return MinTls::V13,
        Some("1.0" | "1.1") => "TLS 1.0 and 1.1 are not built in",
        Some(_) => "it is none of 1.2, 1.3",
    };
    warnings.push(format!("'{path}': {reason}: 1.2 is used"));
    MinTls::V12
}
