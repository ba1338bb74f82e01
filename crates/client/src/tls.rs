//! Which servers are trusted, and the TLS set-up that follows from it.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::error::ClientError;
use crate::process;
use crate::unverified::AnyCertificate;
use crate::verifier::TrustedLeaves;

/// Which TLS servers a host trusts. Cheap to clone; equal root lists are one, so that threads that trust the same
/// share their connections.
#[derive(Clone)]
pub struct TlsTrust(Arc<Inner>);

struct Inner {
    rule: Rule,
    /// Made at first need, on the thread that needs it: parsing the roots takes milliseconds.
    config: OnceLock<Result<Arc<ClientConfig>, ClientError>>,
}

enum Rule {
    BuiltIn,
    /// PEM texts, each of which may hold several certificates.
    Roots(Vec<String>),
    AnyCertificate,
}

/// The trusts of a process.
pub(crate) struct Trusts {
    built_in: TlsTrust,
    any: TlsTrust,
    /// The root lists in use.
    known: Mutex<Vec<Weak<Inner>>>,
}

impl Default for Trusts {
    fn default() -> Self {
        let new = TlsTrust::new;
        Self { built_in: new(Rule::BuiltIn), any: new(Rule::AnyCertificate), known: Mutex::default() }
    }
}

impl TlsTrust {
    /// The roots of Mozilla that are built in.
    #[must_use]
    pub fn built_in() -> Self {
        process::current().trusts.built_in.clone()
    }

    /// These roots and no others, as PEM texts. What cannot be read is skipped; an empty list trusts nobody.
    #[must_use]
    pub fn roots(pems: Vec<String>) -> Self {
        let mut known = process::current().trusts.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|inner| inner.strong_count() > 0);
        let same = known.iter().filter_map(Weak::upgrade).find(|inner| inner.rule.has(&pems));
        if let Some(inner) = same {
            return Self(inner);
        }
        let trust = Self::new(Rule::Roots(pems));
        known.push(Arc::downgrade(&trust.0));
        trust
    }

    /// Whoever answers, without a look at the certificate: only because the user of the host asked for exactly that.
    #[must_use]
    pub fn any_certificate() -> Self {
        process::current().trusts.any.clone()
    }

    fn new(rule: Rule) -> Self {
        Self(Arc::new(Inner { rule, config: OnceLock::new() }))
    }

    #[cfg(test)]
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(crate) fn verifies(&self) -> bool {
        !matches!(self.0.rule, Rule::AnyCertificate)
    }

    /// The TLS set-up. The same pointer for the same trust: it holds the sessions that may be resumed.
    pub(crate) fn client_config(&self) -> Result<Arc<ClientConfig>, ClientError> {
        self.0.config.get_or_init(|| build(&self.0.rule).map(Arc::new)).clone()
    }
}

/// Equal trusts are one.
impl PartialEq for TlsTrust {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for TlsTrust {}

impl Hash for TlsTrust {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

impl fmt::Debug for TlsTrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsTrust").field("verifies", &self.verifies()).finish_non_exhaustive()
    }
}

impl Rule {
    fn has(&self, pems: &[String]) -> bool {
        matches!(self, Self::Roots(own) if own == pems)
    }
}

fn build(rule: &Rule) -> Result<ClientConfig, ClientError> {
    let failed = |error: &dyn fmt::Display| ClientError::Tls { message: error.to_string() };
    let provider = Arc::new(ring::default_provider());
    let verifier = verifier(rule, &provider).map_err(|error| failed(&error))?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(config)
}

fn verifier(
    rule: &Rule,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, rustls::client::VerifierBuilderError> {
    let mut store = RootCertStore::empty();
    let mut trusted: Vec<CertificateDer<'static>> = Vec::new();
    match rule {
        Rule::AnyCertificate => return Ok(Arc::new(AnyCertificate::new(provider))),
        Rule::BuiltIn => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Rule::Roots(pems) => {
            trusted
                .extend(pems.iter().flat_map(|pem| CertificateDer::pem_slice_iter(pem.as_bytes())).flatten());
            store.add_parsable_certificates(trusted.iter().cloned());
        }
    }
    Ok(Arc::new(TrustedLeaves::new(store, trusted, provider)?))
}
