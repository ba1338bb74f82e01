//! Features of the official proxy that this one does not have: they are refused before anything else is said about them.

use super::super::schema::ABSENT;
use super::super::values::Values;
use crate::error::ProxyError;

pub(super) fn check(root: &Values) -> Result<(), ProxyError> {
    for absent in ABSENT {
        for switch in absent.switches {
            if root.switch(switch) == Some(true) || root.text(switch).is_some() {
                return Err(
                    root.wrong(switch, format_args!("{}: {} is not built in", absent.part, absent.name))
                );
            }
        }
    }
    Ok(())
}

/// The protocols of exports that are not enabled.
pub(super) fn protocols(root: &Values) -> Result<(), ProxyError> {
    for path in ["diag.metrics.otlp.protocol", "diag.traces.otlp.protocol"] {
        let protocol = root.text(path).unwrap_or("http");
        if !matches!(protocol, "http" | "https" | "grpc") {
            let text =
                format!("diag: invalid otlp protocol {protocol} (only 'http', 'https', or 'grpc' allowed)");
            return Err(root.wrong(path, text));
        }
    }
    Ok(())
}
