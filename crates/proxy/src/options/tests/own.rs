//! What the official proxy does not check.

use super::super::MinTls;
use super::{read, with_option, with_sdk};

#[test]
fn wrong_options_are_named() {
    for (path, value, text) in [
        ("sdks.env1.base_url", "ftp://secret", "sdk-env1: the base URL is not an http or https URL"),
        ("sdks.env1.poll_interval", "-1", "sdk-env1: poll_interval must be from 0 to"),
        ("sdks.env1.poll_interval", "9999999999", "sdk-env1: poll_interval must be from 0 to"),
        ("sdks.env1.webhook_signature_valid_for", "-1", "sdk-env1: webhook_signature_valid_for must be"),
        ("http_proxy.url", "secret", "http_proxy: the URL is not an http or https URL"),
        ("http.sse.heart_beat_interval", "-1", "http: heart_beat_interval must be from 0 to"),
        ("http.limits.header_timeout", "0", "http: header_timeout must be from 1 to"),
        ("http.limits.body_timeout", "-1", "http: body_timeout must be from 1 to"),
        ("http.limits.write_timeout", "0", "http: write_timeout must be from 1 to"),
        ("http.limits.max_body_size", "0", "http: max_body_size must be from 1 to"),
        ("http.limits.max_connections", "0", "http: max_connections must be from 1 to"),
        ("http.limits.max_streams", "0", "http: max_streams must be from 1 to"),
        ("cache.redis.db", "-1", "redis: db must be from 0 to"),
        ("cache.redis.addresses", "['localhost:1', secret]", "redis: address 2 is not of the form host:port"),
        ("tls", "{enabled: true}", "tls: at least 1 certificate required"),
        (
            "http.webhook.auth",
            "{user: 'a:secret', password: secret}",
            "webhook: a basic auth user cannot contain ':'",
        ),
        ("http.api.headers", "{'a b': secret}", "http: 'a b' is no name of a header"),
        ("http.sse.headers", "{a: \"secret\\n\"}", "http: the value of the header 'a' is invalid"),
        ("http.api.auth_headers", "{a: secret, A: secret}", "http: the header 'a' appears twice"),
        ("http.ofrep.cors.allowed_origins", "[\"\\n\"]", "cors: an allowed origin is invalid"),
        (
            "http.ofrep.cors.allowed_origins_regex",
            "{patterns: ['a', '(b'], if_no_match: c}",
            "cors: pattern 2 is invalid: unclosed group",
        ),
        (
            "http.cdn_proxy.cors.allowed_origins_regex",
            "{if_no_match: \"\\n\"}",
            "cors: the origin is invalid",
        ),
    ] {
        let error = read(&with_option(path, value), &[]).expect_err(path);
        assert!(error.starts_with(text), "{path}: {error}");
        assert!(error.contains(&format!("({path}")), "{path}: {error}");
        let variable = path.trim_start_matches("sdks.").replace('.', "_").to_uppercase();
        let variable = variable.replace("HEART_BEAT", "HEARTBEAT");
        assert!(error.contains(&format!(", CONFIGCAT_{variable}")), "{path}: {error}");
        assert!(!error.contains("secret") && !error.contains('\n'), "{path}: {error}");
    }
}

#[test]
fn sdk_keys_have_a_form() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    for (sdk, valid) in [
        ("key: configcat-sdk-1/AAAAAAAAAAAAAAAAAAAAAA/BBBBBBBBBBBBBBBBBBBBBB", true),
        ("key: AAAAAAAAAAAAAAAAAAAAAA/BBBBBBBBBBBBBBBBBBBBBB", true),
        ("key: top-secret", false),
        ("key: configcat-proxy/secret", false),
        ("key: configcat-proxy/secret, base_url: 'http://h'", true),
        ("key: secret, offline: {enabled: true, local: {file_path: 'FILE'}}", true),
    ] {
        let result = read(&format!("sdks: {{a: {{{}}}}}", sdk.replace("FILE", file)), &[]);
        assert_eq!(result.is_ok(), valid, "{sdk}");
        if let Err(error) = result {
            assert_eq!(error, "sdk-a: the SDK key has an invalid format (sdks.a.key, CONFIGCAT_SDKS)");
        }
    }
}

#[test]
fn versions_of_tls_are_those_that_are_built_in() {
    for (value, version, warnings) in [
        ("1.0", MinTls::V12, 1),
        ("1.1", MinTls::V12, 1),
        ("1.2", MinTls::V12, 0),
        ("'1.2'", MinTls::V12, 0),
        ("1.3", MinTls::V13, 0),
        ("\"1.3\"", MinTls::V13, 0),
        ("1.4", MinTls::V12, 1),
        ("new", MinTls::V12, 1),
        ("1", MinTls::V12, 1),
    ] {
        let options = read(&with_option("tls.min_version", value), &[]).unwrap();
        assert_eq!((options.tls.min_version, options.warnings.len()), (version, warnings), "{value}");
        assert!(options.warnings.iter().all(|warning| warning.contains("'tls.min_version'")));
    }
}

#[test]
fn unknown_options_are_warned_of() {
    let rest = "    poll-interval: 1\n    offline: {lokal: 1}\nhtp: {port: 1}\nhttp: {prot: 1, sse: {zzz: 1}}\nsdk: 1\nx: [1]\n";
    let options = read(&with_sdk(rest), &[]).unwrap();
    assert_eq!(
        options.warnings,
        [
            "unknown option 'htp' is ignored; did you mean 'http'?",
            "unknown option 'http.prot' is ignored; did you mean 'port'?",
            "unknown option 'http.sse.zzz' is ignored",
            "unknown option 'sdk' is ignored; did you mean 'sdks'?",
            "unknown option 'x' is ignored",
            "unknown option 'sdks.env1.offline.lokal' is ignored; did you mean 'local'?",
            "unknown option 'sdks.env1.poll-interval' is ignored; did you mean 'poll_interval'?",
        ]
    );
}

#[test]
fn options_that_lack_another_one_are_warned_of() {
    let rest = "    offline: {use_cache: true, local: {file_path: /nonexistent}}\n\
                cache: {redis: {enabled: true, db: 1, addresses: ['a:1', 'b:1']}}\n";
    let warnings = read(&with_sdk(rest), &[]).unwrap().warnings;
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    for name in ["'sdks.env1.offline.local.file_path'", "'sdks.env1.offline.use_cache'", "'cache.redis.db'"] {
        assert!(warnings.iter().any(|warning| warning.contains(name)), "{name}");
    }
}

#[test]
fn the_heartbeat_has_two_variables() {
    let official = ("CONFIGCAT_HTTP_SSE_HEARTBEAT_INTERVAL", "5");
    let by_rule = ("CONFIGCAT_HTTP_SSE_HEART_BEAT_INTERVAL", "5");
    let expected = read(&with_option("http.sse.heart_beat_interval", "5"), &[]);
    assert_ne!(expected, read(&with_sdk(""), &[]));
    assert_eq!(read(&with_sdk(""), &[official]), expected);
    assert_eq!(read(&with_sdk(""), &[by_rule]), expected);
    let error = read(&with_sdk(""), &[official, by_rule]).unwrap_err();
    for name in [official.0, by_rule.0, "'http.sse.heart_beat_interval'"] {
        assert!(error.contains(name), "{error}");
    }
    let error = read(&with_sdk(""), &[("CONFIGCAT_HTTP_SSE_HEART_BEAT_INTERVAL", "x")]).unwrap_err();
    assert!(error.contains("'CONFIGCAT_HTTP_SSE_HEART_BEAT_INTERVAL'"), "{error}");
}
