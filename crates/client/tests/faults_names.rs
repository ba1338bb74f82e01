//! Names that cannot be resolved, or resolve to something else each time.
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

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use faults::{codes, good, new};
use http::{again, at, fetch_in};
use support::*;
use tokio::runtime::Handle;
use tokio::time::Instant;
use vexil_client::{BoxFuture, Environment, Resolver, ServiceOptions, SystemClock};
use vexil_testkit::{FaultServer, Listen, Step};

const NAME: &str = "flags.test";
const TIMEOUT: Duration = Duration::from_secs(10);
const SLACK: Duration = Duration::from_millis(250);
const OTHER_ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

#[derive(Clone)]
enum Lookup {
    Found(Vec<Ipv4Addr>),
    Failed(&'static str),
    Hangs,
}

/// Answers lookups in turn, the last answer for ever.
struct Names {
    answers: Mutex<VecDeque<Lookup>>,
    asked: Mutex<Vec<String>>,
}

impl Names {
    fn answering(answers: impl IntoIterator<Item = Lookup>) -> Arc<Self> {
        Arc::new(Self { answers: Mutex::new(answers.into_iter().collect()), asked: Mutex::default() })
    }

    fn say(&self, answer: Lookup) {
        *self.answers.lock().unwrap() = VecDeque::from([answer]);
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    fn environment(self: &Arc<Self>) -> Arc<Environment> {
        Environment::resolving(Handle::current(), Arc::new(SystemClock), Arc::clone(self) as _)
    }
}

impl Resolver for Names {
    fn resolve(&self, name: String) -> BoxFuture<io::Result<Vec<IpAddr>>> {
        self.asked.lock().unwrap().push(name);
        let mut answers = self.answers.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Box::pin(async move {
            match answer.unwrap() {
                Lookup::Found(addresses) => Ok(addresses.into_iter().map(IpAddr::from).collect()),
                Lookup::Failed(text) => Err(io::Error::other(text)),
                Lookup::Hangs => std::future::pending().await,
            }
        })
    }
}

fn options_at(server: &FaultServer) -> ServiceOptions {
    let mut options = at(format!("http://{NAME}:{}", server.address().port()));
    options.request_timeout = TIMEOUT;
    options
}

#[tokio::test]
async fn a_name_that_is_not_found_is_an_error_of_its_own_and_found_later() {
    let server = FaultServer::start([good()]).await.unwrap();
    let texts = [
        "failed to lookup address information: Name or service not known",
        "failed to lookup address information: Temporary failure in name resolution",
    ];
    for text in texts {
        let names = Names::answering([Lookup::Failed(text)]);
        let (report, client, host) = fetch_in(&names.environment(), options_at(&server)).await;
        assert_eq!(codes(&report), (1103, "NAME_RESOLUTION"));
        let message = report.error.unwrap().to_string();
        assert!(message.ends_with(text) && !message.contains("TEST_KEY"), "{message}");
        assert!(names.asked().len() <= 2, "{:?}", names.asked());
        assert!(names.asked().iter().all(|name| name == NAME));
        names.say(Lookup::Found(vec![Ipv4Addr::LOCALHOST]));
        assert_eq!(again(&client, &host).await.code.number(), 0);
    }
    let names = Names::answering([Lookup::Found(vec![])]);
    let (report, ..) = fetch_in(&names.environment(), options_at(&server)).await;
    assert_eq!(codes(&report), (1103, "NAME_RESOLUTION"), "a name without addresses");
}

/// The operating system's own resolver: a name of the kind that never exists.
#[tokio::test]
async fn the_operating_system_does_not_know_an_invalid_name() {
    let environment = Environment::on(Handle::current(), Arc::new(SystemClock), None);
    let mut options = at("http://vexil-has-no-such-name.invalid".to_owned());
    options.request_timeout = TIMEOUT;
    let (report, ..) = fetch_in(&environment, options).await;
    // Without a network some resolvers hang instead.
    assert!([(1103, "NAME_RESOLUTION"), (1102, "TIMEOUT")].contains(&codes(&report)), "{report:?}");
    let server = FaultServer::start([good()]).await.unwrap();
    let options = at(format!("http://localhost:{}", server.address().port()));
    let (report, ..) = fetch_in(&environment, options).await;
    assert_eq!(report.code.number(), 0, "{report:?}");
}

#[tokio::test(start_paused = true)]
async fn a_resolver_that_hangs_costs_the_timeout_and_no_more() {
    let server = FaultServer::start([good()]).await.unwrap();
    let names = Names::answering([Lookup::Hangs]);
    let start = Instant::now();
    let (report, client, _) = fetch_in(&names.environment(), options_at(&server)).await;
    let elapsed = start.elapsed();
    assert_eq!(codes(&report), (1102, "TIMEOUT"));
    assert!((TIMEOUT..=TIMEOUT + SLACK).contains(&elapsed), "{elapsed:?}");
    assert!(client.entry().initial);
    assert_eq!((names.asked().len(), server.connections()), (1, 0));
}

/// Both servers stay up, so only looking again can tell. Also for those who poll so often that no connection is ever
/// idle for long.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_changed_address_is_used_within_a_minute() {
    for interval in [60_u64, 10] {
        let old = FaultServer::start([good()]).await.unwrap();
        let now = FaultServer::listen_at(Listen::Plain, OTHER_ADDRESS, old.address().port()).await.unwrap();
        now.script([new()]);
        let names = Names::answering([Lookup::Found(vec![Ipv4Addr::LOCALHOST])]);
        let (report, client, host) = fetch_in(&names.environment(), options_at(&old)).await;
        assert_eq!(report.code.number(), 0);
        names.say(Lookup::Found(vec![OTHER_ADDRESS]));
        for _ in 0..60 / interval {
            tokio::time::pause();
            tokio::time::advance(Duration::from_secs(interval)).await;
            tokio::time::resume();
            assert_eq!(again(&client, &host).await.code.number(), 0);
        }
        assert_eq!(client.entry().etag.as_deref(), Some("new"), "interval {interval} s");
        assert_eq!(old.connections(), 1);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test(start_paused = true)]
async fn one_dead_address_of_several_leaves_time_for_the_others() {
    let server = FaultServer::start([good()]).await.unwrap();
    let hole = FaultServer::listen_at(Listen::Full, OTHER_ADDRESS, server.address().port()).await.unwrap();
    let names = Names::answering([Lookup::Found(vec![OTHER_ADDRESS, Ipv4Addr::LOCALHOST])]);
    let mut options = options_at(&server);
    options.request_timeout = Duration::from_secs(30);
    // Waits by itself: the helper would give up after 30 s of the paused time.
    let (client, host) = open(&names.environment(), options);
    client.refresh(0, true, None);
    let start = Instant::now();
    while host.count("Fetched(true)") == 0 {
        assert!(start.elapsed() < Duration::from_secs(40));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(host.count("FetchEnded(0)"), 1, "{:?}", host.take());
    drop(hole);
}

/// Behind a proxy, the proxy looks for the server.
#[tokio::test]
async fn with_a_proxy_only_its_own_name_is_looked_up() {
    let proxy = FaultServer::start([vec![Step::Close]]).await.unwrap();
    for server in ["http://flags.test", "https://flags.test"] {
        let names = Names::answering([Lookup::Found(vec![Ipv4Addr::LOCALHOST])]);
        let mut options = at(server.to_owned());
        options.proxy = Some(format!("http://proxy.test:{}", proxy.address().port()));
        let (report, ..) = fetch_in(&names.environment(), options).await;
        assert_eq!(report.code.number(), 1103);
        assert!(
            !names.asked().is_empty() && names.asked().iter().all(|name| name == "proxy.test"),
            "{:?}",
            names.asked()
        );
        names.say(Lookup::Failed("Name or service not known"));
        let mut options = at(server.to_owned());
        options.proxy = Some(format!("http://proxy.test:{}", proxy.address().port()));
        let (report, ..) = fetch_in(&names.environment(), options).await;
        assert_eq!(codes(&report), (1103, "NAME_RESOLUTION"));
    }
    assert!(proxy.requests().iter().all(|request| request.line.starts_with("CONNECT flags.test:")));
}
