//! What a file may say, and how.

use super::{KEY, OLD_KEY, plain, read, read_path, with_option, with_sdk};

#[test]
fn values_are_what_yaml_says_they_are() {
    for (path, value, reason) in [
        ("http.port", "'8050'", "expected a whole number, found a text"),
        ("http.port", "80.5", "expected a whole number, found a number"),
        ("http.port", "[1]", "expected a whole number, found a list"),
        ("http.port", "99999999999999999999", "expected a whole number, found a number"),
        ("http.enabled", "1", "expected a boolean, found a whole number"),
        ("http.enabled", "maybe", "expected a boolean, found a text"),
        ("http.port", "'30.0'", "expected a whole number, found a text"),
        ("http.port", "1e40", "expected a whole number, found a number"),
        ("http.webhook.auth.password", "{a: b}", "expected a text, found a map"),
        ("http.api.headers", "[a]", "expected a map, found a list"),
        ("http.api.cors.allowed_origins", "https://a", "expected a list, found a text"),
        ("http.api", "true", "expected a map, found a boolean"),
        ("http", "[]", "expected a map, found a list"),
        ("sdks.env1.offline", "5", "expected a map, found a whole number"),
        (
            "default_user_attributes",
            "{a: {}}",
            "'a' has an invalid type, only 'string', 'number', and 'string[]' types",
        ),
        ("default_user_attributes", "[a]", "expected a map, found a list"),
        ("tls.certificates", "[a]", "expected a map, found a text"),
    ] {
        let error = read(&with_option(path, value), &[]).expect_err(path);
        assert!(error.starts_with(&format!("failed to read option '{path}': {reason}")), "{error}");
        let variable = path.trim_start_matches("sdks.").replace('.', "_").to_uppercase();
        assert!(error.contains(&format!("({path}, CONFIGCAT_{variable}")), "{error}");
    }
    for yaml in ["sdks: [a]", "sdks: a", "sdks: {a: b}", "sdks: {a: [b]}"] {
        let error = read(yaml, &[]).unwrap_err();
        assert!(
            error.starts_with("failed to read option 'sdks") && error.contains("CONFIGCAT_SDKS"),
            "{error}"
        );
    }
}

#[test]
fn values_that_are_nearly_right_are_taken() {
    for (path, value, same) in [
        ("http.enabled", "off", "false"),
        ("http.enabled", "No", "false"),
        ("http.status.enabled", "yes", "true"),
        ("http.api.headers", "{X-Count: 5, X-On: true}", "{X-Count: '5', X-On: 'true'}"),
        ("http.status.enabled", "y", "true"),
        ("http.enabled", "OFF", "false"),
        // Texts are as they are written, whatever YAML takes them for.
        ("cache.file.directory", "007", "'007'"),
        ("cache.file.directory", "1_000", "'1_000'"),
        ("cache.file.directory", "1e5", "'1e5'"),
        ("cache.file.directory", "0x1F", "'0x1F'"),
        ("cache.file.directory", "+1", "'+1'"),
        ("cache.file.directory", "-0", "'-0'"),
        ("cache.file.directory", "0o17", "'0o17'"),
        ("cache.file.directory", "NO", "'NO'"),
        ("cache.file.directory", "2024-01-02", "'2024-01-02'"),
        ("cache.file.directory", "yes", "'yes'"),
        ("cache.file.directory", "True", "'True'"),
        ("cache.file.directory", "123456789012345678901234567890", "'123456789012345678901234567890'"),
        ("http.webhook.auth", "{user: 1.0, password: 1.10}", "{user: '1.0', password: '1.10'}"),
        ("http.webhook.auth", "{user: !!str 1.0, password: .5 }", "{user: '1.0', password: '.5'}"),
        ("http.api.auth_headers", "{X-Key: 1e5, 1.0: 0.10}", "{X-Key: '1e5', '1.0': '0.10'}"),
        (
            "http.api.headers",
            "{A: &a 1.50, B: *a, C: 2024-01-02T00:00:00Z}",
            "{A: '1.50', B: '1.50', C: '2024-01-02T00:00:00Z'}",
        ),
        ("http.api.headers", "{C: on, <<: {A: 1.50, C: x}}", "{A: '1.50', C: 'on'}"),
        ("cache.redis.addresses", "[1.0, off]", "['1.0', 'off']"),
        ("default_user_attributes", "{a: [NO, SE], b: on}", "{a: ['NO', 'SE'], b: 'on'}"),
        // Numbers are as the official proxy's reader has them.
        ("http.port", "8050.0", "8050"),
        ("http.port", "8_051", "8051"),
        ("http.port", "8.05e3", "8050"),
        ("http.port", "0x1F72", "8050"),
        ("http.port", "0o17", "15"),
        ("http.port", "017", "15"),
        ("http.port", "08", "8"),
        ("http.port", "0b11", "3"),
        ("sdks.env1.poll_interval", "30.0", "30"),
        (
            "default_user_attributes",
            "{a: 1_000, b: 1.50, c: NO, d: '1'}",
            "{a: 1000, b: 1.5, c: 'NO', d: '1'}",
        ),
        ("default_user_attributes", "{a: [no, y]}", "{a: ['no', 'y']}"),
        ("default_user_attributes", "{}", "null"),
        ("http", "", "{}"),
        ("http.port", "null", "8050"),
        ("http.port", "~", "8050"),
        ("http.api.cors.allowed_origins", "", "[]"),
    ] {
        assert_eq!(read(&with_option(path, value), &[]), read(&with_option(path, same), &[]), "{path}");
    }
}

#[test]
fn files_have_many_forms() {
    let expected = plain();
    for yaml in [
        with_sdk("").replace('\n', "\r\n"),
        format!("\u{feff}{}", with_sdk("")),
        format!("# a comment\n---\n{}...\n", with_sdk("")),
        format!("{{\"sdks\": {{\"env1\": {{\"key\": \"{KEY}\"}}}}}}"),
        format!("http: &a\nsdks:\n  env1:\n    key: |-\n      {KEY}\n"),
    ] {
        assert_eq!(read(&yaml, &[]), Ok(expected.clone()), "{yaml}");
    }
    let merged = format!(
        "sdks:\n  a: &a\n    key: {KEY}\n    poll_interval: 7\n  b:\n    <<: *a\n    key: {OLD_KEY}\n"
    );
    let options = read(&merged, &[]).unwrap();
    assert_eq!(options.sdks["b"].poll_interval.as_secs(), 7);
    assert_eq!(options.sdks["b"].key, OLD_KEY);
}

#[test]
fn identifiers_are_any_text() {
    for id in ["12", "true", "a.b", "a/b", "ä", "'null'"] {
        let options = read(&format!("sdks: {{{id}: {{key: {KEY}}}}}"), &[]).expect(id);
        assert_eq!(options.sdks.keys().collect::<Vec<_>>(), [id.trim_matches('\'')]);
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed() {
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (folder.path().join("real"), folder.path().join("options.yml"));
    std::fs::write(&real, with_sdk("")).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    assert_eq!(read_path(&link, &[]), Ok(plain()));
    std::fs::remove_file(&real).unwrap();
    let error = read_path(&link, &[]).unwrap_err();
    assert!(error.contains("does not exist"), "{error}");
}

#[test]
fn what_is_no_file_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let error = read_path(folder.path(), &[]).unwrap_err();
    assert!(error.starts_with("failed to read config file") && error.contains("no regular file"), "{error}");
    let path = folder.path().join("options.yml");
    std::fs::write(&path, [b'a', 0xff]).unwrap();
    assert!(read_path(&path, &[]).unwrap_err().contains("it is not UTF-8"));
    if cfg!(unix) && std::path::Path::new("/dev/zero").exists() {
        assert!(read_path("/dev/zero".as_ref(), &[]).is_err());
    }
}

#[test]
fn json_knows_no_texts_but_those_in_quotes() {
    let read = |value| read(&with_sdk(""), &[("CONFIGCAT_HTTP_API_HEADERS", value)]);
    assert_eq!(read(r#"{"A":5,"B":true}"#), read(r#"{"A":"5","B":"true"}"#));
    let error = read(r#"{"A":1.50}"#).unwrap_err();
    assert!(error.contains("expected a text, found a number: put it in quotes"), "{error}");
}
