//! TLS: names, versions, and changes of it.

use std::path::Path;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::*;
use crate::options::{Certificate, MinTls, TlsOptions};
use crate::server::tls::read_tls;

/// Writes a certificate for a name.
pub(super) fn certificate(directory: &Path, name: &str) -> (Certificate, CertificateDer<'static>) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let files = Certificate {
        cert: directory.join(format!("{name}.pem")),
        key: directory.join(format!("{name}.key")),
    };
    std::fs::write(&files.cert, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    (files, made.cert.der().clone())
}

pub(super) fn options(certificates: Vec<Certificate>) -> TlsOptions {
    TlsOptions { enabled: true, certificates, ..TlsOptions::default() }
}

/// Connects as a client that trusts these certificates and speaks these protocols.
pub(super) async fn connect_tls(
    port: &Port,
    name: &str,
    trusted: &[CertificateDer<'static>],
    versions: &[&'static SupportedProtocolVersion],
    protocol: &[u8],
) -> std::io::Result<TlsStream<tokio::net::TcpStream>> {
    let mut roots = RootCertStore::empty();
    for certificate in trusted {
        roots.add(certificate.clone()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let socket = tokio::net::TcpStream::connect(("127.0.0.1", port.number())).await?;
    let name = ServerName::try_from(name.to_owned()).unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, socket).await
}

pub(super) fn with_tls(options: &TlsOptions, bounds: Bounds) -> Serving {
    let tls = read_tls(options).unwrap().map(|tls| tls.config);
    Serving { tls, ..serving(bounds, by_path) }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_name_has_its_certificate_and_others_the_first_or_that_of_server_name() {
    let directory = tempfile::tempdir().unwrap();
    let (one, one_der) = certificate(directory.path(), "one.test");
    let (two, two_der) = certificate(directory.path(), "two.test");
    let mut options = options(vec![one, two]);
    let all = [&rustls::version::TLS13, &rustls::version::TLS12];
    for (server_name, name, expected) in [
        (None, "one.test", Some(&one_der)),
        (None, "two.test", Some(&two_der)),
        // A client that accepts both refuses the one that it gets: it is for another name.
        (None, "three.test", None),
        (Some("two.test"), "one.test", Some(&one_der)),
    ] {
        options.server_name = server_name.map(str::to_owned);
        let port = open(with_tls(&options, relaxed()));
        let trusted = [one_der.clone(), two_der.clone()];
        let stream = connect_tls(&port, name, &trusted, &all, b"http/1.1").await;
        let given = stream.ok().map(|stream| stream.get_ref().1.peer_certificates().unwrap()[0].clone());
        assert_eq!(given.as_ref(), expected, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn old_versions_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let (files, der) = certificate(directory.path(), "one.test");
    let mut options = options(vec![files]);
    for (min_version, with_12) in [(MinTls::V12, true), (MinTls::V13, false)] {
        options.min_version = min_version;
        let port = open(with_tls(&options, relaxed()));
        let trusted = [der.clone()];
        let old = connect_tls(&port, "one.test", &trusted, &[&rustls::version::TLS12], b"http/1.1").await;
        assert_eq!(old.is_ok(), with_12);
        let new = connect_tls(&port, "one.test", &trusted, &[&rustls::version::TLS13], b"http/1.1").await;
        assert_eq!(new.unwrap().get_ref().1.protocol_version(), Some(ProtocolVersion::TLSv1_3));
    }
}

#[test]
fn files_that_cannot_be_used_are_named_with_their_option() {
    let directory = tempfile::tempdir().unwrap();
    let (good, _) = certificate(directory.path(), "good.test");
    let (other, _) = certificate(directory.path(), "other.test");
    let empty = directory.path().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    let broken = directory.path().join("broken.pem");
    std::fs::write(&broken, "-----BEGIN CERTIFICATE-----\nsecret text\n").unwrap();
    let missing = directory.path().join("missing.pem");
    for (cert, key, file) in [
        (&missing, &good.key, &missing),
        (&empty, &good.key, &empty),
        (&broken, &good.key, &broken),
        (&good.cert, &missing, &missing),
        (&good.cert, &empty, &empty),
        (&good.cert, &good.cert, &good.cert),
        (&good.cert, &other.key, &other.key),
    ] {
        let wrong = Certificate { cert: cert.clone(), key: key.clone() };
        let error = read_tls(&options(vec![good.clone(), wrong])).err().unwrap();
        let text = error.to_string();
        assert_eq!(error.code(), "LISTEN");
        let start = format!("failed to load certificate and key files: {}: ", file.display());
        assert!(text.starts_with(&start), "{text}");
        assert!(text.ends_with(" (tls.certificates[1], CONFIGCAT_TLS_CERTIFICATES)"), "{text}");
        assert!(!text.contains("secret") && !text.contains('\n'), "{text}");
    }
    assert!(read_tls(&options(vec![])).err().unwrap().to_string().starts_with("tls: at least 1 certificate"));
    assert!(read_tls(&TlsOptions::default()).unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_that_does_not_go_on_ends() {
    let directory = tempfile::tempdir().unwrap();
    let (files, der) = certificate(directory.path(), "one.test");
    let port = open(with_tls(&options(vec![files]), bounds(700, 60_000, 60_000)));
    let mut slow = connect(&port);
    slow.write_all(b"\x16\x03\x01").unwrap();
    assert!(time_to_end(&mut slow) < LONG);
    connect_tls(&port, "one.test", &[der], &[&rustls::version::TLS13], b"h2").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_is_turned_on_and_off_and_certificates_change_on_an_open_port() {
    let directory = tempfile::tempdir().unwrap();
    let (files, old) = certificate(directory.path(), "one.test");
    let options = options(vec![files]);
    let port = open(serving(relaxed(), by_path));
    let mut plain = connect(&port);
    exchange(&mut plain, "/plain");
    port.serve(with_tls(&options, relaxed()));
    assert!(time_to_end(&mut plain) < LONG);
    let versions = [&rustls::version::TLS13];
    let mut kept =
        connect_tls(&port, "one.test", std::slice::from_ref(&old), &versions, b"http/1.1").await.unwrap();

    let (_, new) = certificate(directory.path(), "one.test");
    port.serve(with_tls(&options, relaxed()));
    assert!(connect_tls(&port, "one.test", &[old], &versions, b"http/1.1").await.is_err());
    connect_tls(&port, "one.test", &[new], &versions, b"http/1.1").await.unwrap();
    // Nothing happens to those who have a connection.
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    kept.write_all(b"GET /kept HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut text = String::new();
    kept.read_to_string(&mut text).await.unwrap();
    assert!(text.starts_with("HTTP/1.1 200 ") && text.ends_with("/kept"), "{text}");

    port.serve(serving(relaxed(), by_path));
    exchange(&mut connect(&port), "/plain-again");
}
