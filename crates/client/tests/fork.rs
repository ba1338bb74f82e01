//! What a host does in the child after a fork. Here nothing forks: the old state is brought into the condition that a child finds it in.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod support;

use std::mem;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use support::*;
use vexil_client::{
    BoxFuture, Client, ClientError, Entry, Request, Response, Service, ServiceOptions, TlsTrust, Transport,
};
use vexil_testkit::{Answer, FaultServer, Step};

const LONG: Duration = Duration::from_secs(30);

/// Never gives the background thread back.
struct Blocks(std::sync::mpsc::Sender<()>);

impl Transport for Blocks {
    fn fetch(&self, _: Request) -> BoxFuture<Result<Response, ClientError>> {
        self.0.send(()).unwrap();
        loop {
            thread::park();
        }
    }
}

fn options_at(server: &FaultServer) -> ServiceOptions {
    ServiceOptions { base_url: server.url(), base_url_overridden: true, ..options(auto(MINUTE)) }
}

fn open(options: ServiceOptions, transport: Option<Arc<dyn Transport>>) -> Client {
    Service::open(options, Arc::new(Recorder::default()), None, transport).unwrap()
}

/// So long that it is compiled and dropped on helper threads.
fn large_config() -> String {
    let flags: Vec<String> = (0..20_000)
        .map(|number| format!(r#""flag{number}":{{"t":0,"v":{{"b":true}},"i":"v{number}"}}"#))
        .collect();
    format!(r#"{{"f":{{{}}}}}"#, flags.join(","))
}

#[test]
fn all_begins_anew_in_a_child() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = Answer::ok(large_config()).to_bytes();
    let server = runtime.block_on(FaultServer::start([vec![Step::Send(answer)]])).unwrap();
    thread::spawn(move || runtime.block_on(std::future::pending::<()>()));
    assert_eq!(vexil_client::generation(), 0);
    vexil_client::warm_up();

    let of_parent = open(options_at(&server), None);
    assert!(of_parent.wait_ready(Some(LONG)));
    let entry = of_parent.entry();
    let trust = TlsTrust::roots(vec!["own".to_owned()]);
    // From here on the thread of the parent answers nobody.
    let (sender, blocked) = channel();
    let stuck = open(options(auto(MINUTE)), Some(Arc::new(Blocks(sender))));
    blocked.recv_timeout(LONG).unwrap();
    assert!(!open(options_at(&server), None).wait_ready(Some(Duration::from_millis(200))));

    vexil_client::after_fork_in_child();
    assert_eq!(vexil_client::generation(), 1);
    let requests = server.requests().len();
    // As the child is asked to: they are leaked.
    mem::forget((of_parent, stuck));

    // With the same options: it has a thread and a poller of its own.
    let own = open(options_at(&server), None);
    assert!(own.wait_ready(Some(LONG)));
    assert_eq!(server.requests().len(), requests + 1);
    assert!(own.entry().has_same_config(&entry));
    // What was compiled before is good, but not looked for: the table of the parent may be locked.
    assert!(!Arc::ptr_eq(own.entry().config.as_ref().unwrap(), entry.config.as_ref().unwrap()));
    assert_ne!(TlsTrust::roots(vec!["own".to_owned()]), trust);
    assert!(TlsTrust::built_in() == TlsTrust::built_in());

    // The last one to hold the parent's config has it dropped by a helper thread of this process.
    let configs = vexil_client::live_configs();
    let last = Entry::clone(&entry);
    drop(entry);
    drop(last);
    // The service of the parent holds it still.
    assert_eq!(vexil_client::live_configs(), configs);
    let (sender, dropped) = channel();
    thread::spawn(move || {
        let text = large_config().replace("true", "false");
        let entry = Entry::parse(Some(text.into_bytes()), 1.0, None).unwrap();
        let before = vexil_client::live_configs();
        drop(entry);
        while vexil_client::live_configs() == before {
            thread::sleep(Duration::from_millis(5));
        }
        sender.send(()).unwrap();
    });
    dropped.recv_timeout(LONG).unwrap();

    // And once more, as in a child of the child.
    vexil_client::after_fork_in_child();
    assert_eq!(vexil_client::generation(), 2);
    mem::forget(own);
    assert!(open(options_at(&server), None).wait_ready(Some(LONG)));
}
