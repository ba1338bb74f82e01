use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::log::Level;
use crate::options::{Options, SdkOffline, SdkOptions};
use crate::site::CacheState;
use crate::testing;

const CONFIG: Option<(&str, &str)> = Some((r#"{"f":{}}"#, "e"));

fn file() -> SdkOptions {
    let (polling, poll_interval, log) = (false, Duration::from_secs(5), Level::Warn);
    let offline = SdkOffline::File { path: PathBuf::from("f.json"), polling, poll_interval, log };
    SdkOptions { offline, ..SdkOptions::new("1234567890") }
}

fn from_cache() -> SdkOptions {
    let offline = SdkOffline::Cache { poll_interval: Duration::from_secs(5), log: Level::Warn };
    SdkOptions { offline, ..SdkOptions::new("1234567890") }
}

fn site(sdks: Vec<Arc<Sdk>>) -> Arc<Site> {
    testing::site(Options::default(), sdks)
}

fn parsed(site: &Site) -> serde_json::Value {
    serde_json::from_slice(&status_json(site)).unwrap()
}

#[test]
fn the_text_is_that_of_the_official_proxy() {
    let sdk = testing::sdk("env1", SdkOptions::new("configcat-sdk-1/abc/12345"), CONFIG);
    let other = testing::sdk("a<b", file(), None);
    sdk.state().note(true, "config fetched");
    let text = String::from_utf8(status_json(&site(vec![sdk, other])).to_vec()).unwrap();
    let time = text.split("[\"").nth(1).and_then(|rest| rest.split(" UTC").next()).unwrap().to_owned();
    assert_eq!(time.len(), "Mon, 29 May 2023 16:36:40".len());
    let expected = format!(
        r#"{{"status":"degraded","sdks":{{"a\u003cb":{{"key":"*****67890","mode":"offline","source":{{"type":"file","status":"initializing","records":null}}}},"env1":{{"key":"********************12345","mode":"online","source":{{"type":"remote","status":"healthy","records":["{time} UTC: [ok] config fetched"]}}}}}},"cache":{{"status":"n/a","records":null}}}}"#
    );
    assert_eq!(text, expected);
}

#[test]
fn an_sdk_is_as_healthy_as_its_last_two_records() {
    let cases: [(&[bool], bool, &str); 11] = [
        (&[], false, "initializing"),
        (&[], true, "initializing"),
        (&[true], true, "healthy"),
        (&[false], false, "down"),
        (&[false], true, "degraded"),
        (&[true, false], true, "healthy"),
        (&[false, true], true, "healthy"),
        (&[true, false, false], true, "degraded"),
        (&[false, false], false, "down"),
        (&[false, false, true], true, "healthy"),
        (&[true, true, true, true, true, false, false], true, "degraded"),
    ];
    for (records, has_config, expected) in cases {
        let sdk = testing::sdk("env1", SdkOptions::new("k"), CONFIG.filter(|_| has_config));
        for ok in records {
            sdk.state().note(*ok, "x");
        }
        let status = parsed(&site(vec![sdk]));
        let source = &status["sdks"]["env1"]["source"];
        assert_eq!(source["status"], expected, "{records:?}");
        let kept = source["records"].as_array().map_or(0, Vec::len);
        assert_eq!(kept, records.len().min(5));
    }
}

#[test]
fn the_proxy_is_down_only_when_all_of_it_is() {
    use Health::{Degraded, Down, Healthy, Initializing, NotAvailable};
    let sdk = |id: &str, health: Health| {
        let config = CONFIG.filter(|_| health != Down);
        let sdk = testing::sdk(id, SdkOptions::new("k"), config);
        match health {
            Healthy => sdk.state().note(true, "x"),
            Degraded | Down => sdk.state().note(false, "x"),
            Initializing | NotAvailable => {}
        }
        sdk
    };
    let cases: [(&[Health], &str); 10] = [
        (&[], "down"),
        (&[Healthy], "healthy"),
        (&[Healthy, Healthy], "healthy"),
        (&[Healthy, Degraded], "degraded"),
        (&[Healthy, Initializing], "degraded"),
        (&[Healthy, Down], "degraded"),
        (&[Initializing], "initializing"),
        (&[Initializing, Initializing], "initializing"),
        (&[Initializing, Down], "degraded"),
        (&[Down, Down], "down"),
    ];
    for (healths, expected) in cases {
        let sdks = healths.iter().enumerate().map(|(index, health)| sdk(&index.to_string(), *health));
        assert_eq!(parsed(&site(sdks.collect()))["status"], expected, "{healths:?}");
    }
}

struct Cache;

impl CacheState for Cache {
    fn health(&self) -> Health {
        Health::Degraded
    }

    fn records(&self) -> Records {
        let mut records = Records::default();
        records.note(false, "cache write failed".to_owned());
        records
    }
}

#[test]
fn the_cache_is_told_of_unless_an_sdk_has_a_file() {
    let of = |sdks: Vec<Arc<Sdk>>| {
        let mut site = Arc::into_inner(site(sdks)).unwrap();
        site.cache = Arc::new(Cache);
        parsed(&site)
    };
    let status = of(vec![testing::sdk("env1", from_cache(), CONFIG)]);
    assert_eq!(status["cache"]["status"], "degraded");
    let record = status["cache"]["records"][0].as_str().unwrap();
    assert!(record.ends_with(" UTC: [error] cache write failed"), "{record}");
    assert_eq!(status["sdks"]["env1"]["mode"], "offline");
    assert_eq!(status["sdks"]["env1"]["source"]["type"], "cache");
    let status = of(vec![testing::sdk("env1", file(), CONFIG), testing::sdk("env2", from_cache(), CONFIG)]);
    assert_eq!(status["cache"], serde_json::json!({"status": "n/a", "records": null}));
}
