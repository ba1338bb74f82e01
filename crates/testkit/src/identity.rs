//! Certificates under an authority of their own, right and wrong ones.

use std::io;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use serde::Deserialize;

/// What a TLS server shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Certificate {
    /// A certificate for 127.0.0.1 and localhost, issued by the authority that [`crate::FaultServer::ca`] gives.
    Trusted,
    /// As trusted, but its time is over.
    Expired,
    /// As trusted, but for other.test.
    WrongHost,
    /// Nobody issued it.
    SelfSigned,
}

/// A TLS set-up, and the authority in PEM; of one that nobody issued it is the certificate itself.
pub(crate) fn make(certificate: Certificate) -> io::Result<(Arc<ServerConfig>, String)> {
    build(certificate).map_err(io::Error::other)
}

fn build(
    certificate: Certificate,
) -> Result<(Arc<ServerConfig>, String), Box<dyn std::error::Error + Send + Sync>> {
    let names: &[&str] = match certificate {
        Certificate::WrongHost => &["other.test"],
        _ => &["127.0.0.1", "localhost"],
    };
    let mut params = CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())?;
    if certificate == Certificate::Expired {
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(2001, 1, 1);
    }
    // With the name of its issuer it would look like one that nobody issued.
    params.distinguished_name.push(DnType::CommonName, "a fault server");
    let key = KeyPair::generate()?;
    let (shown, ca) = if certificate == Certificate::SelfSigned {
        let own = params.self_signed(&key)?;
        let pem = own.pem();
        (own, pem)
    } else {
        let mut root = CertificateParams::new(Vec::new())?;
        root.distinguished_name.push(DnType::CommonName, "the authority of a fault server");
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root_key = KeyPair::generate()?;
        let pem = root.self_signed(&root_key)?.pem();
        (params.signed_by(&key, &Issuer::new(root, root_key))?, pem)
    };
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![shown.der().clone()], key.into())?;
    Ok((Arc::new(config), ca))
}
