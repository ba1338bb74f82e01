use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};

use super::*;

/// Padded in the alphabet for addresses.
fn data(json: &str) -> String {
    URL_SAFE.encode(json)
}

/// The answer's status and headers; the content of a stream has no end.
async fn open(front: &Front, line: &str, version: Version) -> (u16, HeaderMap) {
    let (method, path) = line.split_once(' ').unwrap();
    let request =
        Request::builder().method(method).uri(path).version(version).header("accept-encoding", "gzip");
    let (parts, _) = front.answer(request.body(Body::empty()).unwrap()).await.into_parts();
    (parts.status.as_u16(), parts.headers)
}

#[tokio::test]
async fn streams_are_opened() {
    let front = front(|_| {});
    let json = r#"{"key":"flag","user":{"Identifier":"ÿ?>~"}}"#;
    let keyed = format!(r#"{{"key":"flag","sdkKey":"{KEY}"}}"#);
    let cases = [
        format!("/sse/sdk1/eval/{}", data(json)),
        format!("/sse/sdk1/eval/{}/", data(json)),
        format!("/sse/sdk1/eval/{}", STANDARD.encode(json)),
        format!("/sse/sdk1/eval/{}", URL_SAFE_NO_PAD.encode(json)),
        format!(
            "/sse/sdk1/eval/{}",
            STANDARD.encode(json).replace('+', "%2B").replace('/', "%2f").replace('=', "%3D")
        ),
        "/sse/sdk1/eval-all".to_owned(),
        "/sse/sdk1/eval-all/".to_owned(),
        format!("/sse/sdk1/eval-all/{}", data("{}")),
        format!("/sse/sdk1/eval-all/{}", data(json)),
        format!("/sse/eval/k/{}", data(&keyed)),
        format!("/sse/eval-all/k/{}", data(&keyed)),
    ];
    for path in cases {
        for method in ["GET", "HEAD"] {
            let (status, headers) = open(&front, &format!("{method} {path}"), Version::HTTP_11).await;
            assert_eq!(status, 200, "{path}");
            assert_eq!(headers["content-type"], "text/event-stream");
            assert_eq!(headers["cache-control"], "no-cache");
            assert_eq!(headers["connection"], "keep-alive");
            assert_eq!(headers["x-accel-buffering"], "no");
            assert_eq!(headers["access-control-allow-origin"], "*");
            assert!(!headers.contains_key("content-encoding") && !headers.contains_key("content-length"));
        }
        let (status, headers) = open(&front, &format!("GET {path}"), Version::HTTP_2).await;
        assert_eq!(status, 200);
        assert!(!headers.contains_key("connection"));
    }
}

#[tokio::test]
async fn the_first_frame_is_the_evaluation() {
    let mut options = SdkOptions::new("k/a");
    let attribute = ("Identifier".into(), crate::user::Value::Text("u1".into()));
    options.default_user_attributes = Some([attribute].into_iter().collect());
    let sdk = testing::sdk("a", options, Some((CONFIG, ETAG)));
    let front = Front::new(testing::site(Options::default(), [sdk]));
    let on = "{\"value\":true,\"variationId\":\"v1\"}";
    let off = "{\"value\":false,\"variationId\":\"v2\"}";
    let all = format!(
        r#"{{"double":{{"value":3,"variationId":"d3"}},"flag":{on},"int":{{"value":5,"variationId":"i5"}},"text":{{"value":"a\u003cb\u003e\u0026c","variationId":""}}}}"#
    );
    let other = data(r#"{"key":"flag","user":{"Identifier":"u2"}}"#);
    let cases = [
        (format!("/sse/a/eval/{}", data(r#"{"key":"flag"}"#)), off),
        (format!("/sse/a/eval/{other}"), on),
        (format!("/sse/a/eval-all/{other}"), &all),
    ];
    for (path, expected) in cases {
        let mut body = front.answer(request(&format!("GET {path}"))).await.into_body();
        let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(frame, format!("data: {expected}\n\n"), "{path}");
    }
}

#[tokio::test]
async fn errors_have_the_documented_texts() {
    let front = front(|_| {});
    let types = "failed to deserialize incoming 'data': 'a' has an invalid type, only 'string', 'number', and 'string[]' types are allowed";
    let flag = data(r#"{"key":"flag"}"#);
    let none = data(r#"{"key":"flag","sdkKey":"none/key"}"#);
    let unknown = data(r#"{"key":"","sdkKey":"un/known"}"#);
    let keyless = data(&format!(r#"{{"sdkKey":"{KEY}"}}"#));
    let bad = data(r#"{"key":"flag","user":{"a":true}}"#);
    let large = data(&format!(r#"{{"key":"flag","user":{{"a":[{}]}}}}"#, ["\"x\""; 1_001].join(",")));
    let too_large = "the user is too large, only 1000 attributes, 1000 items in lists, and 65536 bytes of texts are allowed";
    let no_sdk_key = "either the 'sdkId' path parameter or the 'sdkKey' data parameter must be set";
    let cut = "failed to deserialize incoming 'data': unexpected end of JSON input";
    let cases = [
        ("/sse/sdk1/eval".to_owned(), 400, "'data' path parameter must be set"),
        ("/sse/sdk1/eval/".to_owned(), 400, "'data' path parameter must be set"),
        ("/sse/un/eval/".to_owned(), 400, "'data' path parameter must be set"),
        ("/sse/eval/k/".to_owned(), 400, "'data' path parameter must be set"),
        ("/sse/eval-all/k".to_owned(), 400, no_sdk_key),
        ("/sse/sdk1/eval/!".to_owned(), 400, "failed to decode incoming 'data'"),
        (
            format!("/sse/sdk1/eval-all/{}", "e".repeat(10_928)),
            400,
            "'data' is too long, only 8192 bytes are allowed",
        ),
        ("/sse/un/eval/%00".to_owned(), 400, "failed to decode incoming 'data'"),
        ("/sse/un/eval-all/!".to_owned(), 400, "failed to decode incoming 'data'"),
        (format!("/sse/sdk1/eval/{}", data("{")), 400, cut),
        (format!("/sse/sdk1/eval-all/{}", data("{")), 400, cut),
        (format!("/sse/un/eval/{bad}"), 400, types),
        (format!("/sse/sdk1/eval-all/{bad}"), 400, types),
        (format!("/sse/un/eval/{}", data("{}")), 400, "'key' must be set"),
        (format!("/sse/sdk1/eval/{}", data(r#"{"key":""}"#)), 400, "'key' must be set"),
        (format!("/sse/un/eval/{flag}"), 404, "SDK not found for identifier: 'un'"),
        ("/sse/un/eval-all".to_owned(), 404, "SDK not found for identifier: 'un'"),
        (
            format!("/sse/none/eval/{flag}"),
            500,
            "SDK with identifier 'none' is in an invalid state; please check the logs for more details",
        ),
        (
            "/sse/none/eval-all".to_owned(),
            500,
            "SDK with identifier 'none' is in an invalid state; please check the logs for more details",
        ),
        (
            format!("/sse/sdk1/eval/{}", data(r#"{"key":"no"}"#)),
            400,
            "feature flag or setting with key 'no' not found",
        ),
        (format!("/sse//eval/{flag}"), 400, "'sdkId' path parameter must be set"),
        (format!("/sse/sdk1/eval-all/{large}"), 400, too_large),
        (format!("/sse/sdk1/eval/{large}"), 400, too_large),
        ("/sse//eval-all".to_owned(), 400, "'sdkId' path parameter must be set"),
        (format!("/sse/eval/k/{flag}"), 400, no_sdk_key),
        (format!("/sse/eval-all/k/{flag}"), 400, no_sdk_key),
        (format!("/sse/eval/k/{unknown}"), 404, "could not identify a configured SDK"),
        (format!("/sse/eval/k/{keyless}"), 400, "'key' must be set"),
        (
            format!("/sse/eval/k/{none}"),
            500,
            "requested SDK is in an invalid state; please check the logs for more details",
        ),
    ];
    for (path, status, text) in cases {
        let answer = ask(&front, &format!("GET {path}"), &[("accept-encoding", "gzip")], "").await;
        assert_error(&answer, status, text, &path);
        assert_eq!(answer.header("cache-control"), "no-cache");
        assert_eq!(answer.header("x-accel-buffering"), "no");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(!answer.headers.contains_key("connection"));
    }
}

#[tokio::test]
async fn streams_have_a_limit() {
    let front = front(|options| options.http.limits.max_streams = 2);
    let open = async || front.answer(request("GET /sse/sdk1/eval-all")).await;
    let (one, other) = (open().await, open().await);
    assert!(one.status() == 200 && other.status() == 200);
    let answer = ask(&front, "GET /sse/sdk1/eval-all", &[], "").await;
    assert_error(&answer, 503, "too many streams are open; please try again later", "");
    assert_eq!(answer.header("cache-control"), "no-cache");
    assert_eq!(open().await.status(), 503);
    drop(one);
    assert_eq!(open().await.status(), 200, "the one that is gone makes room");
    drop(other);
}
