//! SDKs of the file and of variables.

use std::time::Duration;

use super::super::SdkOffline;
use super::{KEY, OLD_KEY, read, with_sdk};
use crate::log::Level;

#[test]
fn an_sdk_of_a_variable_replaces_that_of_the_file() {
    let yaml = with_sdk(
        "    poll_interval: 7\n    log: {level: debug}\n  env2:\n    key: KEY\n    poll_interval: 8\n",
    )
    .replace("KEY", OLD_KEY);
    let list = format!(r#"{{"env1":"{OLD_KEY}","my-env":"{KEY}"}}"#);
    let options = read(
        &yaml,
        &[
            ("CONFIGCAT_SDKS", &list),
            ("CONFIGCAT_ENV1_DATA_GOVERNANCE", "eu"),
            ("CONFIGCAT_ENV2_POLL_INTERVAL", "99"),
            ("CONFIGCAT_MY_ENV_POLL_INTERVAL", "9"),
        ],
    )
    .unwrap();
    let seen: Vec<_> = options
        .sdks
        .iter()
        .map(|(id, sdk)| {
            (
                id.as_str(),
                sdk.key.as_str(),
                sdk.poll_interval.as_secs(),
                sdk.log,
                format!("{:?}", sdk.governance),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("env1", OLD_KEY, 60, Level::Warn, "Eu".to_owned()),
            ("env2", OLD_KEY, 8, Level::Warn, "Global".to_owned()),
            ("my-env", KEY, 9, Level::Warn, "Global".to_owned()),
        ]
    );
}

#[test]
fn an_sdk_of_a_variable_needs_a_key() {
    for list in [r#"{"env1":""}"#, r#"{"env1":null}"#] {
        let error = read(&with_sdk(""), &[("CONFIGCAT_SDKS", list)]).unwrap_err();
        assert!(error.starts_with("sdk-env1: SDK key is required"), "{error}");
    }
    let error = read(&with_sdk(""), &[("CONFIGCAT_SDKS", r#"{"":"a"}"#)]).unwrap_err();
    assert!(error.contains("identifier"), "{error}");
}

#[test]
fn variables_belong_to_one_option() {
    let list = format!(r#"{{"a-b":"{KEY}","a_b":"{KEY}"}}"#);
    let error = read("", &[("CONFIGCAT_SDKS", &list)]).unwrap_err();
    assert!(error.contains("'a-b' and 'a_b'") && error.contains("CONFIGCAT_A_B_"), "{error}");
    let list = format!(r#"{{"http":"{KEY}"}}"#);
    let variables = [("CONFIGCAT_SDKS", &*list), ("CONFIGCAT_HTTP_LOG_LEVEL", "info")];
    let error = read("", &variables).unwrap_err();
    assert!(error.contains("'http.log.level' and 'sdks.http.log.level'"), "{error}");
    assert!(read("", &variables[..1]).is_ok());
}

#[test]
fn empty_variables_are_none() {
    let options =
        read(&with_sdk("http: {port: 81}\n"), &[("CONFIGCAT_HTTP_PORT", ""), ("CONFIGCAT_SDKS", "")])
            .unwrap();
    assert_eq!(options.http.port, 81);
    assert_eq!(options.sdks.len(), 1);
}

#[test]
fn levels_are_inherited_from_the_root() {
    let rest = "    offline: {enabled: true, use_cache: true}\nlog: {level: error}\nhttp: {log: {level: nonsense}}\n\
                cache: {redis: {enabled: true}}\n";
    let options = read(&with_sdk(rest), &[]).unwrap();
    let sdk = &options.sdks["env1"];
    let poll_interval = Duration::from_secs(5);
    assert_eq!(sdk.offline, SdkOffline::Cache { poll_interval, log: Level::Error });
    assert_eq!(
        [options.log, options.http.log, options.http.sse.log, options.offline.log, sdk.log],
        [Level::Error; 5]
    );
    assert_eq!(options.warnings, ["'http.log.level' is none of error, warn, info, debug: 'error' is used"]);
    // `http.sse` does not take the level of `http`.
    let options = read(&with_sdk("http: {log: {level: debug}}\n"), &[]).unwrap();
    assert_eq!((options.http.log, options.http.sse.log), (Level::Debug, Level::Warn));
}

#[test]
fn zero_is_the_default_of_intervals_and_validities() {
    let rest = "    poll_interval: 0\n    webhook_signing_key: a\n    webhook_signature_valid_for: 0\n    \
                offline: {enabled: true, use_cache: true, cache_poll_interval: 0}\n\
                cache: {redis: {enabled: true}}\noffline: {cache_poll_interval: 0}\n";
    let options = read(&with_sdk(rest), &[]).unwrap();
    let sdk = &options.sdks["env1"];
    assert_eq!(sdk.poll_interval.as_secs(), 60);
    assert_eq!(sdk.webhook_signature_valid_for.as_secs(), 300);
    assert_eq!(sdk.offline, SdkOffline::Cache { poll_interval: Duration::from_secs(5), log: Level::Warn });
    assert_eq!(options.offline.cache_poll_interval.as_secs(), 5);
}

#[test]
fn global_offline_mode_is_that_of_all_sdks_that_have_none() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let rest = format!(
        "  env2:\n    key: {KEY}\n    offline: {{enabled: true, local: {{file_path: '{file}'}}}}\n\
         offline: {{enabled: true, cache_poll_interval: 9, log: {{level: info}}}}\ncache: {{redis: {{enabled: true}}}}\n"
    );
    let options = read(&with_sdk(&rest), &[]).unwrap();
    let cache = SdkOffline::Cache { poll_interval: Duration::from_secs(9), log: Level::Info };
    assert_eq!(options.sdks["env1"].offline, cache);
    assert!(
        matches!(&options.sdks["env2"].offline, SdkOffline::File { path, .. } if path.as_os_str() == file)
    );
}
