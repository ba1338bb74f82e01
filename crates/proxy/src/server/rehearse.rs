//! Whether the ports could be opened, without opening them.

use super::tls::read_tls;
use crate::error::ProxyError;
use crate::options::Options;

/// Reads the certificates, and looks whether both ports are one. Whether another program has a port shows only at the start.
///
/// # Errors
/// [`ProxyError::Listen`], as at the start.
pub(crate) fn rehearse(options: &Options) -> Result<(), ProxyError> {
    read_tls(&options.tls)?;
    let (http, diag) = (&options.http, &options.diag);
    if http.enabled && diag.enabled && http.port == diag.port {
        let port = diag.port;
        return Err(ProxyError::Listen(format!(
            "diag: port {port} is that of http, too (diag.port, CONFIGCAT_DIAG_PORT; http.port, CONFIGCAT_HTTP_PORT)"
        )));
    }
    Ok(())
}
