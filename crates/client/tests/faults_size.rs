//! Configs, prerequisite chains and numbers of clients that are larger than anybody has them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

#[path = "support/faults.rs"]
mod faults;
#[path = "support/http.rs"]
mod http;
mod support;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use faults::{good, say};
use http::at;
use support::*;
use vexil_client::{Client, Event, Host, Service, ServiceOptions, SharedConfig};
use vexil_engine::configcat::{AttributeValue, Attributes, Config, ExplainRequest, Failure, Value, Verdict};
use vexil_testkit::{Answer, FaultServer, Step};

/// The stack that a thread may have.
const STACK: usize = 2 << 20;

/// A user with one attribute for everything, or none.
struct User<'a>(Option<&'a str>);

impl Attributes for User<'_> {
    fn has_user(&self) -> bool {
        self.0.is_some()
    }

    fn get(&self, _: usize) -> AttributeValue<'_> {
        self.0.map_or(AttributeValue::Missing, |text| AttributeValue::Text(text.as_bytes()))
    }
}

fn evaluate(config: &Config, key: &str, user: &User<'_>) -> Result<Value, Failure> {
    let id = config.find(key.as_bytes()).unwrap();
    let verdict = config.evaluate(id, user);
    let explained = config.explain(id, user, &ExplainRequest::default()).result;
    assert_eq!(matches!(verdict, Verdict::Outcome { .. }), explained.is_ok(), "{key}: {explained:?}");
    let outcome = config.flag(id).unwrap().outcome(explained?).unwrap();
    Ok(outcome.value.unwrap().to_owned())
}

/// Notes on which thread it is told that the config is there.
#[derive(Default)]
struct Witness(Mutex<Option<String>>);

impl Host for Witness {
    fn emit(&self, event: Event) {
        if matches!(event, Event::Stored(_)) {
            *self.0.lock().unwrap() = Some(std::thread::current().name().unwrap_or_default().to_owned());
        }
    }
}

/// Lets the background thread fetch a config, and prints how long that takes in all.
async fn load_in_background(what: &str, json: String) -> Arc<SharedConfig> {
    let size = json.len();
    let server = FaultServer::start([say(Answer::ok(json))]).await.unwrap();
    let witness = Arc::new(Witness::default());
    let start = Instant::now();
    let client = Service::open(at(server.url()), Arc::clone(&witness) as _, None, None).unwrap();
    client.refresh(0, true, None);
    while client.entry().is_empty() {
        assert!(start.elapsed() < Duration::from_secs(120), "no config");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    eprintln!("{what}, {size} bytes: fetched and compiled in {:?}", start.elapsed());
    assert_eq!(witness.0.lock().unwrap().as_deref(), Some("vexil"), "not on the thread of the host");
    client.entry().config.clone().unwrap()
}

#[tokio::test]
async fn ten_thousand_flags_of_ten_megabytes_are_compiled_in_the_background() {
    let filler = "x".repeat(1_000);
    let flags: Vec<String> =
        (0..10_000).map(|n| format!(r#""flag{n}":{{"t":1,"v":{{"s":"{n} {filler}"}},"i":"{n}"}}"#)).collect();
    let json = format!(r#"{{"f":{{{}}}}}"#, flags.join(","));
    assert!(json.len() > 10_000_000);
    let config = load_in_background("10,000 flags", json).await;
    assert_eq!(config.len(), 10_000);
    for n in [0, 4_999, 9_999] {
        let expected = Value::Text(format!("{n} {filler}").into_bytes().into());
        assert_eq!(evaluate(&config, &format!("flag{n}"), &User(None)), Ok(expected));
    }
}

fn rule(condition: &str, value: u32) -> String {
    format!(r#"{{"c":[{condition}],"s":{{"v":{{"i":{value}}}}}}}"#)
}

#[tokio::test]
async fn lists_of_a_hundred_thousand_texts_are_compiled_in_the_background() {
    let list: Vec<String> = (0..100_000).map(|n| format!(r#""user{n}@example.test""#)).collect();
    let list = list.join(",");
    let condition = |comparator: u32| format!(r#"{{"u":{{"a":"Email","c":{comparator},"l":[{list}]}}}}"#);
    // IS ONE OF and STARTS WITH ANY OF.
    let (is, starts) = (rule(&condition(0), 1), rule(&condition(30), 2));
    let json = format!(r#"{{"f":{{"flag":{{"t":2,"v":{{"i":0}},"r":[{is},{starts}]}}}}}}"#);
    let config = load_in_background("two lists of 100,000 texts", json).await;
    for (user, expected) in [
        ("user0@example.test", 1.0),
        ("user99999@example.test", 1.0),
        ("user5@example.test.org", 2.0),
        ("nobody", 0.0),
    ] {
        assert_eq!(evaluate(&config, "flag", &User(Some(user))), Ok(Value::Number(expected)), "{user}");
    }
}

#[tokio::test]
async fn a_flag_with_ten_thousand_rules_is_compiled_in_the_background() {
    let rules: Vec<String> = (0..10_000)
        .map(|n| rule(&format!(r#"{{"u":{{"a":"Email","c":0,"l":["user{n}"]}}}}"#), n + 1))
        .collect();
    let json = format!(r#"{{"f":{{"flag":{{"t":2,"v":{{"i":0}},"r":[{}]}}}}}}"#, rules.join(","));
    let config = load_in_background("10,000 rules", json).await;
    for (user, expected) in [("user0", 1.0), ("user9999", 10_000.0), ("nobody", 0.0)] {
        assert_eq!(evaluate(&config, "flag", &User(Some(user))), Ok(Value::Number(expected)), "{user}");
    }
}

/// A flag that is true if another one is.
fn dependent(key: &str, on: &str) -> String {
    let condition = format!(r#"{{"p":{{"f":"{on}","c":0,"v":{{"b":true}}}}}}"#);
    format!(r#""{key}":{{"t":0,"v":{{"b":false}},"r":[{{"c":[{condition}],"s":{{"v":{{"b":true}}}}}}]}}"#)
}

fn on_a_small_stack(test: impl AsyncFnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test());
    });
    thread.unwrap().join().unwrap();
}

/// Fetches, parses, evaluates and drops on the thread of the test.
async fn load(json: String) -> Arc<SharedConfig> {
    let server = FaultServer::start([say(Answer::ok(json))]).await.unwrap();
    let (report, client, _) = http::fetch(at(server.url())).await;
    assert_eq!(report.code.number(), 0, "{report:?}");
    client.entry().config.clone().unwrap()
}

#[test]
fn cycles_of_prerequisites_fail_alone_on_a_small_stack() {
    on_a_small_stack(async || {
        for length in [1, 2, 3, 10_000] {
            let cycle: Vec<String> =
                (0..length).map(|n| dependent(&format!("f{n}"), &format!("f{}", (n + 1) % length))).collect();
            let well = r#""well":{"t":0,"v":{"b":true}}"#;
            let leads_in = dependent("in", "f0");
            let config = load(format!(r#"{{"f":{{{},{leads_in},{well}}}}}"#, cycle.join(","))).await;
            for key in ["f0", "in"] {
                let failure = evaluate(&config, key, &User(Some("x"))).unwrap_err();
                // A long one is too deep before it closes.
                let circular = failure.to_string().contains("Circular dependency");
                assert!(circular || (length > 1_000 && failure == Failure::TooDeep), "{length}: {failure}");
            }
            assert_eq!(evaluate(&config, "well", &User(None)), Ok(Value::Bool(true)));
            assert_eq!(config.evaluate_all(&User(Some("x"))).take(50).count(), 50.min(length + 2));
        }
    });
}

#[test]
fn chains_of_prerequisites_of_any_length_are_safe_on_a_small_stack() {
    on_a_small_stack(async || {
        let chain: Vec<String> =
            (1..10_000).map(|n| dependent(&format!("f{n}"), &format!("f{}", n - 1))).collect();
        let config =
            load(format!(r#"{{"f":{{"f0":{{"t":0,"v":{{"b":true}}}},{}}}}}"#, chain.join(","))).await;
        assert_eq!(evaluate(&config, "f999", &User(Some("x"))), Ok(Value::Bool(true)));
        assert_eq!(evaluate(&config, "f9999", &User(Some("x"))), Err(Failure::TooDeep));
        assert_eq!(config.evaluate_all(&User(Some("x"))).take(1_100).count(), 1_100);
    });
}

/// The names of the threads of this package, where the operating system tells.
fn threads() -> Option<Vec<String>> {
    let tasks = std::fs::read_dir("/proc/self/task").ok()?;
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    Some(names.map(|name| name.trim().to_owned()).filter(|name| name.starts_with("vexil")).collect())
}

/// One thread, and a few helpers at most: those of the other tests here that drop and compile large configs.
async fn assert_one_thread() {
    const HELPERS: usize = 3;
    // A new thread has the name of the one that started it until it gives itself its own: such a helper is counted twice.
    let deadline = Instant::now() + Duration::from_secs(5);
    while let Some(threads) = threads() {
        let (helpers, others): (Vec<_>, Vec<_>) = threads.iter().partition(|name| *name == "vexil-helper");
        if others == ["vexil"] {
            assert!(helpers.len() <= HELPERS, "{} helper threads", helpers.len());
            return;
        }
        assert!(Instant::now() < deadline, "{others:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn polling(server: &FaultServer) -> ServiceOptions {
    let mut options = at(server.url());
    options.mode = auto(MINUTE);
    options
}

fn open_here(options: ServiceOptions) -> (Client, Arc<Recorder>) {
    let host = Arc::new(Recorder::default());
    (Service::open(options, Arc::clone(&host) as _, None, None).unwrap(), host)
}

#[tokio::test]
async fn a_thousand_clients_of_one_key_are_one_poller_on_one_thread() {
    let server = FaultServer::start([good()]).await.unwrap();
    let clients: Vec<_> = (0..1_000).map(|_| open_here(polling(&server))).collect();
    for (client, host) in &clients {
        host.wait_for("Ready").await;
        assert_eq!(client.entry().etag.as_deref(), Some("good"));
    }
    assert_eq!((server.requests().len(), server.connections()), (1, 1));
    assert_one_thread().await;

    // All ask while one request is under way.
    let slow = [&[Step::Wait(Duration::from_millis(500))], &good()[..]].concat();
    server.script([slow]);
    for (client, _) in &clients {
        client.refresh(1, true, None);
    }
    for (_, host) in &clients {
        host.wait_for("RefreshDone(1, 0)").await;
    }
    assert_eq!(server.requests().len(), 2);

    // With the last one the poller is gone: a new client asks anew.
    let mut clients = clients;
    let (last, _) = clients.pop().unwrap();
    drop(clients);
    let (_joined, host) = open_here(polling(&server));
    host.wait_for("Ready").await;
    assert_eq!(server.requests().len(), 2, "the last one keeps it");
    last.dispose();
    assert_one_thread().await;
}

#[tokio::test]
async fn a_thousand_keys_are_a_thousand_pollers_on_one_thread() {
    let server = FaultServer::start([good()]).await.unwrap();
    let mut clients = Vec::new();
    for wave in 0..10 {
        let opened: Vec<_> = (0..100)
            .map(|n| {
                let mut options = polling(&server);
                options.sdk_key = format!("key-{wave}-{n}");
                open_here(options)
            })
            .collect();
        for (client, host) in &opened {
            host.wait_for("Ready").await;
            assert!(!client.entry().is_empty());
        }
        clients.extend(opened);
    }
    assert_eq!(server.requests().len(), 1_000);
    assert!(server.connections() <= 200, "{} connections for one server", server.connections());
    assert_one_thread().await;
    drop(clients);
}
