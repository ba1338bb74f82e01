//! Panics are told to whoever caught them and print nothing. Each case runs in a process of its own, because the hook belongs
//! to the process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod support;

use std::panic::catch_unwind;
use std::process::{Command, Output};
use std::sync::Arc;

use support::*;
use vexil_client::{
    BoxFuture, ClientError, Entry, Event, ExternalCache, Request, Response, Service, ServiceOptions,
    Transport,
};

/// Tells a process that it is one of those.
const CASE: &str = "VEXIL_PANIC_CASE";

fn is_case() -> bool {
    std::env::var_os(CASE).is_some()
}

/// Runs the test of this name in a process of its own.
fn run(test: &str) -> Output {
    let mut process = Command::new(std::env::current_exe().unwrap());
    process.args([test, "--exact", "--nocapture", "--test-threads=1"]);
    process.env(CASE, "1").env("RUST_BACKTRACE", "0").output().unwrap()
}

fn printed(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// Panics with the address.
struct Panicking;

impl Transport for Panicking {
    fn fetch(&self, request: Request) -> BoxFuture<Result<Response, ClientError>> {
        Box::pin(async move { panic!("by design: {}", request.url) })
    }
}

#[test]
fn a_panic_of_a_poller_becomes_an_event_with_its_place_and_without_key() {
    if !is_case() {
        let output = run("a_panic_of_a_poller_becomes_an_event_with_its_place_and_without_key");
        let (told, errors) = printed(&output);
        assert!(output.status.success(), "{told}{errors}");
        assert_eq!(errors, "");
        let message = told.lines().find(|line| line.starts_with("told: ")).expect("no event");
        let address =
            "https://cdn-global.configcat.com/configuration-files/configcat-sdk-1/***/***/config_v6.json";
        assert!(message.starts_with(&format!("told: by design: {address} (at ")), "{message}");
        assert!(message.contains("panics.rs:"), "{message}");
        return;
    }
    vexil_client::silence_panics();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let script = Script::new([network_failure()]);
        let host = Arc::new(Recorder::default());
        let environment = environment(&script);
        let listener = Arc::clone(&host) as _;
        let transport = Some(Arc::new(Panicking) as _);
        let client =
            Service::open_in(&environment, options(auto(MINUTE)), listener, None, transport).unwrap();
        settle().await;
        for event in host.take_events() {
            if let Event::PollFailed { message } = event {
                println!("\ntold: {message}");
            }
        }
        assert_eq!(client.status().last_error.unwrap().code, "PANIC");
    });
}

#[test]
fn caught_panics_print_nothing() {
    if !is_case() {
        let output = run("caught_panics_print_nothing");
        let (told, errors) = printed(&output);
        assert!(output.status.success(), "{told}{errors}");
        assert_eq!(errors, "");
        return;
    }
    vexil_client::silence_panics();
    vexil_client::silence_panics();
    for _ in 0..3 {
        let panic = catch_unwind(|| panic!("by design")).unwrap_err();
        let text = vexil_client::panic_text(&*panic);
        assert!(text.starts_with("by design (at ") && text.contains("panics.rs:"), "{text}");
    }
}

extern "C" fn no_way_out() {
    panic!("by design, with a secret");
}

#[test]
fn a_panic_that_ends_the_process_says_so_and_keeps_the_rest_to_itself() {
    if !is_case() {
        let output = run("a_panic_that_ends_the_process_says_so_and_keeps_the_rest_to_itself");
        let (told, errors) = printed(&output);
        assert!(!output.status.success(), "{told}{errors}");
        assert!(errors.contains("cannot unwind"), "{errors}");
        assert!(!errors.contains("secret"), "{errors}");
        return;
    }
    vexil_client::silence_panics();
    no_way_out();
}

/// Panics with a key that has not the usual form.
struct Tactless;

const PROXY_KEY: &str = "configcat-proxy/secret-of-mine";

impl ExternalCache for Tactless {
    fn sync(&self) -> BoxFuture<Arc<Entry>> {
        panic!("no entry for {PROXY_KEY}");
    }

    fn store(&self, _: Arc<Entry>) -> BoxFuture<()> {
        panic!("no room for {PROXY_KEY}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_a_cache_is_told_without_the_key_of_the_service() {
    let script = Script::new([config(CONFIG, "e1")]);
    let options = ServiceOptions::new(PROXY_KEY, auto(MINUTE));
    let (_client, host) = open_with_cache(&environment(&script), options, Arc::new(Tactless));
    settle().await;
    let told = host.take_events().into_iter().filter_map(|event| match event {
        Event::PollFailed { message } => Some(message),
        _ => None,
    });
    let told: Vec<String> = told.collect();
    assert_eq!(told, ["no entry for configcat-proxy/***", "no room for configcat-proxy/***"]);
}
