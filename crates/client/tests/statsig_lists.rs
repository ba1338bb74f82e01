//! ID lists: what is asked for, what is kept, and what is forgotten.
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
use vexil_client::ClientError;
use vexil_client::statsig::{Extent, SharedIdLists};

/// The entry of a list in a lookup.
fn entry(name: &str, file: &str, created: u32, size: usize) -> String {
    format!(
        r#""{name}":{{"name":"{name}","url":"https://lists.example.com/{file}","fileID":"{file}","creationTime":{created},"size":{size}}}"#
    )
}

fn lookup(entries: &[String]) -> String {
    format!("{{{}}}", entries.join(","))
}

/// What is wanted, as name and first byte.
fn plan(lists: &SharedIdLists, entries: &[String]) -> (Vec<(String, u64)>, bool) {
    let plan = lists.plan(lookup(entries).as_bytes()).unwrap();
    let wanted =
        plan.wanted.iter().map(|wanted| (String::from_utf8_lossy(&wanted.name).into_owned(), wanted.from));
    (wanted.collect(), plan.is_changed)
}

fn wanted(names: &[(&str, u64)]) -> Vec<(String, u64)> {
    names.iter().map(|(name, from)| ((*name).to_owned(), *from)).collect()
}

/// The ids of a list.
fn ids(lists: &SharedIdLists, name: &str) -> Vec<String> {
    let text = String::from_utf8(lists.text(name.as_bytes())).unwrap();
    let mut ids: Vec<_> = text.lines().map(|line| line.strip_prefix('+').unwrap().to_owned()).collect();
    ids.sort();
    ids
}

fn apply(lists: &SharedIdLists, name: &str, lines: &str) -> bool {
    lists.apply(name.as_bytes(), lines.as_bytes(), None, Extent::Rest)
}

#[test]
fn lists_grow_by_what_is_not_known_of_their_files() {
    let lists = SharedIdLists::default();
    let entries = |size| [entry("a", "f1", 1, size), entry("b", "f2", 1, 0)];
    assert_eq!(plan(&lists, &entries(20)), (wanted(&[("a", 0)]), false));
    assert!(apply(&lists, "a", "+aaaaaaaa\r\n+bbbbbbbb\n"));
    assert_eq!(ids(&lists, "a"), ["aaaaaaaa", "bbbbbbbb"]);
    assert_eq!(plan(&lists, &entries(21)), (wanted(&[]), false), "so much is known");
    assert_eq!(plan(&lists, &entries(40)), (wanted(&[("a", 21)]), false));
    assert!(lists.apply(b"a", b"-aaaaaaaa\n+cccccccc\n", Some(15), Extent::Rest));
    assert_eq!(ids(&lists, "a"), ["bbbbbbbb", "cccccccc"]);
    assert_eq!(plan(&lists, &entries(40)), (wanted(&[("a", 36)]), false), "the length that was told counts");
    assert!(apply(&lists, "a", ""), "nothing is no reason to forget what is known");
    assert_eq!(ids(&lists, "a").len(), 2);
    assert!(!apply(&lists, "unknown", "+aaaaaaaa\n"));
    assert_eq!(lists.lookup().unwrap()[..], *lookup(&entries(40)).as_bytes());
}

#[test]
fn a_list_that_is_gone_is_forgotten() {
    let lists = SharedIdLists::default();
    let entries = [entry("a", "f1", 1, 20), entry("b", "f2", 1, 20)];
    plan(&lists, &entries);
    apply(&lists, "a", "+aaaaaaaa\n");
    apply(&lists, "b", "+bbbbbbbb\n");
    assert_eq!(plan(&lists, &entries[1..]), (wanted(&[("b", 10)]), true));
    assert!(lists.load().get(b"a").is_none());
    assert_eq!(ids(&lists, "b"), ["bbbbbbbb"]);
    let of_no_use = [r#""b":{"url":5}"#.to_owned()];
    assert_eq!(plan(&lists, &of_no_use), (wanted(&[]), false));
    assert_eq!(ids(&lists, "b"), ["bbbbbbbb"], "it is there, though nobody knows where");
    assert_eq!(lists.plan(b"[]"), Err(ClientError::InvalidIdLists));
    assert_eq!(ids(&lists, "b"), ["bbbbbbbb"]);
    assert_eq!(plan(&lists, &[]), (wanted(&[]), true));
    assert!(lists.load().get(b"b").is_none());
}

#[test]
fn another_file_takes_the_place_of_the_list_when_it_is_there() {
    let lists = SharedIdLists::default();
    plan(&lists, &[entry("a", "f1", 5, 10)]);
    apply(&lists, "a", "+aaaaaaaa\n");
    assert_eq!(plan(&lists, &[entry("a", "f0", 4, 10)]), (wanted(&[]), false), "an older one");
    assert_eq!(plan(&lists, &[entry("a", "f2", 5, 20)]), (wanted(&[("a", 0)]), false));
    assert_eq!(ids(&lists, "a"), ["aaaaaaaa"]);
    assert!(lists.apply(b"a", b"+bbbbbbbb\n+ccc", None, Extent::Beginning));
    assert_eq!(ids(&lists, "a"), ["aaaaaaaa"]);
    assert_eq!(plan(&lists, &[entry("a", "f2", 5, 20)]), (wanted(&[("a", 10)]), false));
    assert!(apply(&lists, "a", "+cccccccc\n"));
    assert_eq!(ids(&lists, "a"), ["bbbbbbbb", "cccccccc"]);
    assert_eq!(plan(&lists, &[entry("a", "f3", 9, 0)]), (wanted(&[]), true), "an empty one is there at once");
    assert_eq!(ids(&lists, "a"), [""; 0]);
}

#[test]
fn what_is_no_part_of_a_list_makes_it_begin_anew() {
    for text in ["aaaa\n+bbbbbbbb\n", "<html>", "\n+bbbbbbbb\n", " +bbbbbbbb\n"] {
        let lists = SharedIdLists::default();
        let entries = [entry("a", "f1", 1, 30)];
        plan(&lists, &entries);
        apply(&lists, "a", "+aaaaaaaa\n");
        assert!(!apply(&lists, "a", text), "{text}");
        assert!(lists.load().get(b"a").is_none());
        assert_eq!(plan(&lists, &entries), (wanted(&[("a", 0)]), false));
    }
}

#[test]
fn the_whole_of_a_file_counts_from_its_beginning() {
    let lists = SharedIdLists::default();
    let entries = |size| [entry("a", "f1", 1, size)];
    plan(&lists, &entries(10));
    apply(&lists, "a", "+aaaaaaaa\n");
    assert!(lists.apply(b"a", b"+bbbbbbbb\n+cccccccc\n", None, Extent::Whole));
    assert_eq!(ids(&lists, "a"), ["bbbbbbbb", "cccccccc"]);
    assert_eq!(plan(&lists, &entries(21)), (wanted(&[("a", 20)]), false));
    assert!(lists.apply(b"a", b"", None, Extent::Whole));
    assert_eq!(ids(&lists, "a"), [""; 0]);
}

#[test]
fn lists_from_elsewhere_give_way_to_those_of_the_server() {
    let lists = SharedIdLists::default();
    lists.set(b"a", b"+aaaaaaaa\n");
    lists.set(b"b", b"+bbbbbbbb\n");
    lists.set(b"a", b"+cccccccc\n-cccccccc\n+dddddddd");
    assert_eq!(ids(&lists, "a"), ["dddddddd"]);
    lists.keep([b"a".as_slice(), b"unknown"]);
    assert!(lists.load().get(b"b").is_none());
    assert_eq!(plan(&lists, &[entry("a", "f1", 0, 10)]), (wanted(&[("a", 0)]), false));
    assert_eq!(ids(&lists, "a"), ["dddddddd"]);
    assert!(apply(&lists, "a", "+eeeeeeee\n"));
    assert_eq!(ids(&lists, "a"), ["eeeeeeee"]);
    lists.keep([]);
    assert!(lists.load().get(b"a").is_none());
}

/// A server with these lists, by name and text, that knows ranges.
fn server(files: &'static [(&'static str, &'static str)]) -> impl Fn(&Seen, usize) -> Say {
    move |seen, _| {
        if seen.url.ends_with("/get_id_lists") {
            let entries: Vec<_> = files.iter().map(|(name, text)| entry(name, name, 1, text.len())).collect();
            return ok(lookup(&entries));
        }
        let (_, text) = files.iter().find(|(name, _)| seen.url.ends_with(name)).unwrap();
        let from: usize = seen
            .header("range")
            .unwrap()
            .strip_prefix("bytes=")
            .unwrap()
            .trim_end_matches('-')
            .parse()
            .unwrap();
        let range = format!("bytes {from}-{}/{}", text.len() - 1, text.len());
        status(206).header("content-range", &range).body(&text.as_bytes()[from..])
    }
}

#[tokio::test(start_paused = true)]
async fn lists_are_asked_for_as_the_official_package_does() {
    let world = World::new(server(&[("a", "+aaaaaaaa\n"), ("b", "+bbbbbbbb\n")]));
    let one = world.join();
    one.network.sync_id_lists(1);
    settle().await;
    assert_eq!(one.told.take(), ["lists 1 changed ok"]);
    assert_eq!(
        (ids(&one.lists, "a"), ids(&one.lists, "b")),
        (vec!["aaaaaaaa".to_owned()], vec!["bbbbbbbb".to_owned()])
    );
    let seen = world.script.seen();
    assert_eq!(seen[0].url, format!("{API}/get_id_lists"));
    assert_eq!((seen[0].text().as_str(), seen[0].headers.len()), ("{}", 6));
    assert_eq!(seen[0].header("statsig-api-key"), Some(KEY));
    assert_eq!(seen[1].url, "https://lists.example.com/a");
    assert_eq!((seen[1].header("range"), seen[1].header("statsig-api-key")), (Some("bytes=0-"), None));
    one.network.sync_id_lists(2);
    settle().await;
    assert_eq!(one.told.take(), ["lists 2 same ok"]);
    assert_eq!(world.script.seen().len(), 4);

    world.script.answer(server(&[("b", "+bbbbbbbb\n-bbbbbbbb\n")]));
    one.network.sync_id_lists(3);
    settle().await;
    assert_eq!(one.told.take(), ["lists 3 changed ok"]);
    assert!(one.lists.load().get(b"a").is_none());
    assert_eq!(ids(&one.lists, "b"), [""; 0]);
    assert_eq!(world.script.seen().last().unwrap().header("range"), Some("bytes=10-"));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_knows_no_ranges_is_understood() {
    let world = World::new(|seen, before| match seen.url.ends_with("/get_id_lists") {
        true => ok(lookup(&[entry("a", "f", 1, 10 * (before + 1))])),
        false => ok(["+aaaaaaaa\n", "+aaaaaaaa\n+bbbbbbbb\n", "<html>"][before]),
    });
    let one = world.join();
    for (token, expected) in [(1, vec!["aaaaaaaa"]), (2, vec!["aaaaaaaa", "bbbbbbbb"]), (3, vec![])] {
        one.network.sync_id_lists(token);
        settle().await;
        assert_eq!(ids(&one.lists, "a"), expected);
    }
    assert_eq!(
        one.told.take(),
        ["lists 1 changed ok", "lists 2 changed ok", "lists 3 changed INVALID_ID_LISTS"]
    );
}

#[tokio::test(start_paused = true)]
async fn faults_of_servers_of_lists_keep_what_is_known() {
    let good = "+aaaaaaaa\n";
    let other_range = || status(206).header("content-range", "bytes 5-9/20").body("+bbbbbbbb\n");
    let cases: [(Say, &str, &[&str]); 9] = [
        (status(404).body("+bbbbbbbb\n"), "same HTTP_STATUS", &["aaaaaaaa"]),
        (status(500).body("+bbbbbbbb\n"), "same HTTP_STATUS", &["aaaaaaaa"]),
        (Say::Fail, "same CONNECT", &["aaaaaaaa"]),
        (Say::Hang, "same TIMEOUT", &["aaaaaaaa"]),
        (other_range(), "same NETWORK", &["aaaaaaaa"]),
        (ok("+bbbbbbbb\n").cut(), "same BROKEN_BODY", &["aaaaaaaa"]),
        (status(206).body("+bbbbbbbb\n+ccc").cut(), "changed BROKEN_BODY", &["aaaaaaaa", "bbbbbbbb"]),
        (status(206).body("bbbb\n"), "changed INVALID_ID_LISTS", &[]),
        (status(416), "changed ok", &[]),
    ];
    for (say, expected, kept) in cases {
        let world = World::new(move |seen, before| match (seen.url.ends_with("/get_id_lists"), before) {
            (true, _) => ok(lookup(&[entry("a", "f", 1, 10 * (before + 1))])),
            (false, 0) => status(206).body(good),
            (false, 1) => say.clone(),
            (false, _) => status(206).body("+dddddddd\n"),
        });
        let one = world.join();
        one.network.sync_id_lists(1);
        settle().await;
        one.network.sync_id_lists(2);
        pass(SECOND * 11).await;
        assert_eq!(one.told.take(), ["lists 1 changed ok".to_owned(), format!("lists 2 {expected}")]);
        assert_eq!(ids(&one.lists, "a"), kept, "{expected}");
        one.network.sync_id_lists(3);
        settle().await;
        assert_eq!(one.told.take(), ["lists 3 changed ok"]);
        assert!(ids(&one.lists, "a").contains(&"dddddddd".to_owned()), "{expected}");
        let from = if kept.is_empty() {
            "bytes=0-"
        } else if kept.len() == 2 {
            "bytes=20-"
        } else {
            "bytes=10-"
        };
        assert_eq!(world.script.seen().last().unwrap().header("range"), Some(from), "{expected}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_that_takes_longer_than_a_request_may_comes_in_steps() {
    let lines: String = (10..22).map(|number| format!("+aaaaaa{number}\n")).collect();
    let world = World::new(move |seen, before| match seen.url.ends_with("/get_id_lists") {
        true => ok(lookup(&[entry("a", "f", 1, 120)])),
        false => status(206).body(&lines[100 * before..]),
    });
    let one = world.join_as(|options| options.limits.body_bytes = 105);
    one.network.sync_id_lists(1);
    settle().await;
    assert_eq!(one.told.take(), ["lists 1 changed BODY_TOO_LARGE"]);
    assert_eq!(ids(&one.lists, "a").len(), 10);
    one.network.sync_id_lists(2);
    settle().await;
    assert_eq!(one.told.take(), ["lists 2 changed ok"]);
    assert_eq!(ids(&one.lists, "a").len(), 12);
    assert_eq!(world.script.seen().last().unwrap().header("range"), Some("bytes=100-"));
}

#[tokio::test(start_paused = true)]
async fn lists_are_downloaded_in_parallel_but_not_all_at_once() {
    let names: Vec<_> = (0..40).map(|number| format!("l{number}")).collect();
    let entries: Vec<_> = names.iter().map(|name| entry(name, name, 1, 10)).collect();
    let text = lookup(&entries);
    let world = World::new(move |seen, _| match seen.url.ends_with("/get_id_lists") {
        true => ok(text.as_str()),
        false => status(206).body("+aaaaaaaa\n").after(SECOND),
    });
    let one = world.join();
    one.network.sync_id_lists(1);
    one.network.sync_id_lists(2);
    pass(SECOND * 6).await;
    assert_eq!(one.told.take(), ["lists 1 changed ok", "lists 2 changed ok"], "one look for both");
    assert_eq!(world.script.under_way(), (0, 8));
    assert_eq!(world.script.seen().len(), 41);
    assert!(names.iter().all(|name| ids(&one.lists, name) == ["aaaaaaaa"]));
}

#[tokio::test(start_paused = true)]
async fn the_lookup_has_a_fallback_and_its_faults_keep_all_lists() {
    const FALLBACK: &str = "https://fallback.example.com/v1";
    let world = World::new(server(&[("a", "+aaaaaaaa\n")]));
    let one = world.join_as(|options| options.id_lists.fallback = Some(FALLBACK.to_owned()));
    one.network.sync_id_lists(1);
    settle().await;
    let cases = [
        (status(500), ok("{}"), "changed ok", 0),
        (Say::Fail, status(503), "HTTP_STATUS", 1),
        (ok("<html>"), ok("{}"), "INVALID_ID_LISTS", 1),
        (ok("[]"), ok("{}"), "INVALID_ID_LISTS", 1),
        (Say::Hang, Say::Hang, "TIMEOUT", 1),
        (Say::Panic, ok("{}"), "PANIC", 1),
    ];
    for (first, second, expected, lists) in cases {
        world.script.answer(server(&[("a", "+aaaaaaaa\n")]));
        one.network.sync_id_lists(2);
        settle().await;
        one.told.take();
        world.script.answer(move |seen, _| match seen.url.starts_with(FALLBACK) {
            true => second.clone(),
            false => first.clone(),
        });
        one.network.sync_id_lists(3);
        pass(SECOND * 21).await;
        assert_eq!(one.told.take(), [format!("lists 3 {expected}")]);
        assert_eq!(ids(&one.lists, "a").len(), lists);
    }
}
