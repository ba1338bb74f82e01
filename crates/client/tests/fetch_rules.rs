//! How responses are judged.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod support;

use std::sync::Arc;
use std::time::Duration;

use support::*;
use vexil_client::{Body, ClientError, Entry, Event, FaultKind, FetchReport, Mode, Response};

/// Refreshes once per answer and gives the events of the last refresh and the entry after it.
async fn refresh(answers: Vec<Answer>) -> (Vec<String>, FetchReport, Arc<Entry>) {
    let count = answers.len();
    let (client, host) = open(&environment(&Script::new(answers)), options(Mode::Manual));
    for _ in 1..count {
        client.refresh(0, true, None);
        pass(Duration::from_secs(1)).await;
    }
    settle().await;
    host.take();
    client.refresh(0, true, None);
    settle().await;
    let events = host.take_events();
    let report = events.iter().find_map(|event| match event {
        Event::FetchEnded(report) => Some(report.clone()),
        _ => None,
    });
    (events.iter().map(name).collect(), report.unwrap(), client.entry())
}

#[tokio::test(start_paused = true)]
async fn a_304_renews_the_time() {
    let (events, report, entry) = refresh(vec![config(CONFIG, "e1"), status(304, "Not Modified")]).await;
    assert_eq!(events, ["FetchEnded(304)", "Stored(e1)", "Fetched(true)", "RefreshDone(0, 304)"]);
    assert_eq!(report.status, Some(304));
    assert_eq!(entry.timestamp_ms, EPOCH_MS + 1000.0);
    assert_eq!(entry.confirmed_ms, Some(EPOCH_MS + 1000.0));
    assert_eq!(&**entry.json().unwrap(), CONFIG.as_bytes());
    assert_eq!(entry.etag.as_deref(), Some("e1"));
}

#[tokio::test(start_paused = true)]
async fn a_304_without_config_is_1106() {
    let answer = Response { ray_id: Some("ray-9".to_owned()), ..status(304, "Not Modified").unwrap() };
    let (events, report, entry) = refresh(vec![Ok(answer)]).await;
    assert_eq!(events, ["FetchEnded(1106)", "Fetched(true)", "RefreshDone(0, 1106)"]);
    assert_eq!((report.status, report.reason.as_deref()), (Some(304), Some("Not Modified")));
    assert_eq!(report.ray_id.as_deref(), Some("ray-9"));
    assert!(entry.initial);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_key_renews_even_an_empty_entry() {
    for wrong in [403, 404] {
        let (events, _, entry) = refresh(vec![status(wrong, "")]).await;
        assert_eq!(events, ["FetchEnded(1100)", "Stored(empty)", "Fetched(true)", "RefreshDone(0, 1100)"]);
        assert!(entry.is_empty() && !entry.initial);
        assert_eq!((entry.timestamp_ms, entry.confirmed_ms), (EPOCH_MS, None));
        assert!(!entry.is_expired(1000.0, EPOCH_MS + 1000.0));
        assert!(entry.is_expired(1000.0, EPOCH_MS + 1001.0));
    }
    let (events, _, entry) = refresh(vec![config(CONFIG, "e1"), status(404, "")]).await;
    assert_eq!(events, ["FetchEnded(1100)", "Stored(e1)", "Fetched(true)", "RefreshDone(0, 1100)"]);
    assert_eq!(entry.timestamp_ms, EPOCH_MS + 1000.0);
    assert_eq!(entry.confirmed_ms, Some(EPOCH_MS), "nobody has confirmed it");
    assert!(!entry.is_empty());
}

#[tokio::test(start_paused = true)]
async fn other_statuses_renew_nothing() {
    for other in [201, 204, 301, 302, 307, 400, 401, 429, 500, 503] {
        let (events, report, entry) = refresh(vec![config(CONFIG, "e1"), status(other, "Why not")]).await;
        assert_eq!(events, ["FetchEnded(1101)", "Fetched(true)", "RefreshDone(0, 1101)"]);
        assert_eq!((report.status, report.reason.as_deref()), (Some(other), Some("Why not")));
        assert_eq!(entry.timestamp_ms, EPOCH_MS);
    }
}

#[tokio::test(start_paused = true)]
async fn failures_renew_nothing() {
    let timeout = ClientError::Timeout { timeout: Duration::from_secs(30), ray_id: Some("ray-3".to_owned()) };
    let (events, report, entry) = refresh(vec![config(CONFIG, "e1"), Err(timeout.clone())]).await;
    assert_eq!(events, ["FetchEnded(1102)", "Fetched(true)", "RefreshDone(0, 1102)"]);
    assert_eq!(report.error, Some(timeout));
    assert_eq!(report.ray_id.as_deref(), Some("ray-3"));
    assert_eq!(report.timeout, Duration::from_secs(30));
    assert_eq!(report.error.unwrap().to_string(), "Request timed out. Timeout value: 30000ms");
    assert_eq!(entry.timestamp_ms, EPOCH_MS);

    let (events, report, _) = refresh(vec![network_failure()]).await;
    assert_eq!(events, ["FetchEnded(1103)", "Fetched(true)", "RefreshDone(0, 1103)"]);
    assert_eq!(
        report.error.unwrap().to_string(),
        "Request failed due to a network or protocol error. connection refused"
    );

    let own = ClientError::Host { kind: FaultKind::Timeout, message: "too slow".to_owned() };
    let (events, report, _) = refresh(vec![Err(own)]).await;
    assert_eq!(events, ["FetchEnded(1102)", "Fetched(true)", "RefreshDone(0, 1102)"]);
    assert_eq!(report.error.unwrap().to_string(), "too slow");
}

#[tokio::test(start_paused = true)]
async fn an_invalid_body_changes_nothing_and_its_etag_is_forgotten() {
    let invalid = [
        r#"{"f":"#.as_bytes(),
        b"[]",
        b"null",
        b"\xEF\xBB\xBF{}",
        b"\xFF\xFE{\0}\0",
        b"<html>",
        br#"{"f":{}}x"#,
    ];
    for bytes in invalid {
        let answer = Response { etag: Some("bad".to_owned()), ..body(bytes).unwrap() };
        let script = Script::new([config(CONFIG, "e1"), Ok(answer), status(304, "Not Modified")]);
        let (client, host) = open(&environment(&script), options(Mode::Manual));
        for token in 0..3 {
            client.refresh(token, true, None);
            pass(Duration::from_secs(1)).await;
        }
        let events = host.take();
        assert_eq!(events[6..9], ["FetchEnded(1105)", "Fetched(true)", "RefreshDone(1, 1105)"], "{bytes:?}");
        assert_eq!(script.etags()[2].as_deref(), Some("e1"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_no_json_is_called_that() {
    let (_, report, _) = refresh(vec![body(b"<html>")]).await;
    assert_eq!(
        report.error.unwrap().to_string(),
        "The text is not valid JSON: expected value at line 1 column 1"
    );
    // The texts for JSON of the wrong shape are documented: nothing is put before them.
    let (_, report, _) = refresh(vec![body(br#"{"f":1}"#)]).await;
    assert_eq!(report.error.unwrap().to_string(), "Invalid config JSON content. Type mismatch at $.f");
}

#[tokio::test(start_paused = true)]
async fn an_empty_body_is_1105() {
    for empty in [body(b""), status(200, "OK")] {
        let (events, report, _) = refresh(vec![empty]).await;
        assert_eq!(events, ["FetchEnded(1105)", "Fetched(true)", "RefreshDone(0, 1105)"]);
        let error = report.error.unwrap();
        assert_eq!((error.to_string().as_str(), error.kind()), ("No response body.", FaultKind::Invalid));
    }
}

#[tokio::test(start_paused = true)]
async fn malformed_utf8_decodes_to_replacement_characters() {
    let (events, _, entry) = refresh(vec![body(b"{\"f\":{\"a\xFFb\":{\"t\":0,\"v\":{\"b\":true}}}}")]).await;
    assert_eq!(events.first().map(String::as_str), Some("FetchEnded(0)"));
    let json = String::from_utf8(entry.json().unwrap().to_vec()).unwrap();
    assert_eq!(json, "{\"f\":{\"a\u{FFFD}b\":{\"t\":0,\"v\":{\"b\":true}}}}");
}

#[tokio::test(start_paused = true)]
async fn text_of_the_host_keeps_lone_surrogates() {
    let text = b"{\"f\":{\"\xED\xA0\x80\":{\"t\":0,\"v\":{\"b\":true}}}}".to_vec();
    let answer = Response { status: 200, body: Some(Body::Text(text.clone())), ..Response::default() };
    let (events, _, entry) = refresh(vec![Ok(answer)]).await;
    assert_eq!(events.first().map(String::as_str), Some("FetchEnded(0)"));
    assert_eq!(entry.json().map(|json| json.to_vec()), Some(text));
}

#[tokio::test(start_paused = true)]
async fn an_empty_etag_is_none() {
    let (_, _, entry) = refresh(vec![config(CONFIG, "")]).await;
    assert_eq!(entry.etag, None);
}

#[tokio::test(start_paused = true)]
async fn a_body_of_the_host_has_a_limit_too() {
    let script = Script::new([config(CONFIG, "e1")]);
    let mut options = options(Mode::Manual);
    options.limits.body_bytes = CONFIG.len() - 1;
    let (client, host) = open(&environment(&script), options);
    client.refresh(0, true, None);
    settle().await;
    assert_eq!(host.take(), ["Ready", "FetchEnded(1103)", "Fetched(true)", "RefreshDone(0, 1103)"]);
}

#[tokio::test(start_paused = true)]
async fn failures_renew_where_the_host_wants_it() {
    let failures = [
        status(500, "Broken"),
        body(b"nonsense"),
        network_failure(),
        Err(ClientError::Timeout { timeout: Duration::from_secs(30), ray_id: None }),
    ];
    for failure in failures {
        let script = Script::new([failure.clone(), config(CONFIG, "e1"), failure]);
        let mut options = options(LAZY);
        options.renews_on_failure = true;
        let (client, host) = open(&environment(&script), options);
        client.refresh(0, false, None);
        pass(Duration::from_secs(1)).await;
        assert!(client.entry().initial, "nothing at hand, nothing renewed");
        client.refresh(1, false, None);
        pass(Duration::from_secs(1)).await;
        let fetched = client.entry();
        host.take();
        client.refresh(2, false, None);
        settle().await;
        let events = host.take();
        assert_eq!(events[1..3], ["Stored(e1)", "Fetched(false)"], "{events:?}");
        assert!(!events.contains(&"Changed".to_owned()), "{events:?}");
        let entry = client.entry();
        assert_eq!((entry.timestamp_ms, entry.confirmed_ms), (EPOCH_MS + 2000.0, Some(EPOCH_MS + 1000.0)));
        assert!(Arc::ptr_eq(entry.config.as_ref().unwrap(), fetched.config.as_ref().unwrap()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_refresh_of_an_auto_polling_service_does_not_delay_the_next_poll() {
    let script = Script::new([config(CONFIG, "e1"), status(500, "Broken"), config(OTHER_CONFIG, "e2")]);
    let mut options = options(auto(MINUTE));
    options.renews_on_failure = true;
    let (client, _host) = open(&environment(&script), options);
    pass(Duration::from_secs(50)).await;
    client.refresh(0, true, None);
    pass(Duration::from_secs(20)).await;
    assert_eq!(client.entry().etag.as_deref(), Some("e2"));
}
