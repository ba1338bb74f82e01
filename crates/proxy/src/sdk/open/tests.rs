use std::fs;
use std::time::Duration;

use axum::body::Body;
use http_body_util::BodyExt;
use tokio::time::{sleep, timeout};

use super::*;
use crate::log::{Level, Memory};
use crate::options::Governance;
use crate::sdk::upstream::Upstream;
use crate::sse::{Streams, Watched};
use crate::user::{User, Value};

const KEY: &str = "configcat-sdk-1/aaaaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbbbbbbbbbbbbb";
const OTHER_KEY: &str = "configcat-sdk-1/cccccccccccccccccccccc/dddddddddddddddddddddd";
/// `true` for those whose attribute `plan` is `pro`.
const CONFIG: &str = r#"{"f":{"flag":{"t":0,"v":{"b":false},"r":[{"c":[{"u":{"a":"plan","c":28,"s":"pro"}}],"s":{"v":{"b":true}}}]}}}"#;
const BOUND: Duration = Duration::from_secs(10);

/// Reloads, as the server does it.
struct Rig {
    opened: Opened,
    options: Options,
    metrics: Arc<Metrics>,
    log: Logger,
    memory: Arc<Memory>,
    streams: Streams,
}

impl Rig {
    async fn start(options: Options) -> Self {
        let memory = Arc::new(Memory::default());
        let log = Logger::new(Level::Error, Arc::<Memory>::clone(&memory));
        let metrics = Arc::new(Metrics::default());
        let opened = open(&options, None, &metrics, &log).await.unwrap();
        let streams = Streams::new(Arc::clone(&metrics), log.clone());
        Self { opened, options, metrics, log, memory, streams }
    }

    async fn reload(&mut self, change: impl FnOnce(&mut Options)) {
        change(&mut self.options);
        self.opened = open(&self.options, Some(&self.opened), &self.metrics, &self.log).await.unwrap();
    }

    fn sdk(&self, id: &str) -> Arc<Sdk> {
        Arc::clone(self.opened.sdks.get(id).unwrap())
    }

    async fn stream(&self, user: Option<User>) -> Body {
        let sdk = self.sdk("env1");
        let snapshot = sdk.ready_snapshot().await.unwrap();
        self.streams.open(&sdk, &snapshot, Watched::One { key: "flag".to_owned(), user }, None, 100).unwrap()
    }

    /// The answer to a request without a user.
    fn answer(&self) -> String {
        let snapshot = self.sdk("env1").snapshot().unwrap();
        let (config, defaults) = (snapshot.config(), snapshot.default_attributes());
        let json = snapshot.answers().one_of_body(config, br#"{"key":"flag"}"#, defaults).unwrap();
        String::from_utf8(json.to_vec()).unwrap()
    }
}

fn plan(name: &str) -> Option<User> {
    Some([("plan".into(), Value::Text(name.into()))].into_iter().collect())
}

fn online(upstream: &Upstream) -> Options {
    let mut options = Options::default();
    let sdk = SdkOptions { base_url: Some(upstream.url().to_owned()), ..SdkOptions::new(KEY) };
    options.sdks.insert("env1".to_owned(), sdk);
    options
}

fn file(key: &str, path: &Path) -> SdkOptions {
    let poll_interval = Duration::from_secs(600);
    let offline = SdkOffline::File { path: path.to_owned(), polling: false, poll_interval, log: Level::Warn };
    SdkOptions { offline, ..SdkOptions::new(key) }
}

async fn next(body: &mut Body) -> Option<String> {
    let frame = timeout(BOUND, body.frame()).await.unwrap()?;
    Some(String::from_utf8(frame.unwrap().into_data().unwrap().to_vec()).unwrap())
}

async fn is_silent(body: &mut Body) -> bool {
    timeout(Duration::from_millis(200), body.frame()).await.is_err()
}

async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let waiting = async {
        while !is_so() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(BOUND, waiting).await.unwrap_or_else(|_| panic!("{what}"));
}

#[tokio::test]
async fn options_that_do_not_change_the_source_leave_all_as_it_is() {
    let upstream = Upstream::start(CONFIG, "\"one\"").await;
    let mut rig = Rig::start(online(&upstream)).await;
    let mut stream = rig.stream(None).await;
    next(&mut stream).await.unwrap();
    let before = rig.sdk("env1");
    assert!(before.seen().is_first([1; 32], 0, 100));
    let changes: [fn(&mut SdkOptions); 5] = [
        |sdk| sdk.log = Level::Debug,
        |sdk| sdk.webhook_signing_key = Some("key".to_owned()),
        |sdk| sdk.webhook_signature_valid_for = Duration::from_secs(1),
        |sdk| sdk.governance = Governance::Eu,
        |sdk| sdk.poll_interval = Duration::from_secs(1_000),
    ];
    for change in changes {
        rig.reload(|options| change(options.sdks.get_mut("env1").unwrap())).await;
        let now = rig.sdk("env1");
        assert_eq!(now.options(), &rig.options.sdks["env1"]);
        assert!(Arc::ptr_eq(&before.snapshot().unwrap(), &now.snapshot().unwrap()));
    }
    assert!(!rig.sdk("env1").seen().is_first([1; 32], 0, 100));
    rig.reload(|options| options.log = Level::Debug).await;
    assert!(is_silent(&mut stream).await);
    assert_eq!((upstream.seen().len(), rig.sdk("env1").state().records().iter().count()), (1, 1));
    // It goes on.
    let json = CONFIG.replace("false", "true");
    upstream.serve(&json, "\"two\"");
    rig.sdk("env1").refresh().await.unwrap();
    assert!(next(&mut stream).await.unwrap().contains("true"));
    // With the level of now.
    let is_told = |line: &String| line.contains("<sdk-env1> new config fetched");
    until("it is logged", || rig.memory.lines().iter().any(is_told)).await;
    // And ends with the last SDK that has it.
    drop(before);
    rig.reload(|options| options.sdks.clear()).await;
    assert_eq!(next(&mut stream).await, None);
}

#[tokio::test]
async fn another_interval_is_told_to_what_runs() {
    let upstream = Upstream::start(CONFIG, "\"one\"").await;
    let mut rig = Rig::start(online(&upstream)).await;
    rig.sdk("env1").ready_snapshot().await.unwrap();
    let interval = |options: &mut Options, millis| {
        options.sdks.get_mut("env1").unwrap().poll_interval = Duration::from_millis(millis);
    };
    rig.reload(|options| interval(options, 50)).await;
    until("it polls", || upstream.seen().len() > 4).await;
    rig.reload(|options| interval(options, 600_000)).await;
    sleep(Duration::from_millis(200)).await;
    let asked = upstream.seen().len();
    sleep(Duration::from_millis(300)).await;
    assert_eq!(upstream.seen().len(), asked);
}

#[tokio::test]
async fn other_default_attributes_are_evaluated_at_once_without_a_download() {
    let upstream = Upstream::start(CONFIG, "\"one\"").await;
    let mut rig = Rig::start(online(&upstream)).await;
    let (mut nobody, mut basic) = (rig.stream(None).await, rig.stream(plan("basic")).await);
    assert!(next(&mut nobody).await.unwrap().contains("false"));
    assert!(next(&mut basic).await.unwrap().contains("false"));
    for _ in 0..3 {
        assert!(rig.answer().contains("false"));
    }
    let old = rig.sdk("env1");
    rig.reload(|options| options.default_user_attributes = plan("pro")).await;
    assert!(rig.answer().contains("true"));
    assert!(next(&mut nobody).await.unwrap().contains("true"));
    assert!(next(&mut rig.stream(None).await).await.unwrap().contains("true"));
    rig.reload(|options| options.sdks.get_mut("env1").unwrap().default_user_attributes = plan("other")).await;
    assert!(next(&mut nobody).await.unwrap().contains("false"));
    // An own value wins over both.
    assert!(is_silent(&mut basic).await);
    rig.reload(|options| options.sdks.get_mut("env1").unwrap().default_user_attributes = None).await;
    assert!(next(&mut nobody).await.unwrap().contains("true"));
    let (before, after) = (old.snapshot().unwrap(), rig.sdk("env1").snapshot().unwrap());
    assert!(Arc::ptr_eq(&before, &after));
    assert_eq!((after.etag(), upstream.seen().len()), ("\"one\"", 1));
    // Later configs have them, too.
    upstream.serve(&format!(" {CONFIG}"), "\"two\"");
    rig.sdk("env1").refresh().await.unwrap();
    assert!(rig.answer().contains("true"));
    assert!(is_silent(&mut nobody).await);
}

#[tokio::test]
async fn another_way_to_the_source_is_tried_while_the_config_stays() {
    let upstream = Upstream::start(CONFIG, "\"one\"").await;
    let mut rig = Rig::start(online(&upstream)).await;
    let folder = tempfile::tempdir().unwrap();
    let mut stream = rig.stream(None).await;
    next(&mut stream).await.unwrap();
    let before = rig.sdk("env1").snapshot().unwrap();
    rig.reload(|options| options.cache.directory = Some(folder.path().to_owned())).await;
    until("it asks with what it knows", || {
        upstream.seen().get(1).is_some_and(|seen| seen.if_none_match.as_deref() == Some("\"one\""))
    })
    .await;
    let proxy = upstream.url().to_owned();
    rig.reload(|options| options.outgoing_proxy = Some(proxy)).await;
    until("it asks the other way", || upstream.seen().len() == 3).await;
    assert!(Arc::ptr_eq(&before, &rig.sdk("env1").snapshot().unwrap()));
    assert!(is_silent(&mut stream).await);
}

#[tokio::test]
async fn a_reload_that_fails_changes_nothing() {
    let upstream = Upstream::start(CONFIG, "\"one\"").await;
    let rig = Rig::start(online(&upstream)).await;
    let mut stream = rig.stream(None).await;
    next(&mut stream).await.unwrap();
    let mut options = rig.options.clone();
    options.default_user_attributes = plan("pro");
    options.sdks.get_mut("env1").unwrap().poll_interval = Duration::from_millis(20);
    options.sdks.insert("env2".to_owned(), SdkOptions::new(OTHER_KEY));
    options.outgoing_proxy = Some("no address".to_owned());
    assert!(open(&options, Some(&rig.opened), &rig.metrics, &rig.log).await.is_err());
    assert!(is_silent(&mut stream).await);
    assert!(rig.answer().contains("false"));
    assert_eq!(upstream.seen().len(), 1);
}

#[tokio::test]
async fn another_place_is_another_sdk_and_one_of_the_same_place_begins_with_what_is_known() {
    let (upstream, other) =
        (Upstream::start(CONFIG, "\"one\"").await, Upstream::start(CONFIG, "\"other\"").await);
    let mut rig = Rig::start(online(&upstream)).await;
    let mut stream = rig.stream(None).await;
    next(&mut stream).await.unwrap();
    for upstream in [&upstream, &other] {
        upstream.shared().status = Some(500);
        upstream.shared().delay = Duration::from_secs(1);
    }
    rig.reload(|options| {
        let known = options.sdks["env1"].clone();
        let elsewhere = SdkOptions { base_url: Some(other.url().to_owned()), ..known.clone() };
        options.sdks.insert("other address".to_owned(), elsewhere);
        options
            .sdks
            .insert("other key".to_owned(), SdkOptions { key: OTHER_KEY.to_owned(), ..known.clone() });
        options.sdks.insert("same".to_owned(), known);
    })
    .await;
    let same = rig.sdk("same");
    assert!(same.state().is_started() && !Arc::ptr_eq(same.state(), rig.sdk("env1").state()));
    assert_eq!(same.snapshot().unwrap().etag(), "\"one\"");
    let others = ["other address", "other key"];
    assert!(others.iter().all(|id| !rig.sdk(id).state().is_started()));
    for id in others {
        assert!(rig.sdk(id).ready_snapshot().await.is_none(), "{id}");
    }
    assert!(is_silent(&mut stream).await);
    assert!(rig.sdk("env1").seen().is_first([1; 32], 0, 100));
    rig.reload(|options| options.sdks.get_mut("env1").unwrap().base_url = Some(other.url().to_owned())).await;
    assert!(!rig.sdk("env1").seen().is_first([1; 32], 0, 100));
    assert_eq!(next(&mut stream).await, None);
    assert!(rig.sdk("env1").ready_snapshot().await.is_none());
}

#[tokio::test]
async fn files_are_known_by_their_paths_not_by_keys() {
    let folder = tempfile::tempdir().unwrap();
    let (path, bad) = (folder.path().join("config.json"), folder.path().join("bad.json"));
    fs::write(&path, CONFIG).unwrap();
    fs::write(&bad, "not JSON").unwrap();
    let mut options = Options::default();
    options.sdks.insert("env1".to_owned(), file("local", &path));
    let mut rig = Rig::start(options).await;
    let mut stream = rig.stream(None).await;
    next(&mut stream).await.unwrap();
    rig.reload(|options| {
        options.sdks.insert("bad".to_owned(), file("local", &bad));
        options.sdks.insert("same".to_owned(), file("other", &path));
        options.sdks.insert("online".to_owned(), SdkOptions::new("local"));
    })
    .await;
    assert!(rig.sdk("same").snapshot().is_some());
    assert!(rig.sdk("bad").ready_snapshot().await.is_none());
    assert!(rig.sdk("online").snapshot().is_none());
    // What changes the way of looking leaves the streams.
    rig.reload(|options| {
        let sdk = options.sdks.get_mut("env1").unwrap();
        let poll_interval = Duration::from_millis(50);
        sdk.offline = SdkOffline::File { path: path.clone(), polling: true, poll_interval, log: Level::Info };
    })
    .await;
    assert!(is_silent(&mut stream).await);
    fs::write(&path, CONFIG.replace("false", "true")).unwrap();
    assert!(next(&mut stream).await.unwrap().contains("true"));
}
