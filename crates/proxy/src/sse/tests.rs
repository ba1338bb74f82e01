//! Streams of an SDK whose configs are only scripts: the ETag says what is answered.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use futures_util::FutureExt;
use http_body::Body as _;
use http_body_util::BodyExt;
use tokio::time::timeout;

use super::room::Bounds;
use super::streams::Answer;
use super::{NoStream, Streams, Watched};
use crate::eval::EvalFailure;
use crate::log::{Level, Logger, Memory};
use crate::metrics::{Format, Metrics};
use crate::options::SdkOptions;
use crate::sdk::{Sdk, Snapshot};
use crate::testing;
use crate::user::{User, Value};

mod memory;
mod real;
mod wire;

const CONFIG: &str = r#"{"p":{"s":"c2FsdA=="},"f":{}}"#;

/// `value|variation`, the whole answer, `?` for an unknown flag, `!` for a failure, `panic`.
fn script(snapshot: &Snapshot, _: &Watched) -> Result<Bytes, EvalFailure> {
    match snapshot.etag() {
        "?" => Err(EvalFailure::UnknownFlag("flag".to_owned())),
        "!" => Err(EvalFailure::Failed("broken".to_owned())),
        "panic" => panic!("an evaluation panics"),
        whole if whole.starts_with('{') => Ok(whole.to_owned().into()),
        short => {
            let (value, variation) = short.split_once('|').unwrap();
            Ok(format!(r#"{{"value":{value},"variationId":"{variation}"}}"#).into())
        }
    }
}

struct Rig {
    sdk: Arc<Sdk>,
    streams: Streams,
    metrics: Arc<Metrics>,
    log: Arc<Memory>,
}

fn rig(first: &str) -> Rig {
    rig_with(first, script)
}

/// More streams than any test has.
const MANY: usize = 1_000_000;

fn rig_with(first: &str, answer: Answer) -> Rig {
    // In paused time nothing can be awaited that another test holds.
    rig_within(first, answer, Bounds { heavy: Duration::MAX, ..Bounds::default() })
}

fn rig_within(first: &str, answer: Answer, bounds: Bounds) -> Rig {
    let log = Arc::new(Memory::default());
    let logger = Logger::new(Level::Debug, Arc::<Memory>::clone(&log));
    let metrics = Arc::new(Metrics::default());
    Rig {
        sdk: testing::sdk("sdk", SdkOptions::new("key"), Some((CONFIG, first))),
        streams: Streams::with(Arc::clone(&metrics), logger, answer, bounds),
        metrics,
        log,
    }
}

impl Rig {
    fn publish(&self, script: &str) {
        self.sdk.state().publish(testing::snapshot(CONFIG, script));
    }

    fn try_open(&self, watched: Watched, beat: Option<Duration>) -> Result<Body, NoStream> {
        self.streams.open(&self.sdk, &self.sdk.snapshot().unwrap(), watched, beat, MANY)
    }

    fn open(&self, watched: Watched) -> Body {
        self.try_open(watched, None).unwrap()
    }
}

fn one() -> Watched {
    one_for(None)
}

fn one_for(user: Option<User>) -> Watched {
    Watched::One { key: "flag".to_owned(), user }
}

const ALL: Watched = Watched::All { user: None };

fn user(attributes: &[(&str, Value)]) -> User {
    attributes.iter().map(|(name, value)| ((*name).into(), value.clone())).collect()
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(|item| (*item).into()).collect())
}

/// The next event or comment, of however many pieces; `None` at the end.
async fn next(body: &mut Body) -> Option<String> {
    let mut whole = Vec::new();
    while !whole.ends_with(b"\n\n") {
        let frame = timeout(Duration::from_secs(20), body.frame()).await.expect("nothing came")?.unwrap();
        whole.extend_from_slice(&frame.into_data().unwrap());
    }
    Some(String::from_utf8(whole).unwrap())
}

/// The next frame, if one comes soon, in paused time: as soon as all tasks rest.
async fn soon(body: &mut Body) -> Option<String> {
    let frame = timeout(Duration::from_millis(1), body.frame()).await.ok()?.expect("an end").unwrap();
    Some(String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap())
}

/// Lets all tasks run until they rest, in paused time.
async fn rest() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

fn event(script: &str) -> String {
    let (value, variation) = script.split_once('|').unwrap();
    format!("data: {{\"value\":{value},\"variationId\":\"{variation}\"}}\n\n")
}

#[tokio::test(start_paused = true)]
async fn a_flag_is_told_when_its_value_differs_from_the_last_one_told() {
    let rig = rig("1|a");
    let mut body = rig.open(one());
    assert_eq!(next(&mut body).await.unwrap(), event("1|a"));
    // What is published, and whether it is told.
    let steps = [
        ("2|b", true),
        ("2|b", false),
        ("2|c", false),
        ("?", false),
        ("2|b", false),
        ("!", false),
        ("panic", false),
        ("2|d", false),
        ("3|d", true),
        ("?", false),
        ("\"3\"|d", true),
        ("null|", true),
    ];
    for (script, told) in steps {
        rig.publish(script);
        assert_eq!(soon(&mut body).await, told.then(|| event(script)), "{script}");
    }
    assert_eq!(soon(&mut body).await, None);
}

#[tokio::test(start_paused = true)]
async fn all_flags_are_told_when_a_value_differs() {
    let map = |a: &str, b: &str| format!("{{\"a\":{},\"b\":{}}}", answer(a), answer(b));
    fn answer(script: &str) -> String {
        event(script).trim_start_matches("data: ").trim_end().to_owned()
    }
    let rig = rig(&map("1|x", "2|x"));
    let mut body = rig.open(ALL);
    assert_eq!(next(&mut body).await.unwrap(), format!("data: {}\n\n", map("1|x", "2|x")));
    let steps = [
        (map("1|x", "2|y"), false),
        (map("1|x", "3|y"), true),
        ("{}".to_owned(), false),
        (map("1|x", "3|z"), false),
        (format!("{{\"a\":{}}}", answer("1|x")), true),
        (map("1|x", "3|z"), true),
    ];
    for (script, told) in steps {
        rig.publish(&script);
        assert_eq!(soon(&mut body).await, told.then(|| format!("data: {script}\n\n")), "{script}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_began_without_flags_is_told_of_the_first_ones() {
    let flags = r#"{"a":{"value":1,"variationId":"x"}}"#;
    let rig = rig(flags);
    let mut early = rig.open(ALL);
    assert_eq!(next(&mut early).await.unwrap(), format!("data: {flags}\n\n"));
    rig.publish("{}");
    assert_eq!(soon(&mut early).await, None);
    let mut late = rig.open(ALL);
    assert_eq!(next(&mut late).await.unwrap(), "data: {}\n\n");
    rig.publish(flags);
    assert_eq!(soon(&mut late).await, Some(format!("data: {flags}\n\n")));
}

#[tokio::test(start_paused = true)]
async fn what_has_no_answer_has_no_stream() {
    let rig = rig("?");
    assert_eq!(
        rig.try_open(one(), None).unwrap_err(),
        NoStream::Failure(EvalFailure::UnknownFlag("flag".to_owned()))
    );
    rig.publish("!");
    assert_eq!(
        rig.try_open(one(), None).unwrap_err(),
        NoStream::Failure(EvalFailure::Failed("broken".to_owned()))
    );
    rig.publish("panic");
    assert!(matches!(rig.try_open(one(), None), Err(NoStream::Failure(EvalFailure::Panicked(_)))));
    assert_eq!(rig.streams.feeds(), 0, "nothing is left of them");
    rig.publish("1|a");
    assert_eq!(next(&mut rig.open(one())).await.unwrap(), event("1|a"));
}

#[tokio::test(start_paused = true)]
async fn a_flag_that_cannot_be_evaluated_is_told_once_per_config() {
    let rig = rig_with("1", |snapshot, watched| watched.answer(snapshot));
    let publish = |flag: &str| {
        let config = r#"{"f":{"FLAG":{"t":0,"v":{"s":"no bool"}},"ok":{"t":0,"v":{"b":true}}}}"#;
        rig.sdk.state().publish(testing::snapshot(&config.replace("FLAG", flag), flag));
    };
    let count = || rig.log.lines().iter().filter(|line| line.contains("flag' of SDK 'sdk'")).count();
    publish("flag");
    let bodies: Vec<Body> = (0..5)
        .map(|number| rig.open(Watched::All { user: Some(user(&[("a", Value::Number(f64::from(number)))])) }))
        .collect();
    for _ in 0..3 {
        assert!(rig.try_open(one(), None).is_err());
    }
    assert_eq!((count(), rig.log.lines().len()), (1, 1));
    // The log does not tell the same line twice at once.
    publish("other-flag");
    rest().await;
    assert_eq!((count(), rig.log.lines().len()), (2, 2));
    drop(bodies);
}

#[tokio::test(start_paused = true)]
async fn a_flag_that_is_gone_keeps_its_streams_but_gets_no_new_ones() {
    let rig = rig("1|a");
    let mut body = rig.open(one());
    next(&mut body).await;
    rig.publish("?");
    assert_eq!(soon(&mut body).await, None);
    assert!(rig.try_open(one(), None).is_err());
    rig.publish("2|a");
    assert_eq!(soon(&mut body).await, Some(event("2|a")));
}

#[tokio::test(start_paused = true)]
async fn equal_users_share_an_evaluation_and_others_do_not() {
    static EVALUATIONS: AtomicUsize = AtomicUsize::new(0);
    fn counted(snapshot: &Snapshot, watched: &Watched) -> Result<Bytes, EvalFailure> {
        EVALUATIONS.fetch_add(1, Ordering::Relaxed);
        script(snapshot, watched)
    }
    let users = || {
        [
            None,
            Some(User::default()),
            Some(user(&[("a", text("1"))])),
            Some(user(&[("a", Value::Number(1.0))])),
            Some(user(&[("a", list(&["1"]))])),
            Some(user(&[("a", list(&["1", "2"]))])),
            Some(user(&[("a", list(&["2", "1"]))])),
            Some(user(&[("a", list(&["12"]))])),
            Some(user(&[("a", list(&[]))])),
            Some(user(&[("a", text("")), ("b", text(""))])),
            Some(user(&[("a", text("b"))])),
            Some(user(&[("ab", text(""))])),
        ]
    };
    let rig = rig_with("1|a", counted);
    let groups = users().len() * 2;
    let mut bodies: Vec<Body> = Vec::new();
    for _ in 0..3 {
        for user in users() {
            bodies.push(rig.open(Watched::All { user: user.clone() }));
            bodies.push(rig.open(one_for(user)));
        }
    }
    assert_eq!(EVALUATIONS.swap(0, Ordering::Relaxed), groups);
    for body in &mut bodies {
        assert_eq!(next(body).await.unwrap(), event("1|a"));
    }
    rig.publish("2|a");
    rest().await;
    assert_eq!(EVALUATIONS.load(Ordering::Relaxed), groups);
    let mut addresses = Vec::new();
    for body in &mut bodies {
        let data = body.frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(data, event("2|a"));
        addresses.push(data.as_ptr());
        // Kept, so that no address is used twice.
        std::mem::forget(data);
    }
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!(addresses.len(), 1, "equal answers share a frame");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn users_who_take_long_keep_nobody_waiting() {
    static SLOW: AtomicUsize = AtomicUsize::new(0);
    const COUNT: usize = 20;
    fn uneven(snapshot: &Snapshot, watched: &Watched) -> Result<Bytes, EvalFailure> {
        if matches!(watched, Watched::All { .. }) {
            SLOW.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(50));
        }
        script(snapshot, watched)
    }
    let rig = rig_within("1|a", uneven, Bounds::default());
    let number = |number: usize| Some(user(&[("n", Value::Number(number as f64))]));
    let mut slow: Vec<Body> = (0..COUNT).map(|each| rig.open(Watched::All { user: number(each) })).collect();
    let mut quick: Vec<Body> = (0..COUNT).map(|each| rig.open(one_for(number(each)))).collect();
    for body in slow.iter_mut().chain(&mut quick) {
        next(body).await;
    }
    SLOW.store(0, Ordering::SeqCst);
    // Neither one change nor the next one waits for all of them.
    for script in ["2|a", "3|a"] {
        rig.publish(script);
        for body in &mut quick {
            assert_eq!(next(body).await, Some(event(script)));
        }
        assert!(SLOW.load(Ordering::SeqCst) < COUNT, "{script}");
    }
    for body in &mut slow {
        while next(body).await != Some(event("3|a")) {}
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_for_one_user_does_not_stop_the_streams_of_others() {
    fn fragile(snapshot: &Snapshot, watched: &Watched) -> Result<Bytes, EvalFailure> {
        assert!(snapshot.etag() == "1|a" || !matches!(watched, Watched::All { .. }), "a fragile user");
        script(snapshot, watched)
    }
    let rig = rig_with("1|a", fragile);
    let (mut good, mut bad) = (rig.open(one()), rig.open(ALL));
    next(&mut good).await;
    next(&mut bad).await;
    for script in ["2|a", "3|a"] {
        rig.publish(script);
        assert_eq!(soon(&mut good).await, Some(event(script)));
        assert_eq!(soon(&mut bad).await, None);
    }
    let lines = rig.log.lines();
    assert!(lines.iter().any(|line| line.contains("failed: a fragile user")), "{lines:?}");
    rig.publish("1|a");
    assert_eq!(soon(&mut good).await, Some(event("1|a")));
    rig.publish("2|a");
    assert_eq!(soon(&mut bad).await, None);
}

#[tokio::test(start_paused = true)]
async fn frames_come_in_order_to_a_reader_who_is_behind() {
    let rig = rig("0|a");
    let mut body = rig.open(one());
    for number in 1..=60 {
        rig.publish(&format!("{number}|a"));
        rest().await;
    }
    for number in 0..=60 {
        assert_eq!(next(&mut body).await, Some(event(&format!("{number}|a"))));
    }
    assert_eq!(soon(&mut body).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_is_ended_and_the_others_go_on() {
    let rig = rig("0|a");
    let (mut slow, mut quick) = (rig.open(one()), rig.open(one()));
    next(&mut quick).await;
    for number in 1..=200 {
        rig.publish(&format!("{number}|a"));
        assert_eq!(next(&mut quick).await, Some(event(&format!("{number}|a"))));
    }
    assert_eq!(next(&mut slow).await, Some(event("0|a")));
    assert_eq!(next(&mut slow).await, None);
    assert!(slow.is_end_stream());
    let lines = rig.log.lines();
    assert_eq!(lines.iter().filter(|line| line.contains("too slowly")).count(), 1, "{lines:?}");
    rig.publish("201|a");
    assert_eq!(next(&mut quick).await, Some(event("201|a")));
}

#[tokio::test(start_paused = true)]
async fn heartbeats_come_when_nothing_else_does() {
    let rig = rig("1|a");
    let beat = Some(Duration::from_secs(10));
    let mut body = rig.try_open(one(), beat).unwrap();
    let mut silent = rig.try_open(one(), None).unwrap();
    let mut none = rig.try_open(one(), Some(Duration::ZERO)).unwrap();
    assert_eq!(next(&mut body).await, Some(event("1|a")));
    next(&mut silent).await;
    next(&mut none).await;
    let begin = tokio::time::Instant::now();
    assert_eq!(next(&mut body).await.unwrap(), ":\n\n");
    let took = begin.elapsed().as_millis();
    assert!((9_900..10_100).contains(&took), "{took}");
    assert_eq!(next(&mut body).await.unwrap(), ":\n\n");
    let took = begin.elapsed().as_millis();
    assert!((19_900..20_100).contains(&took), "{took}");

    // An event puts the next one off.
    tokio::time::sleep(Duration::from_secs(7)).await;
    rig.publish("2|a");
    assert_eq!(next(&mut body).await, Some(event("2|a")));
    let begin = tokio::time::Instant::now();
    assert_eq!(next(&mut body).await.unwrap(), ":\n\n");
    let took = begin.elapsed().as_millis();
    assert!((7_400..10_100).contains(&took), "{took}");

    // Whoever does not read gets one heartbeat, not many, and is not ended for them.
    tokio::time::sleep(Duration::from_secs(2_003)).await;
    assert_eq!(soon(&mut body).await.unwrap(), ":\n\n");
    assert_eq!(soon(&mut body).await, None);

    assert_eq!(soon(&mut silent).await, Some(event("2|a")));
    assert_eq!(soon(&mut silent).await, None);
    assert_eq!(soon(&mut none).await, Some(event("2|a")));
    assert_eq!(soon(&mut none).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_shorter_heartbeat_does_not_wait_for_a_longer_one() {
    let rig = rig("1|a");
    let mut long = rig.try_open(one(), Some(Duration::from_secs(1_000))).unwrap();
    next(&mut long).await;
    rest().await;
    let mut short = rig.try_open(one(), Some(Duration::from_secs(5))).unwrap();
    next(&mut short).await;
    let begin = tokio::time::Instant::now();
    for beat in 1..=10 {
        assert_eq!(next(&mut short).await.unwrap(), ":\n\n");
        assert!(begin.elapsed() < Duration::from_millis(beat * 5_000 + 100));
    }
    assert_eq!(soon(&mut long).await, None);
    drop(short);
    let mut huge = rig.try_open(one(), Some(Duration::MAX)).unwrap();
    next(&mut huge).await;
    tokio::time::sleep(Duration::from_secs(1_000)).await;
    assert_eq!(next(&mut long).await.unwrap(), ":\n\n");
    assert_eq!(soon(&mut huge).await, None);
}

#[tokio::test(start_paused = true)]
async fn closing_ends_all_streams_and_those_that_come_later() {
    let rig = rig("1|a");
    let (mut read, mut unread) = (rig.open(one()), rig.open(ALL));
    next(&mut read).await;
    assert!(!read.is_end_stream());
    assert_eq!((read.size_hint().lower(), read.size_hint().upper()), (0, None));
    let waiting = tokio::spawn(async move { next(&mut read).await });
    rest().await;
    rig.streams.close();
    assert_eq!(waiting.await.unwrap(), None);
    // What was at hand is told first.
    assert_eq!(next(&mut unread).await, Some(event("1|a")));
    assert_eq!(next(&mut unread).await, None);
    assert!(unread.is_end_stream());
    assert_eq!(next(&mut rig.open(one())).await, None);
    rig.publish("2|a");
    rest().await;
    assert_eq!(next(&mut unread).await, None);
    assert_eq!(rig.streams.feeds(), 0);
}

#[tokio::test(start_paused = true)]
async fn streams_end_with_their_sdk() {
    let Rig { sdk, streams, .. } = rig("1|a");
    let other = rig("1|a");
    let mut body = streams.open(&sdk, &sdk.snapshot().unwrap(), one(), None, MANY).unwrap();
    let mut lasting = streams.open(&other.sdk, &other.sdk.snapshot().unwrap(), one(), None, MANY).unwrap();
    next(&mut body).await;
    next(&mut lasting).await;
    sdk.state().publish(testing::snapshot(CONFIG, "2|a"));
    drop(sdk);
    assert_eq!(next(&mut body).await, Some(event("2|a")));
    assert_eq!(next(&mut body).await, None);
    assert_eq!(streams.feeds(), 1);
    other.publish("3|a");
    assert_eq!(next(&mut lasting).await, Some(event("3|a")));
    drop(streams);
    assert_eq!(next(&mut lasting).await, None);
}

#[tokio::test(start_paused = true)]
async fn dropped_streams_leave_nothing() {
    let rig = rig("1|a");
    let receivers = || Arc::weak_count(rig.sdk.state());
    let mut first = rig.open(one());
    let second = rig.open(one());
    let third = rig.open(ALL);
    assert_eq!((rig.streams.feeds(), receivers()), (1, 1));
    drop(third);
    drop(second);
    next(&mut first).await;
    rig.publish("2|a");
    assert_eq!(soon(&mut first).await, Some(event("2|a")));
    drop(first);
    assert_eq!(rig.streams.feeds(), 0);
    rest().await;
    assert_eq!(receivers(), 0, "the task has ended, too");
    rig.publish("3|a");
    let mut again = rig.open(one());
    assert_eq!(next(&mut again).await, Some(event("3|a")));
    rig.publish("4|a");
    assert_eq!(soon(&mut again).await, Some(event("4|a")));
}

#[tokio::test(start_paused = true)]
async fn streams_and_messages_are_counted() {
    let rig = rig("1|a");
    let count = |name: &str, flag: &str| {
        let start = format!("{name}{{sdk=\"sdk\",type=\"sse\",flag=\"{flag}\"}} ");
        let text = rig.metrics.render(Format::Plain);
        text.lines().find_map(|line| line.strip_prefix(&start)).map(str::to_owned).unwrap_or_default()
    };
    let mut bodies: Vec<Body> =
        (0..3).map(|_| rig.try_open(one(), Some(Duration::from_secs(1))).unwrap()).collect();
    bodies.push(rig.open(ALL));
    drop(rig.open(ALL));
    assert_eq!(count("configcat_stream_connections", "flag"), "3");
    assert_eq!(count("configcat_stream_msg_sent_total", "flag"), "3");
    assert_eq!(count("configcat_stream_connections", "[ALL]"), "1");
    assert_eq!(count("configcat_stream_msg_sent_total", "[ALL]"), "2");
    rig.publish("2|a");
    rest().await;
    rig.publish("2|b");
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(count("configcat_stream_msg_sent_total", "flag"), "6", "heartbeats are no messages");
    assert_eq!(count("configcat_stream_msg_sent_total", "[ALL]"), "3");
    for body in &mut bodies {
        assert_eq!(next(body).await, Some(event("1|a")));
    }
    // An end is a stream less, even if the body is kept.
    rig.streams.close();
    for body in &mut bodies {
        while next(body).await.is_some() {}
    }
    assert_eq!(count("configcat_stream_connections", "flag"), "0");
    assert_eq!(count("configcat_stream_connections", "[ALL]"), "0");
    rig.publish("?");
    assert_eq!(count("configcat_stream_connections", "flag"), "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_change_is_lost_or_told_twice_while_streams_open() {
    let rig = Arc::new(rig("0|a"));
    for round in 0..1_000_u32 {
        let last = round * 3 + 3;
        let publisher = Arc::clone(&rig);
        let publishing = tokio::spawn(async move {
            for number in last - 2..=last {
                publisher.publish(&format!("{number}|a"));
                tokio::task::yield_now().await;
            }
        });
        let readers: Vec<_> = (0..3)
            .map(|reader| {
                let rig = Arc::clone(&rig);
                tokio::spawn(async move {
                    // Also with a config that is old by now.
                    let snapshot = rig.sdk.snapshot().unwrap();
                    tokio::task::yield_now().await;
                    let mut body = rig.streams.open(&rig.sdk, &snapshot, one(), None, MANY).unwrap();
                    let mut seen = Vec::new();
                    while seen.last() != Some(&last) {
                        let frame = next(&mut body).await.unwrap();
                        let digits: String = frame.chars().filter(char::is_ascii_digit).collect();
                        seen.push(digits.parse::<u32>().unwrap());
                    }
                    if reader > 0 {
                        assert_eq!(body.frame().now_or_never().map(drop), None);
                    }
                    seen
                })
            })
            .collect();
        publishing.await.unwrap();
        for reader in readers {
            let seen = reader.await.unwrap();
            assert!(seen.is_sorted_by(|one, other| one < other), "{seen:?}");
        }
        assert_eq!(rig.streams.feeds(), 0);
    }
}

/// Resident memory of this process in bytes; 0 where that cannot be had.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or_default() * 4096
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_streams_get_a_change() {
    const COUNT: usize = 10_000;
    for distinct in [false, true] {
        let rig = rig("1|a");
        let before = resident();
        let bodies: Vec<Body> = (0..COUNT)
            .map(|number| rig.open(one_for(distinct.then(|| user(&[("n", Value::Number(number as f64))])))))
            .collect();
        let each = resident().saturating_sub(before) / COUNT;
        let reading: Vec<_> = bodies
            .into_iter()
            .map(|mut body| {
                tokio::spawn(async move {
                    next(&mut body).await;
                    let frame = next(&mut body).await;
                    (frame, Instant::now())
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(500)).await;
        let begin = Instant::now();
        rig.publish("2|a");
        let mut last = begin;
        for task in reading {
            let (frame, when) = task.await.unwrap();
            assert_eq!(frame, Some(event("2|a")));
            last = last.max(when);
        }
        writeln!(
            std::io::stdout(),
            "distinct users: {distinct}; last after {:?}; {each} bytes per stream",
            last - begin
        )
        .unwrap();
        assert!(last - begin < Duration::from_secs(10));
        assert_eq!(rig.streams.feeds(), 0);
    }
}
