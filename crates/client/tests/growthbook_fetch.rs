//! Fetching a payload: who shares it, what is repeated, and what servers may answer.
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
use vexil_client::ClientError;

#[tokio::test(start_paused = true)]
async fn all_who_ask_meanwhile_share_one_request_in_all_threads() {
    let world = World::new(0.5);
    world.script.payloads([ok(r#"{"v":1}"#).after(SECOND)]);
    let (one, told) = world.join();
    let (other, told_other) = world.join_as(|options| options.api_host.push_str("//"));
    one.fetch(1, false);
    one.fetch(2, true);
    pass(SECOND / 2).await;
    other.fetch(7, false);
    pass(SECOND).await;
    assert_eq!(told.take(), [r#"1 {"v":1}"#, r#"2 {"v":1}"#]);
    assert_eq!(told_other.take(), [r#"7 {"v":1}"#]);
    let seen = world.script.fetches();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].url, format!("https://flags.example.com/api/features/{KEY}"));
}

#[tokio::test(start_paused = true)]
async fn who_did_not_ask_hears_of_another_payload_only() {
    let world = World::new(0.5);
    world.script.payloads([ok(r#"{"v":1}"#), ok(r#"{"v":1}"#), ok(r#"{"v":2}"#), status(500)]);
    let (one, told) = world.join();
    let (_other, told_other) = world.join();
    for token in 1..=4 {
        one.fetch(token, false);
        pass(SECOND).await;
    }
    assert_eq!(told.take(), [r#"1 {"v":1}"#, r#"2 {"v":1}"#, r#"3 {"v":2}"#, "4 HTTP_STATUS"]);
    assert_eq!(told_other.take(), [r#"updated {"v":1}"#, "confirmed", r#"updated {"v":2}"#]);
}

#[tokio::test(start_paused = true)]
async fn other_options_are_another_feed() {
    let world = World::new(0.5);
    world.script.payloads([ok("{}")]);
    let (one, _) = world.join();
    let (other, _) = world.join_as(|options| options.headers.push(("x-team".to_owned(), "a".to_owned())));
    one.fetch(1, false);
    other.fetch(1, false);
    settle().await;
    let seen = world.script.fetches();
    assert_eq!(seen.iter().map(|seen| seen.header("x-team")).collect::<Vec<_>>(), [None, Some("a")]);
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_repeated_twice_soon_and_not_in_step() {
    let broken = || ok(r#"{"v":1}"#).body([text("{\"v\""), Piece::Cut]);
    for (first, second) in
        [(refused(), broken()), (status(500), status(429)), (status(503), refused()), (broken(), status(408))]
    {
        let world = World::new(1.0);
        world.script.payloads([first, second, ok(r#"{"v":1}"#)]);
        let (feed, told) = world.join();
        feed.fetch(1, false);
        pass(SECOND).await;
        assert_eq!(told.take(), [r#"1 {"v":1}"#]);
        let gaps = gaps(&world.script.fetches());
        assert!((gaps[0] - 0.1).abs() < 0.01 && (gaps[1] - 0.2).abs() < 0.01, "{gaps:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_get_better_is_not_repeated() {
    let cases = [
        (status(400), "HTTP_STATUS"),
        (status(401), "HTTP_STATUS"),
        (status(404), "HTTP_STATUS"),
        (status(304), "HTTP_STATUS"),
        (status(302), "HTTP_STATUS"),
        (status(503).header("retry-after", "60"), "HTTP_STATUS"),
        (ok("<html>"), "INVALID_FEATURES"),
        (ok(""), "INVALID_FEATURES"),
        (ok("null"), "INVALID_FEATURES"),
        (ok("[]"), "INVALID_FEATURES"),
        (ok("5"), "INVALID_FEATURES"),
        (ok(r#"{"a":1"#), "INVALID_FEATURES"),
        (Reply::Fail(ClientError::BodyTooLarge { limit: 1, ray_id: None }), "BODY_TOO_LARGE"),
    ];
    for (reply, code) in cases {
        let world = World::new(0.5);
        world.script.payloads([reply]);
        let (feed, told) = world.join();
        feed.fetch(1, false);
        pass(SECOND).await;
        assert_eq!(told.take(), [format!("1 {code}")]);
        assert_eq!(world.script.fetches().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn any_success_with_an_object_is_a_payload() {
    for (reply, expected) in [
        (status(200).body([text("{\"a\""), Piece::Wait(SECOND), text(":1}")]), r#"{"a":1}"#),
        (status(203).body([text("{}")]), "{}"),
        (ok("\u{FEFF} {}"), " {}"),
        (status(200).body([Piece::Bytes(b"{\"a\":\"\xFF\"}".to_vec())]), "{\"a\":\"\u{FFFD}\"}"),
    ] {
        let world = World::new(0.5);
        world.script.payloads([reply]);
        let (feed, told) = world.join();
        feed.fetch(1, false);
        pass(SECOND * 2).await;
        assert_eq!(told.take(), [format!("1 {expected}")]);
    }
}

#[tokio::test(start_paused = true)]
async fn while_an_outage_goes_on_requests_are_neither_repeated_nor_made_at_once() {
    let world = World::new(0.0);
    world.script.payloads([refused()]);
    let (feed, told) = world.join();
    for token in 1..=40 {
        feed.fetch(token, false);
        pass(SECOND).await;
    }
    assert_eq!(told.take().len(), 40);
    let seen = world.script.fetches();
    assert_eq!(seen.len(), 3 + 39);
    // As fast as possible, all the same.
    let start = seen.len();
    for token in 1..=10 {
        feed.fetch(token, false);
        while told.take().is_empty() {
            pass(Duration::from_millis(1)).await;
        }
    }
    let times = gaps(&world.script.fetches()[start..]);
    assert_eq!(times.len(), 9);
    assert!(times.iter().all(|gap| *gap >= 0.8), "{times:?}");
    world.script.payloads([ok("{}"), refused()]);
    feed.fetch(1, false);
    pass(SECOND).await;
    assert_eq!(told.take(), ["1 {}"]);
    let before = world.script.fetches().len();
    feed.fetch(2, false);
    pass(SECOND).await;
    assert_eq!(world.script.fetches().len(), before + 3, "the first failure of a new outage");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_wants_to_be_left_alone_is_unless_somebody_insists() {
    let world = World::new(0.5);
    world.script.payloads([status(429).header("retry-after", "60"), ok("{}")]);
    let (feed, told) = world.join();
    feed.fetch(1, false);
    pass(SECOND * 59).await;
    feed.fetch(2, false);
    pass(SECOND / 2).await;
    assert_eq!(told.take(), ["1 HTTP_STATUS", "2 HTTP_STATUS"]);
    assert_eq!(world.script.fetches().len(), 1);
    pass(SECOND).await;
    feed.fetch(3, false);
    pass(SECOND).await;
    assert_eq!(told.take(), ["3 {}"]);

    world.script.payloads([status(503).header("retry-after", "999999"), ok("{}")]);
    feed.fetch(4, false);
    pass(SECOND).await;
    feed.fetch(5, true);
    pass(SECOND).await;
    assert_eq!(told.take(), ["4 HTTP_STATUS", "5 {}"]);

    world.script.payloads([status(503).header("retry-after", "999999"), ok("{}")]);
    feed.fetch(6, false);
    pass(SECOND * 301).await;
    feed.fetch(7, false);
    pass(SECOND).await;
    assert_eq!(told.take(), ["6 HTTP_STATUS", "7 {}"], "five minutes at most");
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_gets_no_more_time_than_a_fetch_may_take() {
    let trickle = || {
        let pieces = (0..1000).flat_map(|_| [text(" "), Piece::Wait(SECOND)]);
        status(200).body(pieces)
    };
    for (reply, seconds) in [(Reply::Hang, 30.0), (ok("").body([Piece::Hang]), 30.0), (trickle(), 30.0)] {
        let world = World::new(0.5);
        world.script.payloads([reply]);
        let (feed, told) = world.join();
        let start = tokio::time::Instant::now();
        feed.fetch(1, false);
        while told.take() != ["1 TIMEOUT"] {
            pass(Duration::from_millis(10)).await;
        }
        assert!((start.elapsed().as_secs_f64() - seconds).abs() < 0.5, "{:?}", start.elapsed());
        assert_eq!(world.script.open(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn the_etag_goes_back_and_not_modified_is_the_same_payload() {
    let world = World::new(0.5);
    world.script.payloads([
        ok(r#"{"v":1}"#).header("etag", "W/\"1\"").header("x-sse-support", "enabled"),
        status(304),
        ok(r#"{"v":2}"#),
        ok(r#"{"v":2}"#),
    ]);
    let (feed, told) = world.join();
    for token in 1..=4 {
        feed.fetch(token, false);
        pass(SECOND).await;
    }
    assert_eq!(told.take(), [r#"1 {"v":1}"#, r#"2 {"v":1}"#, r#"3 {"v":2}"#, r#"4 {"v":2}"#]);
    let etags: Vec<_> = world.script.fetches().into_iter().map(|seen| seen.etag).collect();
    let first = Some("W/\"1\"".to_owned());
    assert_eq!(etags, [None, first.clone(), first, None]);
}

#[tokio::test(start_paused = true)]
async fn a_payload_with_the_same_date_is_the_same_payload() {
    let world = World::new(0.5);
    let dated = |date: &str, value: u32| format!(r#"{{"dateUpdated":"{date}","v":{value}}}"#);
    let replies =
        [dated("2026-01-01", 1), dated("2026-01-01", 2), dated("2026-01-02", 3), dated("", 4), dated("", 5)];
    world.script.payloads(replies.iter().map(|json| ok(json)));
    let (one, told) = world.join();
    let (_other, told_other) = world.join();
    for token in 1..=5 {
        one.fetch(token, false);
        pass(SECOND).await;
    }
    let [first, _, third, fourth, fifth] = &replies;
    assert_eq!(
        told.take(),
        [(1, first), (2, first), (3, third), (4, fourth), (5, fifth)]
            .map(|(token, json)| format!("{token} {json}"))
    );
    let kinds: Vec<_> =
        told_other.take().iter().map(|event| event.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["updated", "confirmed", "updated", "updated", "updated"]);
}

#[tokio::test(start_paused = true)]
async fn redirects_are_followed_without_what_is_for_the_first_server_only() {
    let world = World::new(0.5);
    world.script.payloads([
        status(302).header("location", "/moved"),
        status(308).header("location", "https://elsewhere.example.com/there"),
        ok("{}"),
    ]);
    let headers = ["Authorization", "cookie", "x-team"].map(|name| (name.to_owned(), "a".to_owned()));
    let (feed, told) = world.join_as(|options| options.headers = headers.to_vec());
    feed.fetch(1, false);
    settle().await;
    assert_eq!(told.take(), ["1 {}"]);
    let seen: Vec<_> = world
        .script
        .fetches()
        .into_iter()
        .map(|seen| (seen.url, seen.headers.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(" ")))
        .collect();
    assert_eq!(seen[0].1, "Authorization cookie x-team");
    assert_eq!(
        seen[1],
        ("https://flags.example.com/moved".to_owned(), "Authorization cookie x-team".to_owned())
    );
    assert_eq!(seen[2], ("https://elsewhere.example.com/there".to_owned(), "x-team".to_owned()));

    world.script.payloads([status(302).header("location", "/round")]);
    feed.fetch(2, false);
    pass(SECOND).await;
    assert_eq!(told.take(), ["2 NETWORK"]);
}

#[tokio::test(start_paused = true)]
async fn a_body_beyond_the_limit_is_refused_as_it_comes() {
    let world = World::new(0.5);
    world.script.payloads([ok("").body([text(&"x".repeat(60)), text(&"x".repeat(41)), Piece::Hang])]);
    let (feed, told) = world.join_as(|options| options.limits.body_bytes = 100);
    feed.fetch(1, false);
    settle().await;
    assert_eq!(told.take(), ["1 BODY_TOO_LARGE"]);
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_an_answer_without_the_key_and_the_feed_goes_on() {
    let world = World::new(0.5);
    world.script.payloads([Reply::Panic, ok("{}")]);
    let (feed, told) = world.join();
    feed.fetch(1, false);
    pass(SECOND).await;
    feed.fetch(2, false);
    pass(SECOND).await;
    assert_eq!(told.take(), ["1 PANIC", "2 {}"]);
}

#[tokio::test(start_paused = true)]
async fn after_the_end_of_a_membership_nothing_is_told_and_the_request_goes_on_for_others() {
    let world = World::new(0.5);
    world.script.payloads([ok("{}").after(SECOND)]);
    let (one, told) = world.join();
    let (_other, told_other) = world.join();
    one.fetch(1, false);
    pass(SECOND / 2).await;
    one.dispose();
    one.fetch(2, false);
    pass(SECOND).await;
    assert_eq!(told.take(), [""; 0]);
    assert_eq!(told_other.take(), ["updated {}"]);
    assert_eq!(world.script.fetches().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn when_the_last_member_is_gone_so_is_the_request() {
    let world = World::new(0.5);
    world.script.payloads([ok("{}").body([Piece::Hang])]);
    let (one, _) = world.join();
    one.fetch(1, false);
    settle().await;
    assert_eq!(world.script.open(), 1);
    drop(one);
    settle().await;
    assert_eq!(world.script.open(), 0);
}
