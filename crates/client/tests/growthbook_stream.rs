//! The stream: when it is opened and closed, what comes by it, and how its failures are borne.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

#[path = "support/feed.rs"]
mod feed;
mod support;

use std::time::Duration;

use feed::*;
use vexil_client::growthbook::Streaming;

const HOUR: Duration = Duration::from_secs(3600);

fn features(json: &str) -> Piece {
    text(&format!("event: features\ndata: {json}\n\n"))
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_asked_for_as_its_standard_says() {
    let world = World::new(0.5);
    world.script.streams([events([Piece::Hang])]);
    let (feed, told) = world.join_as(|options| {
        options.streaming_host = "https://stream.example.com".to_owned();
        options.streaming_headers =
            vec![("x-team".to_owned(), "a".to_owned()), ("accept-encoding".to_owned(), "br".to_owned())];
        options.headers = vec![("x-not-here".to_owned(), "a".to_owned())];
    });
    feed.stream(Streaming::Always);
    settle().await;
    assert_eq!(told.take(), ["open"]);
    let seen = &world.script.connects()[0];
    assert_eq!(seen.url, format!("https://stream.example.com/sub/{KEY}"));
    let mut headers: Vec<_> = seen.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    headers.sort();
    assert_eq!(
        headers,
        ["Accept: text/event-stream", "Cache-Control: no-cache", "accept-encoding: br", "x-team: a"]
    );
    assert!(world.script.fetches().is_empty());
}

#[tokio::test(start_paused = true)]
async fn payloads_of_the_stream_are_for_all_members_and_only_new_ones_are_told() {
    let world = World::new(0.5);
    world.script.streams([events([
        text(": hello\n\n"),
        features(r#"{"v":1}"#),
        text("data: \n\n"),
        features(r#"{"v":1}"#),
        text("event: something\ndata: {\"v\":9}\n\n"),
        text("event: features\ndata: {\ndata: \"v\":2}\r\n\r\n"),
        Piece::Hang,
    ])]);
    let (one, told) = world.join();
    let (_other, told_other) = world.join();
    one.stream(Streaming::Always);
    settle().await;
    let expected = ["open", r#"updated {"v":1}"#, "confirmed", "updated {\n\"v\":2}"];
    assert_eq!(told.take(), expected);
    assert_eq!(told_other.take(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_payload_of_the_stream_is_what_the_next_fetch_compares_with() {
    let world = World::new(0.5);
    let dated = |day: u32| format!(r#"{{"dateUpdated":"2026-01-0{day}"}}"#);
    world.script.payloads([
        ok(&dated(1)).header("etag", "\"1\""),
        ok(&dated(2)),
        ok(&dated(1)),
        ok(&dated(3)),
    ]);
    world.script.streams([events([Piece::Wait(SECOND * 5), features(&dated(2)), Piece::Hang])]);
    let (feed, told) = world.join();
    feed.fetch(1, false);
    settle().await;
    feed.stream(Streaming::Always);
    pass(SECOND * 10).await;
    for token in 2..=4 {
        feed.fetch(token, false);
        pass(SECOND).await;
    }
    assert_eq!(
        told.take(),
        [
            format!("1 {}", dated(1)),
            "open".to_owned(),
            format!("updated {}", dated(2)),
            format!("2 {}", dated(2)),
            // A cache on the way has not heard of the change.
            format!("3 {}", dated(2)),
            format!("4 {}", dated(3)),
        ]
    );
    let etags: Vec<_> = world.script.fetches().into_iter().map(|seen| seen.etag).collect();
    assert!(etags.iter().all(Option::is_none), "{etags:?}: gone with the payload that it named");
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_the_stream_overtakes_changes_nothing() {
    let world = World::new(0.5);
    world.script.payloads([ok(r#"{"v":1}"#).after(SECOND * 2)]);
    world.script.streams([events([Piece::Wait(SECOND), features(r#"{"v":2}"#), Piece::Hang])]);
    let (feed, told) = world.join();
    feed.fetch(1, false);
    feed.stream(Streaming::Always);
    pass(SECOND * 3).await;
    assert_eq!(told.take(), ["open", r#"updated {"v":2}"#, r#"1 {"v":2}"#]);
}

#[tokio::test(start_paused = true)]
async fn features_updated_is_a_reason_to_fetch_once_for_all() {
    let world = World::new(0.5);
    world.script.payloads([ok(r#"{"v":1}"#)]);
    world.script.streams([events([text("event: features-updated\ndata\n\n"), Piece::Hang])]);
    let (one, told) = world.join();
    let (other, told_other) = world.join();
    one.stream(Streaming::Always);
    other.stream(Streaming::Always);
    settle().await;
    assert_eq!(told.take(), ["open", r#"updated {"v":1}"#]);
    assert_eq!(told_other.take(), ["open", r#"updated {"v":1}"#]);
    assert_eq!(world.script.fetches().len(), 1);
    assert_eq!(world.script.connects().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn it_ends_with_the_last_member_that_wants_it() {
    let world = World::new(0.5);
    world.script.streams([events([Piece::Hang])]);
    let (one, told) = world.join();
    let (other, _) = world.join();
    one.stream(Streaming::Always);
    other.stream(Streaming::Always);
    settle().await;
    assert_eq!(world.script.open(), 1);
    other.dispose();
    settle().await;
    assert_eq!(world.script.open(), 1);
    one.stream(Streaming::Off);
    settle().await;
    assert_eq!(world.script.open(), 0);
    assert_eq!(told.take(), ["open", "closed"]);
    one.stream(Streaming::Always);
    settle().await;
    assert_eq!(world.script.open(), 1);
    drop(one);
    settle().await;
    assert_eq!(world.script.open(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_stream_is_usual_and_the_next_one_goes_on_after_the_last_event() {
    let world = World::new(1.0);
    world.script.streams([
        events([text("retry: 10000\n\nid: 7 \nevent: features\ndata: {}\n\nid: 8\ndata")]),
        events([text("data\n\n")]),
        events([text("retry: 5\n\nid\nevent: x\ndata\n\n")]),
        events([Piece::Pings]),
    ]);
    world.script.payloads([ok(r#"{"v":2}"#)]);
    let (feed, told) = world.join();
    feed.stream(Streaming::Always);
    pass(HOUR).await;
    let seen = world.script.connects();
    let ids: Vec<_> = seen.iter().map(|seen| seen.header("Last-Event-ID")).collect();
    assert_eq!(ids, [None, Some("7 "), Some("7 "), None]);
    let gaps = gaps(&seen);
    for (gap, expected) in gaps.iter().zip([12.5, 12.5, 1.25]) {
        assert!((gap - expected).abs() < 0.01, "{gaps:?}");
    }
    let fetch = r#"updated {"v":2}"#;
    assert_eq!(
        told.take(),
        ["open", "updated {}", "closed", "open", "closed", "open", "closed", "open", fetch]
    );
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_missed_is_fetched() {
    let world = World::new(0.0);
    world.script.streams([
        events([text("id: 1\ndata\n\n"), Piece::Cut]),
        events([Piece::Cut]),
        refused(),
        events([Piece::Pings]),
    ]);
    world.script.payloads([ok(r#"{"v":1}"#)]);
    let (feed, told) = world.join();
    feed.stream(Streaming::Always);
    pass(HOUR).await;
    // Once: the server knows what follows the event with the number 1, unless it was away for long.
    assert_eq!(
        told.take(),
        [
            "open",
            "closed",
            "Stream BROKEN_BODY",
            "open",
            "closed",
            "Stream BROKEN_BODY",
            "Stream CONNECT",
            "open",
            r#"updated {"v":1}"#
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_silent_connection_is_given_up() {
    let world = World::new(0.0);
    let quiet = Piece::Wait(SECOND * 80);
    world.script.streams([
        events([quiet.clone(), text(":\n"), quiet.clone(), text(":\n"), quiet, text(":\n"), Piece::Hang]),
        events([Piece::Hang]),
    ]);
    let (feed, told) = world.join();
    feed.stream(Streaming::Always);
    pass(SECOND * (240 + 89)).await;
    assert_eq!(told.take(), ["open"]);
    pass(SECOND * 2).await;
    assert_eq!(told.take(), ["closed", "Stream TIMEOUT"]);
    pass(SECOND * 3).await;
    assert_eq!(told.take()[0], "open");
    assert_eq!(world.script.open(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_refuses_or_fails_is_left_alone_for_longer_and_longer() {
    for (reply, code, first) in [
        (status(500), "HTTP_STATUS", [0.111, 0.333, 1.0]),
        (status(204), "HTTP_STATUS", [0.111, 0.333, 1.0]),
        (ok("data: 1\n\n"), "NOT_A_STREAM", [0.111, 0.333, 1.0]),
        (refused(), "CONNECT", [3.0, 3.0, 3.0]),
        (Reply::Panic, "PANIC", [3.0, 3.0, 3.0]),
    ] {
        let world = World::new(0.0);
        world.script.streams([reply]);
        let (feed, told) = world.join();
        feed.stream(Streaming::Always);
        pass(HOUR).await;
        let gaps = gaps(&world.script.connects());
        let expected = first.iter().copied().chain([3.0, 9.0, 27.0, 81.0, 150.0, 150.0]);
        for (gap, expected) in gaps.iter().zip(expected) {
            assert!((gap - expected).abs() < 0.02, "{code}: {gaps:?}");
        }
        assert!(told.take().iter().all(|told| *told == format!("Stream {code}")));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_may_name_a_time() {
    let world = World::new(0.0);
    world.script.streams([status(503).header("retry-after", "40"), events([Piece::Pings])]);
    let (feed, _) = world.join();
    feed.stream(Streaming::Always);
    pass(HOUR).await;
    assert_eq!(gaps(&world.script.connects()).iter().map(|gap| gap.round()).collect::<Vec<_>>(), [40.0]);
}

#[tokio::test(start_paused = true)]
async fn events_that_are_no_payload_change_nothing_and_too_many_end_the_stream() {
    let world = World::new(0.0);
    let junk = || features("{\"v\":");
    world.script.streams([
        events([
            features(r#"{"v":1}"#),
            junk(),
            junk(),
            junk(),
            features(r#"{"v":2}"#),
            features("null"),
            Piece::Hang,
        ]),
        events([Piece::Hang]),
    ]);
    let (feed, told) = world.join();
    feed.stream(Streaming::Always);
    settle().await;
    let wrong = "Stream INVALID_FEATURES";
    assert_eq!(told.take(), ["open", r#"updated {"v":1}"#, wrong, wrong, wrong, r#"updated {"v":2}"#, wrong]);
    world.script.streams([events([junk(), junk(), junk(), junk(), features("{}")]), events([Piece::Hang])]);
    feed.stream(Streaming::Off);
    settle().await;
    told.take();
    feed.stream(Streaming::Always);
    pass(SECOND * 2).await;
    assert_eq!(told.take(), ["open", wrong, wrong, wrong, "closed", wrong]);
    pass(SECOND * 2).await;
    assert_eq!(told.take()[0], "open", "after the rest of the fourth failure");
}

#[tokio::test(start_paused = true)]
async fn an_event_beyond_the_limit_ends_the_connection() {
    let world = World::new(0.0);
    let long = text(&format!("data: {}\n", "x".repeat(40)));
    world.script.streams([events([long.clone(), long.clone(), long, Piece::Hang]), events([Piece::Hang])]);
    let (feed, told) = world.join_as(|options| options.limits.body_bytes = 100);
    feed.stream(Streaming::Always);
    pass(SECOND).await;
    assert_eq!(told.take(), ["open", "closed", "Stream BODY_TOO_LARGE"]);
}

#[tokio::test(start_paused = true)]
async fn whether_there_is_a_stream_is_asked_until_the_server_says_so() {
    let world = World::new(0.0);
    world.script.payloads([
        refused(),
        refused(),
        refused(),
        refused(),
        ok("{}").header("x-sse-support", "enabled"),
    ]);
    world.script.streams([events([Piece::Pings])]);
    let (feed, told) = world.join();
    feed.stream(Streaming::IfSupported);
    pass(SECOND * 60).await;
    assert_eq!(told.take(), ["Poll CONNECT", "Poll CONNECT", "updated {}", "open"]);
    assert_eq!(world.script.fetches().len(), 5);
    pass(HOUR).await;
    assert_eq!(world.script.fetches().len(), 5);
    assert_eq!(world.script.connects().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn without_a_stream_each_who_wants_one_hears_of_it_once_until_there_is_one() {
    let world = World::new(0.0);
    world.script.payloads([ok("{}").header("x-sse-support", "disabled")]);
    world.script.streams([events([Piece::Hang])]);
    let (one, told) = world.join();
    let (other, told_other) = world.join();
    one.stream(Streaming::IfSupported);
    settle().await;
    one.fetch(1, false);
    settle().await;
    assert_eq!(told.take(), ["updated {}", "unsupported", "1 {}"]);
    assert_eq!(told_other.take(), ["updated {}", "confirmed"]);
    other.stream(Streaming::IfSupported);
    settle().await;
    assert_eq!(told_other.take(), ["unsupported"]);
    assert_eq!(world.script.fetches().len(), 2);
    world.script.payloads([ok("{}").header("x-sse-support", "enabled"), ok("{}")]);
    one.fetch(2, false);
    settle().await;
    assert_eq!(told.take(), ["2 {}", "open"]);
    one.fetch(3, false);
    settle().await;
    assert_eq!(world.script.open(), 1, "an answer without the header does not end it");
}
