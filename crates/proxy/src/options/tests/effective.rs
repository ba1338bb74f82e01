//! Options as YAML again.

use proptest::prelude::*;

use super::super::tree::Tree;
use super::super::{effective, schema};
use super::super::{emit::Out, read_file::yaml};
use super::{KEY, OLD_KEY, plain, read};
use crate::sdk::masked;

/// All that can be configured.
fn full() -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let section = "enabled: false, headers: {X-A: 'b: \"c\" # d'}, cors: {enabled: false, allowed_origins: ['https://a'], \
                   allowed_origins_regex: {patterns: ['a\\.b'], if_no_match: 'https://c'}}";
    format!(
        "log: {{level: error}}
sdks:
  online: {{key: {KEY}, base_url: 'http://user:s3cr3t@h/x', poll_interval: 7, data_governance: eu, webhook_signing_key: s3cr3t,
    webhook_signature_valid_for: 8, default_user_attributes: {{a: 1, b: 1.5e300, c: [d, 'e\\f']}}, log: {{level: debug}}}}
  \"no\": {{key: {OLD_KEY}, offline: {{enabled: true, log: {{level: info}},
    local: {{file_path: '{file}', polling: true, poll_interval: 9}}}}}}
  a.b: {{key: {OLD_KEY}, offline: {{enabled: true, use_cache: true, cache_poll_interval: 10, log: {{level: info}}}}}}
default_user_attributes: {{\"12\": \"13\"}}
http:
  {{enabled: false, port: 1, log: {{level: debug}}, cdn_proxy: {{{section}, rewrite_preferences: true}},
  api: {{{section}, auth_headers: {{X: s3cr3t}}}}, ofrep: {{{section}, auth_headers: {{X: s3cr3t}}}},
  sse: {{{section}, log: {{level: info}}, heart_beat_interval: 2}},
  webhook: {{enabled: false, auth: {{user: u, password: s3cr3t}}, auth_headers: {{X: s3cr3t}}}}, status: {{enabled: true}},
  limits: {{header_timeout: 1, body_timeout: 2, write_timeout: 3, max_body_size: 4, max_connections: 5, max_streams: 6}}}}
http_proxy: {{url: 'http://user:s3cr3t@h:1'}}
diag: {{enabled: false, port: 2, status: {{enabled: false}}, metrics: {{enabled: false}}, ui: {{enabled: false}}}}
tls: {{enabled: true, min_version: 1.3, server_name: s, certificates: [{{cert: c, key: k}}]}}
cache: {{file: {{directory: /d}}, redis: {{enabled: true, addresses: ['a:1'], db: 2, user: u, password: s3cr3t,
  tls: {{enabled: true, min_version: 1.3, server_name: s, certificates: [{{cert: c, key: k}}]}}}}}}
offline: {{enabled: true, cache_poll_interval: 11, log: {{level: info}}}}
"
    )
}

/// The text with secrets in their old places.
fn unmasked(text: &str) -> String {
    text.replace(&masked(KEY), KEY)
        .replace(&masked(OLD_KEY), OLD_KEY)
        .replace("***@", "user:s3cr3t@")
        .replace("\"***\"", "s3cr3t")
}

#[test]
fn effective_options_are_read_back() {
    for options in [plain(), read(&full(), &[]).unwrap()] {
        let text = effective(&options);
        assert_eq!(read(&unmasked(&text), &[]), Ok(options), "{text}");
    }
}

#[test]
fn effective_options_hold_no_secrets() {
    let text = effective(&read(&full(), &[]).unwrap());
    for secret in ["s3cr3t", KEY, OLD_KEY] {
        assert!(!text.contains(secret), "{secret}\n{text}");
    }
    assert!(text.contains("BBBBB\""));
}

/// The paths of a tree, down to a certain set.
fn paths(tree: &Tree, prefix: &str, known: &[String], found: &mut Vec<String>) {
    match tree {
        Tree::Map(map) if !known.iter().any(|path| path == prefix) => {
            for (key, value) in map {
                let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                paths(value, &path, known, found);
            }
        }
        _ => found.push(prefix.to_owned()),
    }
}

#[test]
fn effective_options_are_all_that_have_an_effect() {
    let options = read(&full(), &[]).unwrap();
    let Tree::Map(mut tree) = yaml(&effective(&options)).unwrap() else { panic!("a map") };
    let Some(Tree::Map(sdks)) = tree.remove("sdks") else { panic!("SDKs") };
    let known: Vec<_> = schema::root().into_iter().map(|row| row.path).collect();
    let mut found = Vec::new();
    paths(&Tree::Map(tree), "", &known, &mut found);
    let mut wanted: Vec<_> = known.iter().filter(|path| schema::absent(path).is_none()).cloned().collect();
    wanted.sort();
    found.sort();
    assert_eq!(found, wanted);
    let known: Vec<_> = schema::sdk().into_iter().map(|row| row.path).collect();
    let mut found = Vec::new();
    for sdk in sdks.values() {
        paths(sdk, "", &known, &mut found);
    }
    let mut wanted = known.clone();
    wanted.sort();
    found.sort();
    found.dedup();
    assert_eq!(found, wanted);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_written_so_that_it_is_read_back(key in any::<String>(), value in any::<String>()) {
        let out = Out::Map(vec![(
            key.clone(),
            Out::List(vec![Out::Text(value.clone()), Out::Map(vec![(value.clone(), Out::Text(key.clone()))])]),
        )]);
        let inner = Tree::Map([(value.clone(), Tree::Text(key.clone()))].into());
        let tree = Tree::Map([(key, Tree::List(vec![Tree::Text(value), inner]))].into());
        prop_assert_eq!(yaml(&out.document()), Ok(tree));
    }
}
