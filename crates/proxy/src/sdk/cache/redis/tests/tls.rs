//! A server that speaks TLS and asks for certificates.

use std::fs;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

use super::*;
use crate::options::{Certificate, MinTls};

/// Says to the test, as a process of its own, where the server is and the files are.
const PLACE: &str = "VEXIL_TEST_REDIS_TLS";

/// The files of an authority, and of a server and a client that it vouches for.
fn certificates(folder: &Path) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    fs::write(folder.join("ca.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
    let issuer = Issuer::new(params, key);
    for (name, host) in [("server", "redis.test"), ("client", "client.test")] {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        let certificate = params.signed_by(&key, &issuer);
        fs::write(folder.join(format!("{name}.pem")), certificate.unwrap().pem()).unwrap();
        fs::write(folder.join(format!("{name}.key")), key.serialize_pem()).unwrap();
    }
}

#[test]
fn the_server_is_checked_and_so_is_the_proxy() {
    let folder = tempfile::tempdir().unwrap();
    certificates(folder.path());
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let port = free_port();
    let arguments = [
        "--port",
        "0",
        "--tls-port",
        &port.to_string(),
        "--tls-cert-file",
        &at("server.pem"),
        "--tls-key-file",
        &at("server.key"),
        "--tls-ca-cert-file",
        &at("ca.pem"),
        "--requirepass",
        "secret",
    ];
    let Some(_server) = Server::start_with(port, &arguments) else { return };
    // Whom the system trusts is said by a variable, which only another process can have.
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "sdk::cache::redis::tests::tls::with_the_authority_of_the_system"])
        .env("SSL_CERT_FILE", at("ca.pem"))
        .env(PLACE, format!("{port} {}", folder.path().display()))
        .status();
    assert!(status.unwrap().success());
}

/// The part of the test above that runs in another process.
#[tokio::test]
async fn with_the_authority_of_the_system() {
    let Ok(place) = std::env::var(PLACE) else { return };
    let (port, folder) = place.split_once(' ').unwrap();
    let at = |name: &str| Path::new(folder).join(name);
    let client = Certificate { cert: at("client.pem"), key: at("client.key") };
    let tls = TlsOptions {
        enabled: true,
        min_version: MinTls::V13,
        server_name: Some("redis.test".to_owned()),
        certificates: vec![client],
    };
    let options = RedisOptions {
        addresses: vec![format!("127.0.0.1:{port}")],
        db: 0,
        user: Some("default".to_owned()),
        password: Some("secret".to_owned()),
        tls: tls.clone(),
    };
    let good = cache(&options).await;
    assert_eq!(good.set("key", b"value".to_vec(), false).await, Ok(true));
    assert_eq!(good.get("key").await, Ok(Some(b"value".to_vec())));
    let news = good.listen("key");
    timeout(BOUND, news.notified()).await.unwrap();
    cache(&options).await.announce("key", "etag").await.unwrap();
    timeout(BOUND, news.notified()).await.unwrap();
    let with = |tls: TlsOptions| RedisOptions { tls, ..options.clone() };
    for (what, options) in [
        ("another name", with(TlsOptions { server_name: Some("other.test".to_owned()), ..tls.clone() })),
        ("no certificate", with(TlsOptions { certificates: Vec::new(), ..tls.clone() })),
        ("no TLS", with(TlsOptions::default())),
        ("another password", RedisOptions { password: Some("other".to_owned()), ..options.clone() }),
    ] {
        let error = RedisCache::open(&options, &quiet()).unwrap().get("key").await.unwrap_err();
        assert!(!error.contains("127.0.0.1") && !error.contains("other"), "{what}: {error}");
    }
    let missing = Certificate { cert: at("missing.pem"), key: at("client.key") };
    let missing = with(TlsOptions { certificates: vec![missing], ..tls });
    assert!(RedisCache::open(&missing, &quiet()).is_err());
}
