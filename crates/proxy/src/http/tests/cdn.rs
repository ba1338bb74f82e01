use super::*;
use crate::content::Content;

const PATH: &str = "/configuration-files/configcat-proxy/sdk1/config_v6.json";

#[tokio::test]
async fn configs_are_served_byte_for_byte() {
    let front = front(|_| {});
    let by_key = format!("/configuration-files/{KEY}");
    for path in [
        PATH.to_owned(),
        format!("{PATH}/"),
        format!("{PATH}?sdk=Vexil-a-0.1.0"),
        format!("/{PATH}"),
        "/configuration-files//configcat-proxy/sdk1".to_owned(),
        "/configuration-files/configcat-proxy/sdk1".to_owned(),
        "/configuration-files/configcat-proxy/sdk1/".to_owned(),
        by_key.clone(),
        format!("{by_key}/"),
        format!("{by_key}/config_v6.json"),
        by_key.replacen("/a", "%2Fa", 1),
    ] {
        let answer = ask(&front, &format!("GET {path}"), &[], "").await;
        assert_eq!((answer.status, answer.text()), (200, CONFIG), "{path}");
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("cache-control"), "max-age=0, must-revalidate");
        assert_eq!(answer.header("etag"), ETAG);
        assert!(!answer.headers.contains_key("vary") && !answer.headers.contains_key("content-encoding"));
    }
    let answer = ask(&front, "GET /configuration-files/broken/key", &[], "").await;
    assert_eq!((answer.status, answer.text(), answer.header("etag")), (200, BROKEN, "\"b\""));
}

#[tokio::test]
async fn known_configs_are_not_sent_again() {
    let front = front(|_| {});
    let query = format!("{PATH}?sdk=x&ccetag=W%2F%22config-1%22");
    let cases: [(&str, Headers<'_>, u16); 12] = [
        (PATH, &[("if-none-match", ETAG)], 304),
        (PATH, &[("if-none-match", ETAG), ("accept-encoding", "gzip")], 304),
        (&query, &[], 304),
        (&query, &[("if-none-match", "")], 304),
        (&query, &[("if-none-match", "\"other\"")], 200),
        (PATH, &[("if-none-match", "\"config-1\"")], 200),
        (PATH, &[("if-none-match", "*")], 200),
        (PATH, &[("if-none-match", "\"x\", W/\"config-1\"")], 200),
        (PATH, &[("if-none-match", "\"x\""), ("if-none-match", ETAG)], 200),
        (PATH, &[("if-none-match", "W/\"config-2\"")], 200),
        (PATH, &[("if-none-match", "")], 200),
        (PATH, &[], 200),
    ];
    for (path, headers, status) in cases {
        let answer = ask(&front, &format!("GET {path}"), headers, "").await;
        assert_eq!(answer.status, status, "{path} {headers:?}");
        assert_eq!(answer.header("etag"), ETAG);
        assert_eq!(answer.header("cache-control"), "max-age=0, must-revalidate");
        if status == 304 {
            assert_eq!(answer.text(), "");
            for name in ["content-type", "content-encoding", "vary", "content-length"] {
                assert!(!answer.headers.contains_key(name), "{name}");
            }
        }
    }
}

#[tokio::test]
async fn errors_have_the_documented_texts() {
    let front = front(|_| {});
    let no_id = "'sdkId' path parameter must be set";
    let cases = [
        ("configcat-proxy/un/config_v6.json", 404, "invalid SDK identifier: 'un'"),
        ("configcat-proxy/un", 404, "invalid SDK identifier: 'un'"),
        ("configcat-proxy/%2e%2e/config_v6.json", 404, "invalid SDK identifier: '..'"),
        ("configcat-proxy/../../../etc/passwd", 404, "invalid SDK identifier: '../../../etc/passwd'"),
        ("configcat-proxy/sdk1/config_v5.json", 404, "invalid SDK identifier: 'sdk1/config_v5.json'"),
        ("configcat-proxy//config_v6.json", 400, no_id),
        ("configcat-proxy/config_v6.json", 400, no_id),
        ("configcat-proxy/", 400, no_id),
        ("configcat-proxy", 400, no_id),
        ("", 400, no_id),
        ("un/known/config_v6.json", 404, "could not identify a configured SDK"),
        ("configcat-sdk-1/un/known", 404, "could not identify a configured SDK"),
        ("x", 404, "could not identify a configured SDK"),
        (
            "configcat-proxy/none/config_v6.json",
            500,
            "SDK with identifier 'none' is in an invalid state; please check the logs for more details",
        ),
        ("none/key", 500, "requested SDK is in an invalid state; please check the logs for more details"),
    ];
    for (path, status, text) in cases {
        let answer = ask(&front, &format!("GET /configuration-files/{path}"), &[], "").await;
        assert_error(&answer, status, text, path);
        assert!(
            !answer.headers.contains_key("cache-control") && !answer.headers.contains_key("etag"),
            "{path}"
        );
    }
    assert_error(&ask(&front, "GET /configuration-files", &[], "").await, 400, no_id, "");
}

#[tokio::test]
async fn gzip_is_made_once_and_changes_no_etag() {
    let long = CONFIG.replacen('\n', &" ".repeat(100_000), 1);
    for config in [CONFIG, &long] {
        let sdk = testing::sdk("a", SdkOptions::new("k"), Some((config, ETAG)));
        let front = Front::new(testing::site(Options::default(), [Arc::clone(&sdk)]));
        let path = "GET /configuration-files/configcat-proxy/a/config_v6.json";
        let answer = ask(&front, path, &[("accept-encoding", "br, gzip")], "").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.unpacked(), config);
        assert_eq!(answer.header("content-encoding"), "gzip");
        assert_eq!(answer.header("vary"), "Accept-Encoding");
        assert_eq!(answer.header("etag"), ETAG);
        let snapshot = sdk.snapshot().unwrap();
        let served = snapshot.served(false);
        let again = served.gzip(|_| panic!("packed again")).await;
        assert_eq!(*again, answer.body);
        let refused = ask(&front, path, &[("accept-encoding", "gzip;q=0")], "").await;
        assert_eq!(refused.text(), config);
    }
}

#[tokio::test]
async fn answers_at_once_are_those_that_others_wait_for() {
    let plain = front(|_| {});
    let configured = front(|options| {
        options.http.cdn_proxy.section.headers = [("X-A".to_owned(), "1".to_owned())].into();
    });
    let line = format!("GET {PATH}");
    let cases: [(&str, Headers<'_>, u16); 5] = [
        (&line, &[], 200),
        (&line, &[("origin", "https://a.b")], 200),
        (&line, &[("accept-encoding", "gzip")], 200),
        (&line, &[("if-none-match", ETAG)], 304),
        (&format!("HEAD {PATH}"), &[], 200),
    ];
    for front in [&plain, &configured] {
        for (line, headers, status) in cases {
            let mut request = request(line);
            for (name, value) in headers {
                request.headers_mut().insert(*name, value.parse().unwrap());
            }
            let (parts, body) = request.into_parts();
            let later = front.answer_parts(&parts, body).await;
            let request = Request::from_parts(parts, Body::empty());
            let at_once = front.answer_at_once(&request).unwrap_or_else(|| panic!("{line} {headers:?}"));
            assert_eq!(at_once.status(), status, "{line} {headers:?}");
            assert_eq!(at_once.status(), later.status(), "{line} {headers:?}");
            assert_eq!(at_once.headers(), later.headers(), "{line} {headers:?}");
            let bytes = async |response: http::Response<Content>| {
                response.into_body().collect().await.unwrap().to_bytes()
            };
            assert_eq!(bytes(at_once).await, bytes(later).await, "{line} {headers:?}");
        }
    }
}

#[tokio::test]
async fn what_is_more_than_a_config_at_hand_is_not_answered_at_once() {
    let plain = front(|_| {});
    let disabled = front(|options| options.http.cdn_proxy.section.enabled = false);
    let (logged, _) = logged(|options| options.http.log = Level::Debug);
    let none = PATH.replace("sdk1", "none");
    let unknown = PATH.replace("sdk1", "unknown");
    for (front, line) in [
        (&plain, format!("GET {none}")),
        (&plain, format!("GET {unknown}")),
        (&plain, format!("OPTIONS {PATH}")),
        (&plain, format!("POST {PATH}")),
        (&plain, "GET /api/sdk1/keys".to_owned()),
        (&disabled, format!("GET {PATH}")),
        (&logged, format!("GET {PATH}")),
    ] {
        assert!(front.answer_at_once(&request(&line)).is_none(), "{line}");
    }
    let mut packed = request(&format!("GET {PATH}"));
    packed.headers_mut().insert("accept-encoding", "gzip".parse().unwrap());
    assert!(plain.answer_at_once(&packed).is_none(), "nobody has packed it yet");
}

#[tokio::test]
async fn sdks_stay_with_the_proxy_if_that_is_configured() {
    let front = front(|options| options.http.cdn_proxy.rewrite_preferences = true);
    let expected =
        CONFIG.replace(r#"{"u":"https://elsewhere.com","r":2,"s":"c2FsdA=="}"#, r#"{"r":0,"s":"c2FsdA=="}"#);
    let answer = ask(&front, &format!("GET {PATH}"), &[], "").await;
    assert_eq!((answer.status, answer.text()), (200, expected.as_str()));
    let etag = format!("W/\"{:016x}\"", xxhash_rust::xxh64::xxh64(expected.as_bytes(), 0));
    assert_eq!(answer.header("etag"), etag);
    let known = ask(&front, &format!("GET {PATH}"), &[("if-none-match", &etag)], "").await;
    assert_eq!(known.status, 304);
    let old = ask(&front, &format!("GET {PATH}"), &[("if-none-match", ETAG)], "").await;
    assert_eq!(old.status, 200);
    // Nothing to remove: nothing is changed.
    let answer = ask(&front, "GET /configuration-files/configcat-proxy/broken", &[], "").await;
    assert_eq!((answer.text(), answer.header("etag")), (BROKEN, "\"b\""));
}

#[test]
fn configs_without_an_etag_get_one() {
    // The vector of the official proxy's documentation: xxHash64 of the bytes, seed 0.
    let snapshot = plain_snapshot("{}");
    assert_eq!(snapshot.served(false).etag(), &format!("W/\"{:016x}\"", xxhash_rust::xxh64::xxh64(b"{}", 0)));
    assert_eq!(snapshot.etag(), snapshot.served(false).etag());
}
