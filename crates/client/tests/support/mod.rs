//! What the tests of this crate share: a scripted transport, a recording host, and time that can be moved.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its own part")]

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use vexil_client::{
    Body, BoxFuture, Client, ClientError, Clock, Environment, Event, ExternalCache, Host, Mode,
    RefreshOutcome, Request, Response, Service, ServiceOptions, Transport,
};

pub const SDK_KEY: &str = "configcat-sdk-1/TEST_KEY-0123456789012/1234567890123456789012";
pub const CONFIG: &str = r#"{"f":{"flag":{"t":0,"v":{"b":true}}}}"#;
pub const OTHER_CONFIG: &str = r#"{"f":{"flag":{"t":0,"v":{"b":false}}}}"#;
pub const MINUTE: Duration = Duration::from_secs(60);
/// Lazy loading with a time to live of a minute.
pub const LAZY: Mode = Mode::Lazy { time_to_live: MINUTE };
/// Wall-clock time at the start of each test.
pub const EPOCH_MS: f64 = 1_700_000_000_000.0;

/// Wall-clock time that follows the runtime's clock, so that paused time moves both.
pub struct TestClock(Instant);

impl TestClock {
    pub fn start() -> Arc<Self> {
        Arc::new(Self(Instant::now()))
    }
}

impl Clock for TestClock {
    fn now_ms(&self) -> f64 {
        EPOCH_MS + self.0.elapsed().as_millis() as f64
    }
}

pub type Answer = Result<Response, ClientError>;

/// Answers requests from a script; the last line of it is repeated for ever.
pub struct Script {
    answers: Mutex<VecDeque<Answer>>,
    delay: Mutex<Duration>,
    /// The addresses and ETags asked for.
    pub requests: Mutex<Vec<(String, Option<String>)>>,
    /// Which of the requests might be repeated by the transport.
    pub repeatable: Mutex<Vec<bool>>,
    /// When the requests came.
    pub times: Mutex<Vec<Instant>>,
    /// How many requests were answered (not given up).
    pub answered: Mutex<usize>,
    gate: Mutex<Option<Arc<Semaphore>>>,
}

impl Script {
    pub fn new(answers: impl IntoIterator<Item = Answer>) -> Arc<Self> {
        Arc::new(Self {
            answers: Mutex::new(answers.into_iter().collect()),
            delay: Mutex::default(),
            requests: Mutex::default(),
            repeatable: Mutex::default(),
            times: Mutex::default(),
            answered: Mutex::default(),
            gate: Mutex::default(),
        })
    }

    /// Every answer takes this long from now on.
    pub fn set_delay(&self, delay: Duration) {
        *self.delay.lock().unwrap() = delay;
    }

    /// Answers wait for a permit from now on.
    pub fn close_gate(&self) -> Arc<Semaphore> {
        let gate = Arc::new(Semaphore::new(0));
        *self.gate.lock().unwrap() = Some(Arc::clone(&gate));
        gate
    }

    pub fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }

    /// The times between the requests, in seconds.
    pub fn gaps(&self) -> Vec<f64> {
        let times = self.times.lock().unwrap();
        times.windows(2).map(|pair| (pair[1] - pair[0]).as_secs_f64()).collect()
    }

    pub fn etags(&self) -> Vec<Option<String>> {
        self.requests.lock().unwrap().iter().map(|(_, etag)| etag.clone()).collect()
    }

    fn next(&self) -> Answer {
        let mut answers = self.answers.lock().unwrap();
        if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() }
            .expect("an empty script")
    }
}

/// A transport over a script.
pub struct Scripted(pub Arc<Script>);

impl Transport for Scripted {
    fn fetch(&self, request: Request) -> BoxFuture<Answer> {
        let script = Arc::clone(&self.0);
        Box::pin(async move {
            script.requests.lock().unwrap().push((request.url, request.etag));
            script.repeatable.lock().unwrap().push(request.may_repeat);
            script.times.lock().unwrap().push(Instant::now());
            let delay = *script.delay.lock().unwrap();
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            let gate = script.gate.lock().unwrap().clone();
            if let Some(gate) = gate {
                gate.acquire().await.expect("the gate is gone").forget();
            }
            *script.answered.lock().unwrap() += 1;
            script.next()
        })
    }
}

pub fn status(status: u16, reason: &str) -> Answer {
    Ok(Response { status, reason: reason.to_owned(), ..Response::default() })
}

pub fn config(json: &str, etag: &str) -> Answer {
    Ok(Response {
        status: 200,
        reason: "OK".to_owned(),
        etag: Some(etag.to_owned()),
        ray_id: Some("ray-1".to_owned()),
        body: Some(Body::Bytes(json.as_bytes().to_vec())),
        ..Response::default()
    })
}

pub fn body(bytes: &[u8]) -> Answer {
    Ok(Response { status: 200, body: Some(Body::Bytes(bytes.to_vec())), ..Response::default() })
}

pub fn network_failure() -> Answer {
    Err(ClientError::Failure { message: "connection refused".to_owned(), ray_id: None })
}

/// Writes down what it is told.
#[derive(Default)]
pub struct Recorder {
    events: Mutex<Vec<Event>>,
}

impl Host for Recorder {
    fn emit(&self, event: Event) {
        self.events.lock().unwrap().push(event);
    }
}

impl Recorder {
    /// Takes the events so far, as short names.
    pub fn take(&self) -> Vec<String> {
        self.take_events().iter().map(name).collect()
    }

    pub fn take_events(&self) -> Vec<Event> {
        std::mem::take(&mut *self.events.lock().unwrap())
    }

    /// How many events of one short name have arrived and were not taken yet.
    pub fn count(&self, wanted: &str) -> usize {
        self.events.lock().unwrap().iter().filter(|event| name(event) == wanted).count()
    }

    /// Waits, in real time, for an event.
    pub async fn wait_for(&self, wanted: &str) {
        for _ in 0..3000 {
            if self.count(wanted) > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no {wanted} within 30 s; got {:?}", self.take());
    }
}

pub fn name(event: &Event) -> String {
    match event {
        Event::Stored(entry) => {
            format!(
                "Stored({})",
                entry.etag.as_deref().unwrap_or(if entry.is_empty() { "empty" } else { "-" })
            )
        }
        Event::FetchEnded(report) => format!("FetchEnded({})", report.code.number()),
        Event::Warned(warning) => format!("Warned({})", warning.id()),
        Event::Fetched { by_user } => format!("Fetched({by_user})"),
        Event::Changed => "Changed".to_owned(),
        Event::Ready => "Ready".to_owned(),
        Event::RefreshDone { token, outcome } => match outcome {
            RefreshOutcome::Ended(report) => format!("RefreshDone({token}, {})", report.code.number()),
            RefreshOutcome::Failed(error) => format!("RefreshDone({token}, {})", error.code()),
            RefreshOutcome::Offline => format!("RefreshDone({token}, offline)"),
            RefreshOutcome::Held => format!("RefreshDone({token}, held)"),
            RefreshOutcome::Disposed => format!("RefreshDone({token}, disposed)"),
            other => format!("{other:?}"),
        },
        Event::Restored(entry) => {
            format!(
                "Restored({})",
                entry.as_ref().map_or("-", |entry| entry.etag.as_deref().unwrap_or("no etag"))
            )
        }
        Event::CacheFile(notice) => format!("CacheFile({})", notice.id()),
        Event::PollFailed { .. } => "PollFailed".to_owned(),
        Event::TrustNeeded { token } => format!("TrustNeeded({token})"),
        other => format!("{other:?}"),
    }
}

/// The events of a first successful fetch.
pub fn first_fetch(etag: &str) -> Vec<String> {
    ["FetchEnded(0)", &format!("Stored({etag})"), "Fetched(false)", "Changed", "Ready"]
        .map(str::to_owned)
        .into()
}

pub const fn auto(interval: Duration) -> Mode {
    Mode::Auto { interval, max_init_wait: Some(Duration::from_secs(5)) }
}

pub fn options(mode: Mode) -> ServiceOptions {
    ServiceOptions::new(SDK_KEY, mode)
}

/// An environment on the test's runtime in which every service uses the script.
pub fn environment(script: &Arc<Script>) -> Arc<Environment> {
    environment_with(script, TestClock::start(), 0.0)
}

/// The same, with a clock of the test's, and waits that get this part (0 to 1) of their jitter.
pub fn environment_with(script: &Arc<Script>, clock: Arc<dyn Clock>, chance: f64) -> Arc<Environment> {
    let transport = Arc::new(Scripted(Arc::clone(script)));
    Environment::on_with_chance(Handle::current(), clock, Arc::new(move || chance), Some(transport))
}

pub fn open(environment: &Environment, options: ServiceOptions) -> (Client, Arc<Recorder>) {
    let recorder = Arc::new(Recorder::default());
    let client = Service::open_in(environment, options, Arc::clone(&recorder) as _, None, None).unwrap();
    (client, recorder)
}

pub fn open_with_cache(
    environment: &Environment,
    options: ServiceOptions,
    cache: Arc<dyn ExternalCache>,
) -> (Client, Arc<Recorder>) {
    let recorder = Arc::new(Recorder::default());
    let client =
        Service::open_in(environment, options, Arc::clone(&recorder) as _, Some(cache), None).unwrap();
    (client, recorder)
}

/// Lets everything happen that needs no time to pass.
pub async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

/// Lets time pass (with paused time: at once).
pub async fn pass(time: Duration) {
    tokio::time::sleep(time).await;
    settle().await;
}

/// A file of ConfigCat's published test data, in the folder that `VEXIL_CONFORMANCE` names; `None` where it is missing.
pub fn conformance(file: &str) -> Option<serde_json::Value> {
    let folder = std::env::var_os("VEXIL_CONFORMANCE").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance"),
        PathBuf::from,
    );
    let path = folder.join("configcat").join(file);
    match std::fs::read(&path) {
        Ok(bytes) => Some(serde_json::from_slice(&bytes).unwrap()),
        Err(_) => {
            eprintln!("skipped: the conformance data is missing ({file})");
            None
        }
    }
}
