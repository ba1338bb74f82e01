//! TLS roots that the host supplies. They belong to the process: this is one test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod support;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use support::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use vexil_client::{Client, Environment, Event, FetchReport, Mode, Service, SystemClock, set_tls_roots};

const LONG: Duration = Duration::from_secs(300);

struct Identity {
    pem: String,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

fn self_signed(change: impl FnOnce(&mut CertificateParams)) -> Identity {
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let cert = params.self_signed(&key).unwrap();
    Identity { pem: cert.pem(), chain: vec![cert.der().clone()], key: der(&key) }
}

/// As `openssl req -x509` makes them: marked as an authority.
fn authority(params: &mut CertificateParams) {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
}

fn issued() -> Identity {
    let mut root = CertificateParams::new(vec![]).unwrap();
    authority(&mut root);
    let root_key = KeyPair::generate().unwrap();
    let root_cert = root.self_signed(&root_key).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let cert = params.signed_by(&key, &Issuer::new(root, root_key)).unwrap();
    Identity { pem: root_cert.pem(), chain: vec![cert.der().clone()], key: der(&key) }
}

fn der(key: &KeyPair) -> PrivateKeyDer<'static> {
    PrivatePkcs8KeyDer::from(key.serialize_der()).into()
}

async fn serve(identity: &Identity) -> SocketAddr {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(identity.chain.clone(), identity.key.clone_key())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            let response = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{CONFIG}", CONFIG.len());
            stream.write_all(response.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    address
}

fn open_at(address: SocketAddr, supplies_roots: bool) -> (Client, Arc<Recorder>) {
    open_with(address, supplies_roots, LONG, LONG)
}

fn open_with(
    address: SocketAddr,
    supplies_roots: bool,
    timeout: Duration,
    roots_wait: Duration,
) -> (Client, Arc<Recorder>) {
    let environment = Environment::on(tokio::runtime::Handle::current(), Arc::new(SystemClock), None);
    let mut options = options(Mode::Manual);
    options.base_url = format!("https://{address}");
    options.base_url_overridden = true;
    options.supplies_roots = supplies_roots;
    options.request_timeout = timeout;
    options.limits.roots_wait = roots_wait;
    options.limits.retries = 0;
    let host = Arc::new(Recorder::default());
    let client = Service::open_in(&environment, options, Arc::clone(&host) as _, None, None).unwrap();
    client.refresh(0, true, None);
    (client, host)
}

async fn report(host: &Recorder) -> FetchReport {
    host.wait_for("Fetched(true)").await;
    let reports = host.take_events().into_iter().filter_map(|event| match event {
        Event::FetchEnded(report) => Some(report),
        _ => None,
    });
    reports.last().unwrap()
}

async fn fetch(identity: &Identity) -> FetchReport {
    let (_client, host) = open_at(serve(identity).await, false);
    report(&host).await
}

#[tokio::test]
async fn roots_of_the_host() {
    let plain = self_signed(|_| ());
    let address = serve(&plain).await;

    // A host that supplies nothing gets the built-in roots, which know none of these certificates.
    assert_eq!(fetch(&plain).await.code.number(), 1103);

    // A host that promises roots is asked. The deadline of the request holds for the wait as well.
    let (client, host) = open_with(address, true, Duration::from_millis(50), LONG);
    let missed = report(&host).await;
    assert_eq!(missed.code.number(), 1102);
    assert_eq!(missed.error.unwrap().to_string(), "Request timed out. Timeout value: 50ms");
    client.dispose();

    // One that never answers gets the built-in roots in the end, though no single request waits so long.
    let (client, host) = open_with(address, true, Duration::from_millis(200), Duration::from_millis(300));
    let mut codes = vec![report(&host).await.code.number()];
    while codes.len() < 50 && codes.last() == Some(&1102) {
        client.refresh(0, true, None);
        codes.push(report(&host).await.code.number());
    }
    assert_eq!((codes.first(), codes.last()), (Some(&1102), Some(&1103)));
    client.dispose();

    // The request waits for the answer.
    let (_client, host) = open_at(address, true);
    host.wait_for("RootsNeeded").await;
    assert_eq!(host.count("FetchEnded(1103)"), 0);
    set_tls_roots(vec!["not a certificate".to_owned(), plain.pem.clone()]);
    assert_eq!(report(&host).await.code.number(), 0);

    // From now on nobody is asked again.
    let (_client, host) = open_at(address, true);
    host.wait_for("Fetched(true)").await;
    assert_eq!(host.count("RootsNeeded"), 0);

    let chained = issued();
    assert_eq!(fetch(&chained).await.code.number(), 1103);
    set_tls_roots(vec![format!("{}\n{}", chained.pem, plain.pem)]);
    assert_eq!(fetch(&chained).await.code.number(), 0);
    assert_eq!(fetch(&plain).await.code.number(), 0);

    // Trusted certificates that are authorities may be presented by servers, as OpenSSL allows, if all else is right.
    let development = self_signed(authority);
    let untrusted = self_signed(authority);
    let expired = self_signed(|params| {
        authority(params);
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(2001, 1, 1);
    });
    let misnamed = self_signed(|params| {
        authority(params);
        *params = {
            let mut other = CertificateParams::new(vec!["other.test".to_owned()]).unwrap();
            authority(&mut other);
            other
        };
    });
    set_tls_roots(vec![development.pem.clone(), expired.pem.clone(), misnamed.pem.clone()]);
    assert_eq!(fetch(&development).await.code.number(), 0);
    for refused in [untrusted, expired, misnamed] {
        let report = fetch(&refused).await;
        assert_eq!(report.code.number(), 1103);
        assert!(!report.error.unwrap().to_string().contains("TEST_KEY"));
    }
}
