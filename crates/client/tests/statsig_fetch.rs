//! Fetching specs: who shares a download, what is asked, and what servers may answer.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

#[path = "support/statsig.rs"]
mod statsig;
mod support;

use statsig::*;

fn url(since: &str) -> String {
    format!("{API}/download_config_specs/{KEY}.json{since}")
}

#[tokio::test(start_paused = true)]
async fn specs_are_asked_for_as_the_official_package_does() {
    let world = World::new(|_, _| ok(specs(7)));
    let one = world.join();
    one.network.fetch_specs(1, 0.0);
    settle().await;
    one.network.fetch_specs(2, 1_700_000_000_000.0);
    settle().await;
    assert_eq!(one.told.take(), [format!("specs 1 {}", specs(7)), format!("specs 2 {}", specs(7))]);
    let seen = world.script.seen();
    assert_eq!(world.script.urls(), [url(""), url("?sinceTime=1700000000000")]);
    let now = seen[0].header("statsig-client-time").unwrap().parse::<u64>().unwrap();
    let expected = [
        ("content-type", "application/json; charset=UTF-8"),
        ("statsig-api-key", KEY),
        ("statsig-client-time", &now.to_string()),
        ("statsig-server-session-id", "a-session"),
        ("statsig-sdk-type", "statsig-node"),
        ("statsig-sdk-version", "6.5.2"),
    ];
    assert_eq!(seen[0].headers, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(seen[0].body.is_none());
}

#[tokio::test(start_paused = true)]
async fn all_who_ask_for_the_same_meanwhile_share_one_download() {
    let world = World::new(|_, _| ok(specs(7)).after(SECOND));
    let (one, other) = (world.join(), world.join_as(|options| options.sdk.session_id.push('2')));
    one.network.fetch_specs(1, 0.0);
    pass(SECOND / 2).await;
    other.network.fetch_specs(5, 0.0);
    one.network.fetch_specs(2, 0.0);
    one.network.fetch_specs(3, 6.0);
    pass(SECOND * 2).await;
    let told = |token| format!("specs {token} {}", specs(7));
    let mut all = one.told.take();
    all.sort();
    assert_eq!(all, [told(1), told(2), told(3)]);
    assert_eq!(other.told.take(), [told(5)]);
    assert_eq!(world.script.urls(), [url(""), url("?sinceTime=6")]);
    other.network.fetch_specs(6, 0.0);
    pass(SECOND * 2).await;
    assert_eq!(world.script.seen().len(), 3, "the first one is over");
}

#[tokio::test(start_paused = true)]
async fn other_keys_ways_and_deadlines_are_other_downloads() {
    let world = World::new(|_, _| ok(specs(7)).after(SECOND));
    let members = [
        world.join(),
        world.join_as(|options| options.secret_key.push('2')),
        world.join_as(|options| options.specs.proxy = Some("http://127.0.0.1:1".to_owned())),
        world.join_as(|options| options.request_timeout *= 2),
        world.join_as(|options| options.limits.body_bytes -= 1),
    ];
    members.iter().for_each(|member| member.network.fetch_specs(1, 0.0));
    pass(SECOND * 2).await;
    assert_eq!(world.script.seen().len(), members.len());
}

#[tokio::test(start_paused = true)]
async fn who_began_a_download_may_leave_it_to_the_others_and_nobody_ends_it() {
    let world = World::new(|_, _| ok(specs(7)).after(SECOND));
    let (one, other) = (world.join(), world.join());
    one.network.fetch_specs(1, 0.0);
    settle().await;
    other.network.fetch_specs(2, 0.0);
    settle().await;
    one.network.dispose();
    pass(SECOND * 2).await;
    assert_eq!(one.told.take(), [""; 0]);
    assert_eq!(other.told.take(), [format!("specs 2 {}", specs(7))]);
    assert_eq!(world.script.seen().len(), 1);
    other.network.fetch_specs(3, 0.0);
    settle().await;
    assert_eq!(world.script.under_way().0, 1);
    drop(other);
    settle().await;
    assert_eq!(world.script.under_way().0, 0, "nobody waits any more");
}

#[tokio::test(start_paused = true)]
async fn what_servers_answer() {
    let bom = format!("\u{FEFF}{}", specs(7));
    let cases = [
        (ok(specs(7)), specs(7)),
        (status(203).body(specs(7)), specs(7)),
        (ok(bom), specs(7)),
        (ok(r#"{"has_updates":false}"#), "nothing new".to_owned()),
        (ok(r#"{"has_updates":0,"time":9}"#), "nothing new".to_owned()),
        (ok("{}"), "nothing new".to_owned()),
        (status(204), "nothing new".to_owned()),
        (ok(""), "SPECS_SYNTAX".to_owned()),
        (ok("<html>"), "SPECS_SYNTAX".to_owned()),
        (ok("[]"), "SPECS_SHAPE".to_owned()),
        (ok(r#"{"has_updates":true}"#), "SPECS_SHAPE".to_owned()),
        (ok(r#"{"has_updates":true,"feature_gates":[],"dynamic_configs":{"#), "SPECS_SYNTAX".to_owned()),
        (status(304), "HTTP_STATUS".to_owned()),
        (status(400), "HTTP_STATUS".to_owned()),
        (status(500).body(specs(7)), "HTTP_STATUS".to_owned()),
        (ok(specs(7)).cut(), "BROKEN_BODY".to_owned()),
        (ok(" ".repeat(1001)), "BODY_TOO_LARGE".to_owned()),
        (Say::Fail, "CONNECT".to_owned()),
        (Say::Hang, "TIMEOUT".to_owned()),
        (ok(specs(7)).after(SECOND * 11), "TIMEOUT".to_owned()),
        (Say::Panic, "PANIC".to_owned()),
    ];
    for (say, expected) in cases {
        let world = World::new(move |_, _| say.clone());
        let one = world.join_as(|options| options.limits.body_bytes = 1000);
        one.network.fetch_specs(1, 0.0);
        pass(SECOND * 12).await;
        assert_eq!(one.told.take(), [format!("specs 1 {expected}")]);
        assert_eq!(world.script.seen().len(), 1, "{expected}: it is not repeated");
        assert_eq!(world.script.under_way().0, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn the_fallback_is_asked_once_where_the_server_gives_no_answer() {
    const FALLBACK: &str = "https://fallback.example.com/v1";
    let good = || ok(specs(7));
    let cases = [
        (status(500), good(), 2, specs(7)),
        (status(404), good(), 2, specs(7)),
        (Say::Fail, good(), 2, specs(7)),
        (Say::Hang, good(), 2, specs(7)),
        (ok(specs(7)).cut(), good(), 2, specs(7)),
        (Say::Fail, status(503), 2, "HTTP_STATUS".to_owned()),
        (good(), Say::Fail, 1, specs(7)),
        (ok("{}"), good(), 1, "nothing new".to_owned()),
        (ok("<html>"), good(), 1, "SPECS_SYNTAX".to_owned()),
    ];
    for (first, second, requests, expected) in cases {
        let world = World::new(move |seen, _| match seen.url.starts_with(FALLBACK) {
            true => second.clone(),
            false => first.clone(),
        });
        let one = world.join_as(|options| options.specs.fallback = Some(FALLBACK.to_owned()));
        one.network.fetch_specs(1, 5.0);
        pass(SECOND * 30).await;
        assert_eq!(one.told.take(), [format!("specs 1 {expected}")]);
        let urls = [API, FALLBACK].map(|base| url("?sinceTime=5").replace(API, base));
        assert_eq!(world.script.urls(), urls[..requests]);
    }
}

#[tokio::test(start_paused = true)]
async fn redirects_are_followed_and_the_key_stays_with_its_server() {
    let world = World::new(|seen, _| match seen.url.as_str() {
        "https://api.example.com/other" => status(307).header("location", "//far.example.com/specs"),
        "https://far.example.com/specs" => ok(specs(7)),
        _ => status(301).header("location", "/other"),
    });
    let one = world.join();
    one.network.fetch_specs(1, 0.0);
    settle().await;
    assert_eq!(one.told.take(), [format!("specs 1 {}", specs(7))]);
    let keys: Vec<_> =
        world.script.seen().iter().map(|seen| seen.header("statsig-api-key").is_some()).collect();
    assert_eq!(keys, [true, true, false]);

    let world = World::new(|_, _| status(302).header("location", "/again"));
    let one = world.join();
    one.network.fetch_specs(1, 0.0);
    settle().await;
    assert_eq!(one.told.take(), ["specs 1 NETWORK"]);
    assert_eq!(world.script.seen().len(), 21);
}

#[tokio::test(start_paused = true)]
async fn hosts_with_a_fetch_of_their_own_get_none_of_ours() {
    let world = World::new(|_, _| ok(specs(7)));
    let one = world.join_as(|options| options.has_own_fetch = true);
    one.network.fetch_specs(1, 0.0);
    one.network.sync_id_lists(2);
    settle().await;
    assert_eq!(one.told.take(), ["specs 1 ABORTED", "lists 2 ABORTED"]);
    assert_eq!(world.script.seen().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_told_after_the_end() {
    let world = World::new(|_, _| ok(specs(7)).after(SECOND));
    let one = world.join();
    one.network.fetch_specs(1, 0.0);
    one.network.sync_id_lists(2);
    one.queue(0..10);
    one.network.flush(3, Some(SECOND * 2), None);
    settle().await;
    assert_eq!(world.script.under_way().0, 3);
    one.network.dispose();
    settle().await;
    assert_eq!(world.script.under_way().0, 0);
    one.network.fetch_specs(4, 0.0);
    one.queue(0..10_000);
    one.network.flush(5, None, None);
    pass(SECOND * 5).await;
    assert_eq!(one.told.take(), [""; 0]);
    let text = format!("{:?}", one.network);
    assert_eq!(text, "Network { .. }");
}
