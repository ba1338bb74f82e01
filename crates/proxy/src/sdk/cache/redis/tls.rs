//! TLS to Redis: the system's authorities, and certificates of the proxy's own for servers that ask for one.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore};

use super::settings::wrong;
use crate::error::ProxyError;
use crate::options::{MinTls, TlsOptions};

/// The TLS of the options. Whom to trust is what the system says, or the files that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
pub(super) fn config(options: &TlsOptions) -> Result<Arc<ClientConfig>, ProxyError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let versions: &[_] = match options.min_version {
        MinTls::V12 => &[&TLS12, &TLS13],
        MinTls::V13 => &[&TLS13],
    };
    let failed = |error: rustls::Error| wrong(&format!("cache.redis.tls: {error}"));
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(versions)
        .map_err(failed)?
        .with_root_certificates(roots);
    let config = match options.certificates.first() {
        Some(certificate) => {
            let chain: Option<Vec<_>> = read(&certificate.cert)
                .and_then(|pem| CertificateDer::pem_slice_iter(&pem).collect::<Result<_, _>>().ok());
            let key = read(&certificate.key).and_then(|pem| PrivateKeyDer::from_pem_slice(&pem).ok());
            let unreadable =
                || wrong("cache.redis.tls.certificates: failed to load certificate and key files");
            let chain = chain.filter(|chain| !chain.is_empty()).ok_or_else(unreadable)?;
            builder.with_client_auth_cert(chain, key.ok_or_else(unreadable)?).map_err(failed)?
        }
        None => builder.with_no_client_auth(),
    };
    Ok(Arc::new(config))
}

fn read(path: &Path) -> Option<Vec<u8>> {
    fs::read(path).ok()
}
