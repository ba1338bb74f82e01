use super::*;

const ONE: &str = "/ofrep/v1/evaluate/flags/";
const ALL: &str = "/ofrep/v1/evaluate/flags";
const ID: (&str, &str) = ("x-configcat-sdkid", "sdk1");

#[tokio::test]
async fn flags_are_evaluated() {
    let front = front(|_| {});
    let on = r#"{"key":"flag","reason":"DEFAULT","variant":"v1","value":true}"#;
    let off = r#"{"key":"flag","reason":"TARGETING_MATCH","variant":"v2","value":false}"#;
    let cases = [
        ("flag", "", on),
        ("flag", "{}", on),
        ("flag", "null", on),
        ("flag", r#"{"context":{}}"#, on),
        ("flag", r#"{"context":{"targetingKey":"u1"}}"#, off),
        ("flag", r#"{"context":{"Identifier":"u1"}}"#, off),
        ("flag", r#"{"context":{"Identifier":"u1","targetingKey":"u2"}}"#, on),
        ("fl%61g/", r#"{"context":{"targetingKey":"u1"}}"#, off),
        ("text", "", r#"{"key":"text","reason":"DEFAULT","variant":"","value":"a\u003cb\u003e\u0026c"}"#),
        ("double", "", r#"{"key":"double","reason":"DEFAULT","variant":"d3","value":3}"#),
    ];
    for (key, body, expected) in cases {
        for sdk in [ID, ("x-configcat-sdkkey", KEY)] {
            let answer = ask(&front, &format!("POST {ONE}{key}"), &[sdk], body).await;
            assert_eq!((answer.status, answer.text()), (200, expected), "{key} {body}");
            assert_eq!(answer.header("content-type"), "application/json");
        }
    }
    // The identifier comes first.
    let both = [ID, ("x-configcat-sdkkey", "un/known")];
    assert_eq!(ask(&front, &format!("POST {ONE}flag"), &both, "").await.status, 200);
}

#[tokio::test]
async fn all_flags_are_evaluated_in_order() {
    let front = front(|_| {});
    let expected = r#"{"flags":[{"key":"double","reason":"DEFAULT","variant":"d3","value":3},{"key":"flag","reason":"TARGETING_MATCH","variant":"v2","value":false},{"key":"int","reason":"DEFAULT","variant":"i5","value":5},{"key":"text","reason":"DEFAULT","variant":"","value":"a\u003cb\u003e\u0026c"}]}"#;
    let body = r#"{"context":{"targetingKey":"u1"}}"#;
    let answer = ask(&front, &format!("POST {ALL}"), &[ID], body).await;
    assert_eq!((answer.status, answer.text()), (200, expected));
    let broken = ask(&front, &format!("POST {ALL}"), &[("x-configcat-sdkid", "broken")], "").await;
    let expected = r#"{"flags":[{"key":"broken","errorCode":"GENERAL","errorDetails":"the request failed; please check the logs for more details"},{"key":"ok","reason":"DEFAULT","variant":"o","value":true}]}"#;
    assert_eq!((broken.status, broken.text()), (200, expected));
}

#[tokio::test]
async fn the_etag_follows_config_and_context() {
    let steering = steered("a", SdkOptions::new("k/a"), Some(CONFIG));
    let front = Front::new(testing::site(Options::default(), [Arc::clone(&steering.sdk)]));
    let sdk = ("x-configcat-sdkid", "a");
    let line = format!("POST {ALL}");
    let etag = async |body: &'static str| ask(&front, &line, &[sdk], body).await.header("etag").to_owned();
    let none = etag("").await;
    let mut expected = ETAG.as_bytes().to_vec();
    expected.extend_from_slice(&[0; 8]);
    assert_eq!(none, format!("W/\"{:016x}\"", xxhash_rust::xxh64::xxh64(&expected, 0)));
    let one = etag(r#"{"context":{"a":"1","b":["x","y"]}}"#).await;
    assert_eq!(etag(r#"{"context":{"b":["x","y"],"a":"1"}}"#).await, one);
    for other in [
        r#"{"context":{"a":"1","b":["x","z"]}}"#,
        r#"{"context":{"a":1,"b":["x","y"]}}"#,
        r#"{"context":{"a":"1"}}"#,
        r#"{"context":{}}"#,
        "",
    ] {
        assert_ne!(etag(other).await, one, "{other}");
    }
    let known = ask(&front, &line, &[sdk, ("if-none-match", &none), ("accept-encoding", "gzip")], "").await;
    assert_eq!((known.status, known.text(), known.header("etag")), (304, "", none.as_str()));
    assert!(!known.headers.contains_key("content-type") && !known.headers.contains_key("content-encoding"));
    let list = format!("\"x\", {none}");
    for not in ["*", "\"x\"", none.trim_start_matches("W/"), &list] {
        assert_eq!(ask(&front, &line, &[sdk, ("if-none-match", not)], "").await.status, 200, "{not}");
    }
    *steering.next.lock().unwrap() = vec![Ok((CONFIG.to_owned(), "\"2\"".to_owned()))];
    steering.sdk.refresh().await.unwrap();
    assert_ne!(etag("").await, none);
}

#[tokio::test]
async fn errors_are_json() {
    let front = front(|_| {});
    let no_header = "either the 'X-ConfigCat-SdkId' or 'X-ConfigCat-SdkKey' header must be set";
    let types = "failed to parse JSON body: 'a' has an invalid type, only 'string', 'number', and 'string[]' types are allowed";
    let bad: &str = r#"{"context":{"a":true}}"#;
    let one =
        |code: &str, text: &str| format!(r#"{{"key":"flag","errorCode":"{code}","errorDetails":"{text}"}}"#);
    let all = |code: &str, text: &str| format!(r#"{{"errorCode":"{code}","errorDetails":"{text}"}}"#);
    let state =
        r#"{"errorDetails":"requested SDK is in an invalid state; please check the logs for more details"}"#;
    let end = "failed to parse JSON body: unexpected end of JSON input";
    let unknown = "could not identify a configured SDK";
    let cases: [(&str, Headers<'_>, &str, u16, String); 14] = [
        ("/flag", &[], "", 400, one("GENERAL", no_header)),
        ("", &[], "", 400, all("GENERAL", no_header)),
        ("/flag", &[("x-configcat-sdkid", "")], "", 400, one("GENERAL", no_header)),
        ("/flag", &[("x-configcat-sdkid", "un")], "", 400, one("GENERAL", unknown)),
        ("/flag", &[("x-configcat-sdkkey", "un")], "", 400, one("GENERAL", unknown)),
        ("", &[("x-configcat-sdkid", "un")], "", 400, all("GENERAL", unknown)),
        ("/flag", &[ID], bad, 400, one("INVALID_CONTEXT", types)),
        ("", &[ID], bad, 400, all("INVALID_CONTEXT", types)),
        ("/flag", &[ID], "{", 400, one("INVALID_CONTEXT", end)),
        (
            "/no%3C",
            &[ID],
            "",
            404,
            r#"{"key":"no\u003c","errorCode":"FLAG_NOT_FOUND","errorDetails":"feature flag or setting with key 'no\u003c' not found"}"#
                .to_owned(),
        ),
        ("/flag", &[("x-configcat-sdkid", "none")], "", 500, state.to_owned()),
        ("", &[("x-configcat-sdkid", "none")], "", 500, state.to_owned()),
        ("", &[("x-configcat-sdkkey", "none/key")], "", 500, state.to_owned()),
        (
            "/broken",
            &[("x-configcat-sdkid", "broken")],
            "",
            500,
            r#"{"errorDetails":"the request failed; please check the logs for more details"}"#.to_owned(),
        ),
    ];
    for (path, headers, body, status, expected) in cases {
        let answer = ask(&front, &format!("POST {ALL}{path}"), headers, body).await;
        assert_eq!((answer.status, answer.text()), (status, expected.as_str()), "{path} {headers:?} {body}");
        assert_eq!(answer.header("content-type"), "application/json");
    }
}

#[tokio::test]
async fn default_attributes_are_part_of_the_context() {
    let mut options = SdkOptions::new("k/a");
    let attribute = ("Identifier".into(), crate::user::Value::Text("u1".into()));
    options.default_user_attributes = Some([attribute].into_iter().collect());
    let front =
        Front::new(testing::site(Options::default(), [testing::sdk("a", options, Some((CONFIG, ETAG)))]));
    let sdk = [("x-configcat-sdkid", "a")];
    let answer = ask(&front, &format!("POST {ONE}flag"), &sdk, "").await;
    assert!(answer.text().contains("TARGETING_MATCH"), "{}", answer.text());
    let answer = ask(&front, &format!("POST {ONE}flag"), &sdk, r#"{"context":{"targetingKey":"x"}}"#).await;
    assert!(answer.text().contains("DEFAULT"), "{}", answer.text());
}
