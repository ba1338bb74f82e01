//! Which servers are trusted: the host says it before each request.
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
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use support::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use vexil_client::{Client, Environment, Event, FetchReport, Mode, ServiceOptions, SystemClock, TlsTrust};

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

fn expired() -> Identity {
    self_signed(|params| {
        authority(params);
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(2001, 1, 1);
    })
}

fn misnamed() -> Identity {
    self_signed(|params| {
        *params = CertificateParams::new(vec!["other.test".to_owned()]).unwrap();
        authority(params);
    })
}

/// Serves a config on connections that stay open. Key and certificate need not belong together.
async fn serve(identity: &Identity) -> SocketAddr {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = provider.key_provider.load_private_key(identity.key.clone_key()).unwrap();
    let certified = CertifiedKey::new(identity.chain.clone(), key);
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(stream) = acceptor.accept(stream).await {
                tokio::spawn(answer(stream));
            }
        }
    });
    address
}

async fn answer(mut stream: TlsStream<TcpStream>) {
    let response = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{CONFIG}", CONFIG.len());
    let mut head = Vec::new();
    while let Ok(byte) = stream.read_u8().await {
        head.push(byte);
        if head.ends_with(b"\r\n\r\n") {
            head.clear();
            stream.write_all(response.as_bytes()).await.unwrap();
            stream.flush().await.unwrap();
        }
    }
}

fn options_at(address: SocketAddr, mode: Mode, supplies_trust: bool) -> ServiceOptions {
    let mut options = options(mode);
    options.base_url = format!("https://{address}");
    options.base_url_overridden = true;
    options.supplies_trust = supplies_trust;
    options.limits.trust_wait = Duration::from_secs(300);
    options.limits.retries = 0;
    options
}

/// A shared environment, so that connections are kept and could be used again.
struct Bench(Arc<Environment>);

impl Bench {
    fn new() -> Self {
        Self(Environment::on(tokio::runtime::Handle::current(), Arc::new(SystemClock), None))
    }

    fn open(&self, address: SocketAddr, mode: Mode, supplies_trust: bool) -> (Client, Arc<Recorder>) {
        open(&self.0, options_at(address, mode, supplies_trust))
    }

    /// The code of one fetch by a host that trusts so.
    async fn fetch(&self, address: SocketAddr, trust: &TlsTrust) -> u32 {
        let (client, host) = self.open(address, Mode::Manual, true);
        client.refresh(0, true, None);
        host.wait_for("TrustNeeded(1)").await;
        client.trust(1, trust.clone());
        report(&host).await.code.number()
    }
}

async fn report(host: &Recorder) -> FetchReport {
    host.wait_for("Fetched(true)").await;
    let reports = host.take_events().into_iter().filter_map(|event| match event {
        Event::FetchEnded(report) => Some(report),
        _ => None,
    });
    reports.last().unwrap()
}

fn roots<'a>(identities: impl IntoIterator<Item = &'a Identity>) -> TlsTrust {
    TlsTrust::roots(identities.into_iter().map(|identity| identity.pem.clone()).collect())
}

#[tokio::test]
async fn the_built_in_roots_are_for_hosts_that_supply_nothing() {
    let plain = self_signed(|_| ());
    let (client, host) = Bench::new().open(serve(&plain).await, Mode::Manual, false);
    client.refresh(0, true, None);
    assert_eq!(report(&host).await.code.number(), 1103);
}

#[tokio::test]
async fn a_request_waits_for_the_answer_to_its_own_question() {
    let plain = self_signed(|_| ());
    let (client, host) = Bench::new().open(serve(&plain).await, Mode::Manual, true);
    for (token, trust, code) in
        [(1, roots([&plain]), 0), (2, TlsTrust::built_in(), 1103), (3, TlsTrust::any_certificate(), 0)]
    {
        client.refresh(token, true, None);
        host.wait_for(&format!("TrustNeeded({token})")).await;
        // Of no question, and of the one before.
        client.trust(99, TlsTrust::any_certificate());
        client.trust(token - 1, TlsTrust::any_certificate());
        assert_eq!(host.count("Fetched(true)"), 0);
        client.trust(token, trust);
        assert_eq!(report(&host).await.code.number(), code, "request {token}");
    }
}

#[tokio::test]
async fn roots_are_those_of_the_host_and_no_others() {
    let (bench, plain, chained) = (Bench::new(), self_signed(|_| ()), issued());
    let (plain_address, chained_address) = (serve(&plain).await, serve(&chained).await);

    let both_in_one = TlsTrust::roots(vec![format!("{}\n{}", chained.pem, plain.pem)]);
    assert_eq!(bench.fetch(plain_address, &both_in_one).await, 0);
    assert_eq!(bench.fetch(chained_address, &both_in_one).await, 0);
    let noise = TlsTrust::roots(vec!["not a certificate".to_owned(), plain.pem.clone()]);
    assert_eq!(bench.fetch(plain_address, &noise).await, 0);
    assert_eq!(bench.fetch(chained_address, &noise).await, 1103);
    for nothing in [TlsTrust::roots(Vec::new()), TlsTrust::roots(vec!["not a certificate".to_owned()])] {
        assert_eq!(bench.fetch(plain_address, &nothing).await, 1103);
    }
}

#[tokio::test]
async fn a_trusted_authority_may_be_presented_by_a_server() {
    // As OpenSSL allows, if all else is right.
    let development = self_signed(authority);
    let untrusted = self_signed(authority);
    let bench = Bench::new();
    let trust = roots([&development, &expired(), &misnamed()]);
    assert_eq!(bench.fetch(serve(&development).await, &trust).await, 0);
    assert_eq!(bench.fetch(serve(&untrusted).await, &trust).await, 1103);
    for refused in [expired(), misnamed()] {
        let trust = roots([&refused]);
        assert_eq!(bench.fetch(serve(&refused).await, &trust).await, 1103);
    }
}

#[tokio::test]
async fn errors_of_verification_name_no_key() {
    let (client, host) = Bench::new().open(serve(&self_signed(|_| ())).await, Mode::Manual, true);
    client.refresh(0, true, None);
    host.wait_for("TrustNeeded(1)").await;
    client.trust(1, TlsTrust::built_in());
    let error = report(&host).await.error.unwrap().to_string();
    assert!(error.contains("UnknownIssuer"), "{error}");
    assert!(!error.contains("TEST_KEY"), "{error}");
}

#[tokio::test]
async fn any_certificate_will_do_if_the_host_says_so() {
    let bench = Bench::new();
    for identity in [self_signed(|_| ()), self_signed(authority), issued(), expired(), misnamed()] {
        assert_eq!(bench.fetch(serve(&identity).await, &TlsTrust::any_certificate()).await, 0);
    }
}

#[tokio::test]
async fn a_server_has_to_own_the_certificate_in_any_case() {
    let shown = self_signed(|_| ());
    let thief = Identity { chain: shown.chain, ..self_signed(|_| ()) };
    assert_eq!(Bench::new().fetch(serve(&thief).await, &TlsTrust::any_certificate()).await, 1103);
}

#[tokio::test]
async fn an_unverified_connection_serves_nobody_who_wants_verification() {
    let bench = Bench::new();
    let kept_open = serve(&self_signed(|_| ())).await;
    for _ in 0..2 {
        assert_eq!(bench.fetch(kept_open, &TlsTrust::any_certificate()).await, 0);
        assert_eq!(bench.fetch(kept_open, &TlsTrust::built_in()).await, 1103);
    }
}

#[tokio::test]
async fn of_two_hosts_that_share_a_service_one_that_verifies_decides() {
    let plain = self_signed(|_| ());
    let address = serve(&plain).await;
    let (any, no) = (TlsTrust::any_certificate(), TlsTrust::roots(Vec::new()));
    for (first, second, code) in
        [(&any, &no, 1103), (&no, &any, 1103), (&any, &any, 0), (&roots([&plain]), &no, 0)]
    {
        let bench = Bench::new();
        let (one, one_host) = bench.open(address, auto(MINUTE), true);
        let (two, two_host) = bench.open(address, auto(MINUTE), true);
        one_host.wait_for("TrustNeeded(1)").await;
        two_host.wait_for("TrustNeeded(1)").await;
        one.trust(1, first.clone());
        two.trust(1, second.clone());
        let ended = format!("FetchEnded({code})");
        one_host.wait_for(&ended).await;
        two_host.wait_for(&ended).await;
    }
}

#[tokio::test]
async fn whoever_leaves_without_an_answer_is_not_waited_for() {
    let address = serve(&self_signed(|_| ())).await;
    let bench = Bench::new();
    let (silent, silent_host) = bench.open(address, auto(MINUTE), true);
    silent_host.wait_for("TrustNeeded(1)").await;
    // The newcomer is asked as well.
    let (client, host) = bench.open(address, auto(MINUTE), true);
    host.wait_for("TrustNeeded(1)").await;
    client.trust(1, TlsTrust::any_certificate());
    settle().await;
    assert_eq!(host.count("FetchEnded(0)"), 0);
    silent.dispose();
    host.wait_for("FetchEnded(0)").await;
}

#[tokio::test]
async fn the_deadline_of_a_request_holds_for_the_wait_for_an_answer() {
    let mut options = options_at(serve(&self_signed(|_| ())).await, Mode::Manual, true);
    options.request_timeout = Duration::from_millis(50);
    let (client, host) = open(&Bench::new().0, options);
    client.refresh(1, true, None);
    let missed = report(&host).await;
    assert_eq!(missed.code.number(), 1102);
    assert_eq!(missed.error.unwrap().to_string(), "Request timed out. Timeout value: 50ms");
}

#[tokio::test]
async fn a_host_that_never_answers_gets_the_built_in_roots() {
    let mut options = options_at(serve(&self_signed(|_| ())).await, Mode::Manual, true);
    options.limits.trust_wait = Duration::from_millis(50);
    let (client, host) = open(&Bench::new().0, options);
    client.refresh(1, true, None);
    assert_eq!(report(&host).await.code.number(), 1103);
}

#[tokio::test]
async fn a_trust_that_the_options_fix_holds_without_a_question() {
    let (plain, bench) = (self_signed(|_| ()), Bench::new());
    let address = serve(&plain).await;
    for (trust, code) in [(roots([&plain]), 0), (roots([]), 1103), (TlsTrust::any_certificate(), 0)] {
        let mut options = options_at(address, Mode::Manual, false);
        options.trust = Some(trust);
        let (client, host) = open(&bench.0, options);
        client.refresh(0, true, None);
        assert_eq!(report(&host).await.code.number(), code);
    }
}

#[tokio::test]
async fn services_that_trust_others_are_not_one() {
    let (plain, bench) = (self_signed(|_| ()), Bench::new());
    let address = serve(&plain).await;
    let open = |trust: TlsTrust| {
        let mut options = options_at(address, auto(MINUTE), false);
        options.trust = Some(trust);
        open(&bench.0, options)
    };
    let (_first, trusting) = open(roots([&plain]));
    trusting.wait_for("FetchEnded(0)").await;
    // It gets nothing of what the other one has.
    let (second, wary) = open(roots([]));
    wary.wait_for("FetchEnded(1103)").await;
    assert!(second.entry().is_empty());
    let (third, like_the_first) = open(roots([&plain]));
    like_the_first.wait_for("FetchEnded(0)").await;
    assert!(!third.entry().is_empty());
}
