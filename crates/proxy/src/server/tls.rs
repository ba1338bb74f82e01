//! Certificates, and which of them a client gets.

use std::fmt;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};

use crate::error::ProxyError;
use crate::options::{Certificate, MinTls, TlsOptions};

/// What the main port needs for TLS.
pub(crate) struct Tls {
    pub(crate) config: Arc<ServerConfig>,
    /// Says whether the certificates are the same as others.
    pub(crate) digest: u64,
}

/// Reads the files of the options; `None`: TLS is off.
///
/// # Errors
/// [`ProxyError::Listen`]: a file cannot be used.
pub(crate) fn read_tls(options: &TlsOptions) -> Result<Option<Tls>, ProxyError> {
    if !options.enabled {
        return Ok(None);
    }
    let provider = Arc::new(ring::default_provider());
    let certificates = Certificates::read(options, &provider)?;
    let digest = certificates.digest();
    let versions: &[_] = match options.min_version {
        MinTls::V12 => &[&TLS13, &TLS12],
        MinTls::V13 => &[&TLS13],
    };
    let builder = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .map_err(|error| ProxyError::Listen(format!("tls: {error}")))?;
    let mut config = builder.with_no_client_auth().with_cert_resolver(Arc::new(certificates));
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Some(Tls { config: Arc::new(config), digest }))
}

/// Certificates with their keys. The first is for clients that none is made for.
struct Certificates(Vec<Arc<CertifiedKey>>);

impl Certificates {
    fn read(options: &TlsOptions, provider: &CryptoProvider) -> Result<Self, ProxyError> {
        let mut keys = Vec::new();
        for (index, certificate) in options.certificates.iter().enumerate() {
            let key = read(certificate, provider).map_err(|error| {
                ProxyError::Listen(format!(
                    "failed to load certificate and key files: {error} (tls.certificates[{index}], CONFIGCAT_TLS_CERTIFICATES)"
                ))
            })?;
            keys.push(Arc::new(key));
        }
        if keys.is_empty() {
            let text =
                "tls: at least 1 certificate is required (tls.certificates, CONFIGCAT_TLS_CERTIFICATES)";
            return Err(ProxyError::Listen(text.to_owned()));
        }
        // Clients that name no server are taken to mean this one.
        if let Some(name) = &options.server_name {
            keys.sort_by_key(|key| !is_for(key, name));
        }
        Ok(Self(keys))
    }

    fn digest(&self) -> u64 {
        let mut digest = xxhash_rust::xxh64::Xxh64::new(0);
        for certificate in self.0.iter().flat_map(|key| &key.cert) {
            digest.update(certificate);
        }
        digest.digest()
    }

    /// The one for the name, if the client knows its algorithm; else the first whose algorithm it knows.
    fn choose(
        &self,
        name: Option<&str>,
        is_usable: impl Fn(&CertifiedKey) -> bool,
    ) -> Option<&Arc<CertifiedKey>> {
        let named = name.and_then(|name| self.0.iter().find(|key| is_usable(key) && is_for(key, name)));
        named.or_else(|| self.0.iter().find(|key| is_usable(key)))
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let is_usable = |key: &CertifiedKey| key.key.choose_scheme(hello.signature_schemes()).is_some();
        self.choose(hello.server_name(), is_usable).map(Arc::clone)
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificates").finish_non_exhaustive()
    }
}

fn read(files: &Certificate, provider: &CryptoProvider) -> Result<CertifiedKey, String> {
    let problem = |file: &std::path::Path, error: &dyn fmt::Display| format!("{}: {error}", file.display());
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.cert)
        .and_then(Iterator::collect)
        .map_err(|error| problem(&files.cert, &plain(&error)))?;
    if chain.is_empty() {
        return Err(problem(&files.cert, &"there is no certificate in it"));
    }
    let key =
        PrivateKeyDer::from_pem_file(&files.key).map_err(|error| problem(&files.key, &plain(&error)))?;
    let key = provider.key_provider.load_private_key(key).map_err(|error| problem(&files.key, &error))?;
    let key = CertifiedKey::new(chain, key);
    key.keys_match().map_err(|error| problem(&files.key, &error))?;
    Ok(key)
}

/// The error of a file, without the contents that some of its forms hold.
fn plain(error: &rustls::pki_types::pem::Error) -> String {
    use rustls::pki_types::pem::Error;
    match error {
        Error::Io(error) => error.to_string(),
        Error::NoItemsFound => "there is no PEM section of the kind in it".to_owned(),
        _ => "it is no valid PEM".to_owned(),
    }
}

/// Whether the certificate is made for a server of this name.
fn is_for(key: &CertifiedKey, name: &str) -> bool {
    let Ok(name) = ServerName::try_from(name) else { return false };
    let Ok(leaf) = key.end_entity_cert() else { return false };
    ParsedCertificate::try_from(leaf).is_ok_and(|leaf| verify_server_name(&leaf, &name).is_ok())
}
