use super::*;

const NO_CONFIG: &str =
    "SDK with identifier 'none' is in an invalid state; please check the logs for more details";
const NO_CONFIG_KEY: &str = "requested SDK is in an invalid state; please check the logs for more details";
const NO_HEADER: &str = "either the 'sdkId' path variable or 'X-ConfigCat-SdkKey' header must be set";
const TYPES: &str = "failed to parse JSON body: 'a' has an invalid type, only 'string', 'number', and 'string[]' types are allowed";
const END: &str = "failed to parse JSON body: unexpected end of JSON input";
const ALL: &str = r#"{"double":{"value":3,"variationId":"d3"},"flag":{"value":true,"variationId":"v1"},"int":{"value":5,"variationId":"i5"},"text":{"value":"a\u003cb\u003e\u0026c","variationId":""}}"#;

#[tokio::test]
async fn evaluations_are_json() {
    let front = front(|_| {});
    let cases = [
        ("/api/sdk1/eval", r#"{"key":"flag"}"#, r#"{"value":true,"variationId":"v1"}"#),
        ("/api/sdk1/eval/", r#"{"key":"flag"}"#, r#"{"value":true,"variationId":"v1"}"#),
        ("//api/sdk1//eval", r#"{"key":"flag"}"#, r#"{"value":true,"variationId":"v1"}"#),
        ("/api/%73dk1/eval", r#"{"key":"flag"}"#, r#"{"value":true,"variationId":"v1"}"#),
        (
            "/api/sdk1/eval",
            r#"{"KEY":"flag","user":{"Identifier":"u1"}}"#,
            r#"{"value":false,"variationId":"v2"}"#,
        ),
        ("/api/sdk1/eval", r#"{"key":"text"}"#, r#"{"value":"a\u003cb\u003e\u0026c","variationId":""}"#),
        ("/api/sdk1/eval", r#"{"key":"int"}"#, r#"{"value":5,"variationId":"i5"}"#),
        ("/api/sdk1/eval", r#"{"key":"double"}"#, r#"{"value":3,"variationId":"d3"}"#),
        ("/api/sdk1/eval-all", "{}", ALL),
        ("/api/sdk1/eval-all", "null", ALL),
        (
            "/api/broken/eval-all",
            "{}",
            r#"{"broken":{"value":null,"variationId":""},"ok":{"value":true,"variationId":"o"}}"#,
        ),
        ("/api/eval", r#"{"key":"int"}"#, r#"{"value":5,"variationId":"i5"}"#),
        ("/api/eval-all", "{}", ALL),
    ];
    for (path, body, expected) in cases {
        // Twice: the second time from memory.
        for _ in 0..2 {
            let answer = ask(&front, &format!("POST {path}"), &[("x-configcat-sdkkey", KEY)], body).await;
            assert_eq!((answer.status, answer.text()), (200, expected), "{path} {body}");
            assert_eq!(answer.header("content-type"), "application/json");
            assert!(!answer.headers.contains_key("content-encoding"));
        }
    }
}

#[tokio::test]
async fn errors_have_the_documented_texts() {
    let front = front(|_| {});
    let key: Headers<'_> = &[("X-ConfigCat-SdkKey", KEY)];
    let none: Headers<'_> = &[("x-configcat-sdkkey", "none/key")];
    let unknown: Headers<'_> = &[("x-configcat-sdkkey", "un/known")];
    let empty: Headers<'_> = &[("x-configcat-sdkkey", "")];
    let cases: [(&str, Headers<'_>, &str, u16, &str); 33] = [
        ("POST /api/sdk1/eval", &[], "", 400, END),
        ("POST /api/sdk1/eval-all", &[], "", 400, END),
        ("POST /api/eval", key, "{", 400, END),
        ("POST /api/unknown/eval", &[], "", 400, END),
        ("POST /api/none/eval", &[], "", 400, END),
        ("POST /api/eval", &[], "", 400, END),
        ("POST /api/sdk1/eval", &[], r#"{"key":"flag","user":{"a":true}}"#, 400, TYPES),
        ("POST /api/sdk1/eval-all", &[], r#"{"user":{"a":null}}"#, 400, TYPES),
        (
            "POST /api/sdk1/eval",
            &[],
            r#"{"key":"no"}"#,
            400,
            "feature flag or setting with key 'no' not found",
        ),
        ("POST /api/sdk1/eval", &[], r#"{"key":""}"#, 400, "feature flag or setting with key '' not found"),
        ("POST /api/sdk1/eval", &[], "{}", 400, "feature flag or setting with key '' not found"),
        ("POST /api/sdk1/eval", &[], "null", 400, "feature flag or setting with key '' not found"),
        ("POST /api/un/eval", &[], r#"{"key":"flag"}"#, 404, "invalid SDK identifier: 'un'"),
        ("POST /api/un/eval-all", &[], "{}", 404, "invalid SDK identifier: 'un'"),
        ("POST /api/un/refresh", &[], "", 404, "invalid SDK identifier: 'un'"),
        ("GET /api/un/keys", &[], "", 404, "invalid SDK identifier: 'un'"),
        ("POST /api/..%2F..%2Fetc/refresh", &[], "", 404, "invalid SDK identifier: '../../etc'"),
        ("POST /api/none/eval", &[], r#"{"key":"flag"}"#, 500, NO_CONFIG),
        ("POST /api/none/eval-all", &[], "{}", 500, NO_CONFIG),
        ("POST /api/none/refresh", &[], "", 500, NO_CONFIG),
        ("GET /api/none/keys", &[], "", 500, NO_CONFIG),
        ("POST /api/eval", none, r#"{"key":"flag"}"#, 500, NO_CONFIG_KEY),
        ("GET /api/keys", none, "", 500, NO_CONFIG_KEY),
        ("POST /api/eval", &[], r#"{"key":"flag"}"#, 400, NO_HEADER),
        ("POST /api/eval-all", empty, "{}", 400, NO_HEADER),
        ("POST /api/refresh", &[], "", 400, NO_HEADER),
        ("GET /api/keys", &[], "", 400, NO_HEADER),
        ("POST /api/eval", unknown, r#"{"key":"flag"}"#, 404, "could not identify a configured SDK"),
        ("GET /api/keys", unknown, "", 404, "could not identify a configured SDK"),
        ("POST /api//eval", &[], r#"{"key":"flag"}"#, 400, "'sdkId' path parameter must be set"),
        ("POST /api//eval-all", &[], "", 400, "'sdkId' path parameter must be set"),
        ("GET /api//keys", &[], "", 400, "'sdkId' path parameter must be set"),
        (
            "POST /api/broken/eval",
            &[],
            r#"{"key":"broken"}"#,
            500,
            "the request failed; please check the logs for more details",
        ),
    ];
    for (line, headers, body, status, text) in cases {
        let answer = ask(&front, line, headers, body).await;
        assert_error(&answer, status, text, &format!("{line} {headers:?} {body}"));
        assert!(!answer.text().contains("key/"), "{line}");
    }
}

#[tokio::test]
async fn failures_are_logged_with_their_flag_and_nothing_of_the_user() {
    let (front, memory) = logged(|_| {});
    let body = r#"{"key":"broken","user":{"Email":"a@b.c"}}"#;
    assert_eq!(ask(&front, "POST /api/broken/eval", &[], body).await.status, 500);
    let lines = memory.lines();
    assert!(
        lines.iter().any(|line| line.contains("[error] <http/api>") && line.contains("'broken'")),
        "{lines:?}"
    );
    assert!(!lines.iter().any(|line| line.contains("a@b.c")), "{lines:?}");
}

#[tokio::test]
async fn a_flag_that_cannot_be_evaluated_is_logged_once() {
    let sdk = ("x-configcat-sdkid", "broken");
    let requests = [
        ("POST /api/broken/eval", r#"{"key":"broken"}"#),
        ("POST /api/broken/eval-all", "{}"),
        ("POST /ofrep/v1/evaluate/flags/broken", ""),
        ("POST /ofrep/v1/evaluate/flags", ""),
    ];
    for first in requests {
        let (front, memory) = logged(|_| {});
        for (line, body) in [first, first].into_iter().chain(requests) {
            ask(&front, line, &[sdk], body).await;
            let lines = memory.lines();
            assert_eq!(lines.len(), 1, "{first:?} {line} {lines:?}");
            let text =
                "evaluating flag 'broken' of SDK 'broken' failed: Setting value is missing or invalid.";
            assert!(lines[0].ends_with(text) && lines[0].contains("[error] <http/"), "{lines:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_users_are_evaluated_and_larger_ones_refused() {
    let front = front(|_| {});
    let too_large = "the user is too large, only 1000 attributes, 1000 items in lists, and 65536 bytes of texts are allowed";
    let ofrep = format!(r#"{{"key":"flag","errorCode":"INVALID_CONTEXT","errorDetails":"{too_large}"}}"#);
    let bulk = format!(r#"{{"errorCode":"INVALID_CONTEXT","errorDetails":"{too_large}"}}"#);
    let plain = format!("{too_large}\n");
    for (line, expected) in [
        ("POST /api/sdk1/eval", &plain),
        ("POST /api/sdk1/eval-all", &plain),
        ("POST /ofrep/v1/evaluate/flags/flag", &ofrep),
        ("POST /ofrep/v1/evaluate/flags", &bulk),
    ] {
        for (items, status) in [(1_000, 200), (1_001, 400)] {
            // With the texts, larger than what is evaluated in passing.
            let list = vec![format!("\"{}\"", "x".repeat(20)); items].join(",");
            let user = format!(r#"{{"Identifier":"u1","a":[{list}]}}"#);
            let body = format!(r#"{{"key":"flag","user":{user},"context":{user}}}"#);
            let answer = ask(&front, line, &[("x-configcat-sdkid", "sdk1")], body).await;
            assert_eq!(answer.status, status, "{line} {items}");
            if status == 400 {
                assert_eq!(answer.text(), expected, "{line}");
            } else {
                assert!(answer.text().contains(r#""value":false"#), "{line} {}", answer.text());
            }
        }
    }
}

#[tokio::test]
async fn keys_are_sorted() {
    let front = front(|_| {});
    for path in ["/api/sdk1/keys", "/api/sdk1/keys/", "/api/keys"] {
        let answer = ask(&front, &format!("GET {path}"), &[("x-configcat-sdkkey", KEY)], "").await;
        assert_eq!((answer.status, answer.text()), (200, r#"{"keys":["double","flag","int","text"]}"#));
        assert_eq!(answer.header("content-type"), "application/json");
    }
    let snapshot = plain_snapshot(
        r#"{"f":{"b":{"t":0,"v":{"b":true}},"1":{"t":0,"v":{"b":true}},"<&>":{"t":0,"v":{"b":true}}}}"#,
    );
    assert_eq!(snapshot.keys_json(), r#"{"keys":["1","\u003c\u0026\u003e","b"]}"#);
}

#[tokio::test]
async fn refresh_gets_the_newest_config() {
    let steering = steered("a", SdkOptions::new("k/a"), Some(CONFIG));
    let front = Front::new(testing::site(Options::default(), [Arc::clone(&steering.sdk)]));
    *steering.next.lock().unwrap() = vec![
        Err("the download failed".to_owned()),
        Ok((r#"{"f":{"new":{"t":0,"v":{"b":true}}}}"#.to_owned(), "\"2\"".to_owned())),
    ];
    for path in ["/api/a/refresh", "/api/refresh"] {
        let headers = [("x-configcat-sdkkey", "k/a"), ("accept-encoding", "gzip")];
        let answer = ask(&front, &format!("POST {path}"), &headers, "").await;
        assert_eq!((answer.status, answer.text()), (200, ""));
        assert!(
            !answer.headers.contains_key("content-type") && !answer.headers.contains_key("content-encoding")
        );
        let keys = ask(&front, "GET /api/a/keys", &[], "").await;
        assert_eq!(keys.text(), r#"{"keys":["new"]}"#, "{path}");
    }
    assert_eq!(*steering.asked.lock().unwrap(), 2);
}

#[tokio::test]
async fn teapots_make_no_coffee() {
    let front = front(|_| {});
    for path in ["/api/icanhascoffee", "/api/sdk1/icanhascoffee", "/api/whoever/icanhascoffee/"] {
        let answer = ask(&front, &format!("GET {path}"), &[("accept-encoding", "gzip")], "").await;
        assert_eq!((answer.status, answer.text()), (418, ""));
        assert!(!answer.headers.contains_key("content-encoding"));
    }
}

#[tokio::test]
async fn the_first_requests_wait_for_the_first_config() {
    let state = Arc::new(State::new());
    let source = Steered {
        state: Arc::clone(&state),
        next: Next::default(),
        asked: Arc::default(),
        insisted: Arc::default(),
    };
    let sdk = Arc::new(Sdk::new("a", SdkOptions::new("k/a"), None, Arc::clone(&state), Box::new(source)));
    let front = Front::new(testing::site(Options::default(), [sdk]));
    let (answer, ()) = tokio::join!(ask(&front, "GET /api/a/keys", &[], ""), async {
        tokio::task::yield_now().await;
        state.publish(testing::snapshot(CONFIG, ETAG));
        state.set_started();
    });
    assert_eq!(answer.status, 200);
}
