//! Which TLS roots are trusted, and the TLS set-up that follows from them.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::error::ClientError;
use crate::trust::TrustedLeaves;

/// PEM texts as the host gave them; `None` until it does.
type Roots = Option<Arc<[String]>>;

static ROOTS: LazyLock<watch::Sender<Roots>> = LazyLock::new(|| watch::Sender::new(None));

/// The set-up for the roots that it was made from: parsing them takes milliseconds.
static LAST: Mutex<Option<(Roots, Arc<ClientConfig>)>> = Mutex::new(None);

/// Sets the trusted roots of the whole process, as PEM texts (each may hold several certificates). An empty list,
/// like no call at all, means the roots of Mozilla that are built in. Applies to connections made from now on.
pub fn set_tls_roots(pems: Vec<String>) {
    let pems: Arc<[String]> = pems.into();
    // Every worker thread of a host may say the same: that must not cost the connections.
    ROOTS.send_if_modified(|roots| {
        let changed = roots.as_ref() != Some(&pems);
        if changed {
            *roots = Some(pems);
        }
        changed
    });
}

/// Whether a host has set the roots.
pub(crate) fn has_roots() -> bool {
    ROOTS.borrow().is_some()
}

/// Waits until a host has set the roots, but not for ever.
pub(crate) async fn wait_for_roots(limit: Duration) {
    let mut roots = ROOTS.subscribe();
    drop(timeout(limit, roots.wait_for(Option::is_some)).await);
}

/// The TLS set-up for the roots of this moment. The same pointer as long as they are the same.
pub(crate) fn client_config() -> Result<Arc<ClientConfig>, ClientError> {
    let roots = ROOTS.borrow().clone();
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((known, config)) = &*last
        && *known == roots
    {
        return Ok(Arc::clone(config));
    }
    let config = Arc::new(build(roots.as_deref().unwrap_or_default())?);
    *last = Some((roots, Arc::clone(&config)));
    Ok(config)
}

fn build(pems: &[String]) -> Result<ClientConfig, ClientError> {
    // Certificates that cannot be read are skipped, as Node.js does.
    let trusted: Vec<CertificateDer<'static>> =
        pems.iter().flat_map(|pem| CertificateDer::pem_slice_iter(pem.as_bytes())).flatten().collect();
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(trusted.iter().cloned());
    if store.is_empty() {
        store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    let failed = |error: &dyn std::fmt::Display| ClientError::Tls { message: error.to_string() };
    let provider = Arc::new(ring::default_provider());
    let verifier = TrustedLeaves::new(store, trusted, &provider).map_err(|error| failed(&error))?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(config)
}
