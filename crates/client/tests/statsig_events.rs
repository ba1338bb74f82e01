//! Events on their way: batches, retries, flushes, and what is lost.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

#[path = "support/statsig.rs"]
mod statsig;
mod support;

use std::time::Duration;

use statsig::*;
use vexil_client::statsig::NetworkEvent;

/// Fails so many times at first.
fn failing(times: usize, say: impl Fn() -> Say + Send + Sync + 'static) -> World {
    World::new(move |_, before| if before < times { say() } else { status(202) })
}

fn close(times: &[f64], expected: &[f64]) {
    let is_close = |(time, expected): (&f64, &f64)| (time - expected).abs() < 0.1;
    assert!(
        times.len() == expected.len() && times.iter().zip(expected).all(is_close),
        "{times:?} for {expected:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_batch_is_sent_as_the_official_package_does() {
    let world = failing(0, || Say::Fail);
    let one = world.join();
    one.network.queue_events(r#"{"eventName":"é"},{"eventName":"b"}"#.encode_utf16().collect(), 2);
    one.network.flush(1, None, None);
    settle().await;
    assert_eq!(one.told.take(), ["flushed 1"]);
    let seen = world.script.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].url, format!("{API}/log_event"));
    let headers: Vec<_> = seen[0].headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        headers,
        [
            "content-type",
            "statsig-api-key",
            "statsig-client-time",
            "statsig-server-session-id",
            "statsig-sdk-type",
            "statsig-sdk-version",
            "statsig-event-count",
            "content-encoding"
        ]
    );
    assert_eq!(seen[0].header("statsig-event-count"), Some("2"));
    assert_eq!(
        seen[0].text(),
        r#"{"statsigMetadata":{"sdkType":"statsig-node","sdkVersion":"6.5.2","languageVersion":"20.20.2","sessionID":"a-session"},"events":[{"eventName":"é"},{"eventName":"b"}]}"#
    );
    one.network.set_compression(false);
    one.queue([1]);
    one.network.flush(2, None, None);
    settle().await;
    let seen = world.script.seen();
    assert_eq!(seen[1].header("content-encoding"), None);
    assert_eq!(seen[1].events(), ["1"]);
}

#[tokio::test(start_paused = true)]
async fn full_batches_are_sent_at_once_and_the_rest_in_intervals() {
    let world = failing(0, || Say::Fail);
    let one = world.join_as(|options| options.queue.batch_size = 4);
    pass(SECOND * 10).await;
    one.queue(0..3);
    pass(SECOND).await;
    assert_eq!(world.script.seen().len(), 0);
    one.queue(3..9);
    settle().await;
    let batches = || world.script.seen().iter().map(Seen::events).collect::<Vec<_>>();
    assert_eq!(batches(), [["0", "1", "2", "3"], ["4", "5", "6", "7"]]);
    pass(SECOND * 48).await;
    assert_eq!(batches().len(), 2);
    pass(SECOND * 2).await;
    assert_eq!(batches()[2], ["8"], "a minute after the start");
    pass(SECOND * 120).await;
    assert_eq!(batches().len(), 3, "nothing is sent where nothing waits");
    one.queue([9]);
    pass(SECOND * 61).await;
    assert_eq!(batches()[3], ["9"]);
    assert_eq!(one.network.dropped_events(), 0);
}

#[tokio::test(start_paused = true)]
async fn failures_are_repeated_ten_times_later_each_time_and_not_for_longer_than_ten_minutes() {
    for say in [|| Say::Fail, || status(500), || status(503), || status(429), || status(408), || status(599)]
    {
        let world = failing(5, say);
        let one = world.join();
        one.queue([1, 2]);
        one.network.flush(7, None, None);
        pass(SECOND * 1311 - SECOND / 10).await;
        assert_eq!(one.told.take(), [""; 0]);
        pass(SECOND).await;
        assert_eq!(one.told.take(), ["flushed 7"]);
        close(&world.script.times(), &[0.0, 1.0, 11.0, 111.0, 711.0, 1311.0]);
        let seen = world.script.seen();
        assert!(seen.iter().all(|seen| seen.events() == ["1", "2"] && seen.headers.len() == 8));
        let time = |at: usize| seen[at].header("statsig-client-time").unwrap().parse::<f64>().unwrap();
        assert!((time(2) - time(0) - 11_000.0).abs() < 100.0, "each request has its own time");
        assert_eq!(one.network.dropped_events(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn what_fails_once_too_often_is_lost_and_counted() {
    let world = failing(100, || status(500));
    let one = world.join_as(|options| {
        options.queue.retry_limit = 2;
        options.queue.backoff = Some(Duration::from_millis(100));
    });
    one.queue([1, 2, 3]);
    one.network.flush(7, None, None);
    pass(SECOND * 5).await;
    assert_eq!(one.told.take(), ["flushed 7"]);
    close(&world.script.times(), &[0.0, 0.1, 1.1]);
    assert_eq!(one.network.dropped_events(), 3);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_get_better_is_not_repeated() {
    for code in [300, 304, 400, 401, 403, 404, 413, 422] {
        let world = failing(1, move || status(code).header("retry-after", "100"));
        let one = world.join();
        one.queue([1, 2]);
        one.network.flush(7, None, None);
        settle().await;
        assert_eq!(one.told.take(), ["flushed 7"], "{code}");
        assert_eq!(one.network.dropped_events(), 2);
        one.queue([3]);
        one.network.flush(8, None, None);
        settle().await;
        assert_eq!(world.script.seen().len(), 2, "{code}: nobody waits for a server that has refused");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_ends_at_its_deadline_and_counts_as_failed() {
    let world = failing(1, || Say::Hang);
    let one = world.join();
    one.queue([1]);
    one.network.flush(7, None, None);
    pass(SECOND * 12).await;
    assert_eq!(one.told.take(), ["flushed 7"]);
    close(&world.script.times(), &[0.0, 11.0]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_wants_to_be_left_alone_is() {
    let world = failing(1, || status(503).header("retry-after", "100"));
    let one = world.join();
    one.queue([1]);
    one.network.flush(1, None, None);
    pass(SECOND).await;
    one.queue([2]);
    one.network.flush(2, None, None);
    pass(SECOND * 98).await;
    assert_eq!(world.script.seen().len(), 1);
    pass(SECOND * 2).await;
    close(&world.script.times(), &[0.0, 100.0, 100.0]);
    assert_eq!(one.told.take().len(), 2);

    let world = failing(1, || status(429).header("retry-after", "999999"));
    let one = world.join();
    one.queue([1]);
    one.network.flush(1, None, None);
    pass(SECOND * 601).await;
    close(&world.script.times(), &[0.0, 600.0]);
}

#[tokio::test(start_paused = true)]
async fn batches_do_not_wait_for_those_that_rest_and_few_are_sent_at_a_time() {
    let world = World::new(|seen, _| match seen.events()[0].as_str() {
        "1" => status(500),
        _ => status(200).after(SECOND),
    });
    let one = world.join_as(|options| options.queue.batch_size = 1);
    one.queue([1]);
    pass(SECOND / 2).await;
    one.queue(2..11);
    pass(SECOND * 4).await;
    assert_eq!(world.script.under_way(), (0, 4));
    let firsts = world.script.seen().iter().filter(|seen| seen.events() == ["1"]).count();
    assert_eq!((world.script.seen().len(), firsts), (11, 2));
}

#[tokio::test(start_paused = true)]
async fn a_flush_ends_at_its_deadline_and_what_is_under_way_goes_on() {
    let world = World::new(|_, _| status(200).after(SECOND * 5));
    let one = world.join();
    one.queue([1]);
    one.network.flush(1, Some(SECOND * 2), None);
    one.network.flush(2, Some(SECOND), None);
    one.network.flush(3, None, None);
    pass(SECOND + SECOND / 2).await;
    assert_eq!(one.told.take(), ["flushed 2"]);
    pass(SECOND).await;
    assert_eq!(one.told.take(), ["flushed 1"]);
    pass(SECOND * 3).await;
    assert_eq!(one.told.take(), ["flushed 3"]);
    assert_eq!((world.script.seen().len(), one.network.dropped_events()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_flush_waits_for_what_was_queued_before_and_for_nothing_else() {
    let world = World::new(|seen, _| match seen.events()[0].as_str() {
        "1" => status(200).after(SECOND),
        _ => status(200).after(SECOND * 3),
    });
    let one = world.join();
    one.queue([1]);
    one.network.flush(1, None, None);
    settle().await;
    one.queue([2]);
    one.network.flush(2, None, None);
    pass(SECOND * 2).await;
    assert_eq!(one.told.take(), ["flushed 1"]);
    one.network.flush(3, None, None);
    pass(SECOND * 2).await;
    assert_eq!(one.told.take(), ["flushed 2", "flushed 3"]);
    one.network.flush(4, None, None);
    settle().await;
    assert_eq!(one.told.take(), ["flushed 4"], "there is nothing to wait for");
}

#[tokio::test(start_paused = true)]
async fn the_last_flush_tries_all_that_rests_once_more() {
    let world = failing(100, || status(503).header("retry-after", "300"));
    let one = world.join();
    one.queue([1]);
    one.network.flush(1, None, None);
    pass(SECOND * 50).await;
    one.queue([2]);
    one.network.flush(2, Some(SECOND * 3), Some(0));
    pass(SECOND).await;
    assert_eq!(one.told.take(), ["flushed 1", "flushed 2"]);
    close(&world.script.times(), &[0.0, 50.0, 50.0]);
    assert_eq!(one.network.dropped_events(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_flush_with_a_deadline_wakes_what_rests_and_takes_no_retry_from_it() {
    let world = failing(3, || Say::Fail);
    let one = world.join();
    one.queue([1]);
    one.network.flush(1, None, None);
    pass(SECOND * 5).await;
    // It has failed twice, and would rest until the eleventh second.
    one.network.flush(2, Some(SECOND * 2), None);
    pass(SECOND * 3).await;
    assert_eq!(one.told.take(), ["flushed 2"]);
    pass(SECOND * 110).await;
    assert_eq!(one.told.take(), ["flushed 1"]);
    close(&world.script.times(), &[0.0, 1.0, 5.0, 105.0]);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_fit_is_dropped_and_what_is_delivered_makes_room() {
    let world = failing(1, || Say::Fail);
    let one = world.join_as(|options| options.queue.bytes = 400);
    one.queue(100..160);
    assert_eq!(one.network.dropped_events(), 60, "they take 478 bytes");
    one.queue(100..150);
    assert_eq!(one.network.dropped_events(), 60);
    one.queue(100..150);
    assert_eq!(one.network.dropped_events(), 110);
    one.network.flush(1, None, None);
    pass(SECOND * 2).await;
    assert_eq!(one.told.take(), ["flushed 1"]);
    one.queue(100..150);
    one.network.flush(2, None, None);
    settle().await;
    assert_eq!(one.network.dropped_events(), 110);
    assert_eq!(world.script.seen().iter().map(|seen| seen.events().len()).collect::<Vec<_>>(), [50, 50, 50]);
}

#[tokio::test(start_paused = true)]
async fn events_that_come_too_fast_are_compressed_where_they_come_from() {
    let world = failing(0, || Say::Fail);
    let one = world.join_as(|options| {
        options.queue.bytes = 400_000;
        options.queue.batch_size = 100;
    });
    // Nothing else has a turn meanwhile, and the texts alone would take ten times the room.
    let text = |number| format!("\"{}{number}\"", "like all others ".repeat(12));
    for first in 0..100 {
        let texts: Vec<_> = (0..100).map(|event| text(10_000 + first * 100 + event)).collect();
        one.network.queue_events(texts.join(",").encode_utf16().collect(), 100);
    }
    assert_eq!(one.network.dropped_events(), 0);
    one.network.flush(1, None, None);
    settle().await;
    assert_eq!(one.told.take(), ["flushed 1"]);
    let seen = world.script.seen();
    let mut events: Vec<_> = seen.iter().flat_map(Seen::events).collect();
    events.sort();
    assert_eq!(events, (10_000..20_000).map(text).collect::<Vec<_>>());
    assert!(seen.iter().all(|seen| seen.events().len() <= 100));
}

#[tokio::test(start_paused = true)]
async fn silent_networks_take_no_events() {
    let world = failing(0, || Say::Fail);
    let one = world.join_as(|options| options.queue.is_silent = true);
    one.queue(0..5000);
    one.network.flush(1, None, None);
    pass(SECOND * 100).await;
    assert_eq!(one.told.take(), ["flushed 1"]);
    assert_eq!((world.script.seen().len(), one.network.dropped_events()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn the_host_says_how_long_to_rest_each_time() {
    let world = failing(3, || status(500));
    let one = world.join_as(|options| {
        options.queue.backoff = None;
        options.queue.retry_limit = 3;
    });
    one.queue([1]);
    one.network.flush(9, None, None);
    for (retries, milliseconds) in [(3, 500.0), (2, f64::NAN), (1, 2000.0)] {
        settle().await;
        let told = one.told.take_events();
        let [NetworkEvent::BackoffNeeded { token, retries_left }] = &told[..] else { panic!("{told:?}") };
        assert_eq!(*retries_left, retries);
        one.network.retry_in(*token, milliseconds);
        pass(Duration::from_millis(milliseconds as u64)).await;
    }
    settle().await;
    assert_eq!(one.told.take(), ["flushed 9"]);
    close(&world.script.times(), &[0.0, 0.5, 0.5, 2.5]);
    assert_eq!(one.network.dropped_events(), 0);
}

#[tokio::test(start_paused = true)]
async fn hosts_with_a_fetch_of_their_own_send_events_themselves_by_the_same_rules() {
    let world = World::new(|_, _| panic!("no request"));
    let one = world.join_as(|options| {
        options.has_own_fetch = true;
        options.queue.retry_limit = 2;
    });
    let asked = || {
        let told = one.told.take_events();
        let [NetworkEvent::SendNeeded { token, body, count }] = &told[..] else { panic!("{told:?}") };
        assert_eq!(*count, 2);
        assert!(body.starts_with(b"{\"statsigMetadata\":{") && body.ends_with(b",\"events\":[1,2]}"));
        *token
    };
    one.queue([1, 2]);
    one.network.flush(9, None, None);
    settle().await;
    one.network.sent(asked(), 0);
    pass(SECOND + SECOND / 10).await;
    one.network.sent(asked(), 500);
    pass(SECOND * 10).await;
    one.network.sent(asked(), 201);
    settle().await;
    assert_eq!(one.told.take(), ["flushed 9"]);
    assert_eq!(one.network.dropped_events(), 0);
    one.queue([1, 2]);
    one.network.flush(10, None, None);
    settle().await;
    one.network.sent(asked(), 400);
    settle().await;
    assert_eq!(one.told.take(), ["flushed 10"]);
    assert_eq!(one.network.dropped_events(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_never_says_what_came_of_it_does_not_keep_events_for_ever() {
    let world = World::new(|_, _| panic!("no request"));
    let one = world.join_as(|options| {
        options.has_own_fetch = true;
        options.queue.retry_limit = 1;
    });
    one.queue([1]);
    one.network.flush(9, None, None);
    pass(SECOND * 22).await;
    assert_eq!(one.told.take(), ["send 1", "send 1", "flushed 9"]);
    assert_eq!(one.network.dropped_events(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_panic_on_the_way_costs_one_batch() {
    let world = failing(1, || Say::Panic);
    let one = world.join();
    one.queue([1, 2]);
    one.network.flush(1, None, None);
    settle().await;
    one.queue([3]);
    one.network.flush(2, None, None);
    settle().await;
    assert_eq!(one.told.take(), ["flushed 1", "flushed 2"]);
    assert_eq!((world.script.seen().len(), one.network.dropped_events()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn posts_go_where_servers_lead_as_those_of_fetch_do() {
    for (code, is_post) in [(307, true), (308, true), (301, false), (302, false), (303, false)] {
        let world = World::new(move |seen, _| match seen.url.starts_with(API) {
            true => status(code).header("location", "https://far.example.com/there"),
            false => status(200),
        });
        let one = world.join();
        one.queue([1]);
        one.network.flush(1, None, None);
        settle().await;
        assert_eq!(one.told.take(), ["flushed 1"]);
        let seen = world.script.seen();
        assert_eq!((seen.len(), seen[1].url.as_str()), (2, "https://far.example.com/there"));
        assert_eq!(
            (seen[1].body.is_some(), seen[1].header("content-encoding").is_some()),
            (is_post, is_post)
        );
        assert_eq!(seen[1].header("statsig-api-key"), None);
        if is_post {
            assert_eq!(seen[1].events(), ["1"]);
        }
    }
}
