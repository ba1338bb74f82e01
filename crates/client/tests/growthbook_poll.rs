//! Polls: how often, for whom, and not beside a stream.
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

fn seconds(gaps: &[f64]) -> Vec<u64> {
    gaps.iter().map(|gap| gap.round() as u64).collect()
}

#[tokio::test(start_paused = true)]
async fn the_shortest_interval_of_all_members_counts() {
    let world = World::new(0.0);
    world.script.payloads([ok(r#"{"v":1}"#), ok(r#"{"v":1}"#), ok(r#"{"v":2}"#)]);
    let (one, told) = world.join();
    let (other, told_other) = world.join();
    one.poll(Some(SECOND * 60));
    pass(SECOND).await;
    assert!(world.script.fetches().is_empty(), "one interval later");
    other.poll(Some(SECOND * 10));
    pass(SECOND * 35).await;
    assert_eq!(seconds(&gaps(&world.script.fetches())), [10, 10]);
    let expected = [r#"updated {"v":1}"#, "confirmed", r#"updated {"v":2}"#];
    assert_eq!(told.take(), expected);
    assert_eq!(told_other.take(), expected);
    drop(other);
    pass(SECOND * 130).await;
    assert_eq!(seconds(&gaps(&world.script.fetches())), [10, 10, 10, 60, 60]);
    one.poll(None);
    pass(SECOND * 600).await;
    assert_eq!(world.script.fetches().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn failing_polls_come_less_often_and_are_told() {
    let world = World::new(0.0);
    world.script.payloads([status(400)]);
    let (feed, told) = world.join();
    feed.poll(Some(SECOND * 10));
    pass(SECOND * 1000).await;
    assert_eq!(seconds(&gaps(&world.script.fetches())), [10, 20, 40, 80, 150, 150, 150, 150, 150]);
    assert!(told.take().iter().all(|told| told == "Poll HTTP_STATUS"));
    world.script.payloads([ok("{}")]);
    pass(SECOND * 200).await;
    let times = seconds(&gaps(&world.script.fetches()));
    assert_eq!(times.last(), Some(&10), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn polls_wait_for_a_server_that_wants_to_be_left_alone() {
    let world = World::new(0.0);
    world.script.payloads([status(429).header("retry-after", "45"), ok("{}")]);
    let (feed, told) = world.join();
    feed.poll(Some(SECOND * 10));
    pass(SECOND * 62).await;
    assert_eq!(seconds(&gaps(&world.script.fetches())), [45]);
    assert_eq!(told.take(), ["Poll HTTP_STATUS", "updated {}"]);
}

#[tokio::test(start_paused = true)]
async fn a_poll_and_a_fetch_at_the_same_time_are_one_request() {
    let world = World::new(0.0);
    world.script.payloads([ok("{}").after(SECOND * 5)]);
    let (feed, told) = world.join();
    feed.poll(Some(SECOND * 10));
    pass(SECOND * 8).await;
    feed.fetch(1, false);
    pass(SECOND * 6).await;
    assert_eq!(told.take(), ["1 {}"]);
    assert_eq!(world.script.fetches().len(), 1);
    pass(SECOND * 12).await;
    assert_eq!(world.script.fetches().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn there_are_no_polls_while_the_stream_is_open() {
    let world = World::new(0.0);
    world.script.payloads([ok("{}")]);
    world.script.streams([
        events([Piece::Wait(SECOND * 60)]),
        refused(),
        refused(),
        refused(),
        refused(),
        refused(),
    ]);
    let (feed, _) = world.join_as(|options| options.pace.silence = Duration::from_secs(1000));
    feed.poll(Some(SECOND * 10));
    feed.stream(Streaming::Always);
    pass(SECOND * 65).await;
    assert!(world.script.fetches().is_empty());
    pass(SECOND * 60).await;
    assert!(world.script.fetches().len() >= 5, "the stream is away");
}
