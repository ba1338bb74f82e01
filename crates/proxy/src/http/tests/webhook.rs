use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::*;

fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

fn sign(id: &str, time: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(b"signing-key").unwrap();
    mac.update(format!("{id}{time}{body}").as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[tokio::test]
async fn messages_refresh_the_config() {
    let steering = steered("a", SdkOptions::new("k/a"), Some(CONFIG));
    let front = Front::new(testing::site(Options::default(), [Arc::clone(&steering.sdk)]));
    *steering.next.lock().unwrap() =
        vec![Err("the download failed".to_owned()), Ok((BROKEN.to_owned(), "\"2\"".to_owned()))];
    for line in ["GET /hook/a", "POST /hook/a/"] {
        let answer = ask(&front, line, &[("accept-encoding", "gzip"), ("origin", "x")], "ignored").await;
        assert_eq!((answer.status, answer.text()), (200, ""), "{line}");
        assert!(answer.headers.is_empty(), "{:?}", answer.headers);
    }
    assert_eq!((*steering.asked.lock().unwrap(), *steering.insisted.lock().unwrap()), (2, 0));
    assert_eq!(steering.sdk.snapshot().unwrap().etag(), "\"2\"");
    let unloaded = front_of_unloaded();
    assert_eq!(ask(&unloaded, "GET /hook/none", &[], "").await.status, 200);
}

fn front_of_unloaded() -> Front {
    front(|_| {})
}

#[tokio::test]
async fn errors_have_the_documented_texts() {
    let front = front(|_| {});
    let cases = [
        ("GET /hook/un", 404, "SDK not found for identifier: 'un'"),
        ("POST /hook/un", 404, "SDK not found for identifier: 'un'"),
        ("GET /hook/", 400, "'sdkId' path parameter must be set"),
        ("POST /hook", 400, "'sdkId' path parameter must be set"),
        ("GET /hook-test", 404, "404 page not found"),
        ("GET /hook/a/b", 404, "404 page not found"),
        ("OPTIONS /hook/sdk1", 405, "Method Not Allowed"),
        ("PUT /hook/sdk1", 405, "Method Not Allowed"),
    ];
    for (line, status, text) in cases {
        let answer = ask(&front, line, &[], "").await;
        assert_error(&answer, status, text, line);
        if status == 405 {
            assert_eq!(answer.header("allow"), "GET, HEAD, POST");
        }
    }
}

#[tokio::test]
async fn signatures_are_checked_and_messages_obeyed_once() {
    let mut options = SdkOptions::new("k/a");
    options.webhook_signing_key = Some("signing-key".to_owned());
    let steering = steered("a", options, Some(CONFIG));
    let front = Front::new(testing::site(Options::default(), [Arc::clone(&steering.sdk)]));
    let time = now();
    let headers = |signature: String, id: &str, time: i64| {
        [
            ("x-configcat-webhook-signature-v1", signature),
            ("x-configcat-webhook-id", id.to_owned()),
            ("x-configcat-webhook-timestamp", time.to_string()),
        ]
    };
    let cases = [
        ("POST", "body", headers(sign("1", time, "body"), "1", time), 200),
        ("POST", "body", headers(sign("1", time, "body"), "1", time), 200),
        ("POST", "other", headers(sign("1", time, "body"), "1", time), 400),
        ("POST", "", headers(sign("2", time - 100, ""), "2", time - 100), 200),
        ("POST", "", headers(sign("3", time - 1000, ""), "3", time - 1000), 400),
        ("POST", "", headers(sign("4", time + 100_000, ""), "4", time + 100_000), 200),
        ("GET", "", headers(sign("5", time, ""), "5", time), 200),
        ("GET", "", headers(format!("wrong,{}", sign("6", time, "")), "6", time), 200),
        ("GET", "", headers(sign("7", time, ""), "8", time), 400),
        ("GET", "", headers(String::new(), "8", time), 400),
    ];
    for (method, body, headers, status) in cases {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = ask(&front, &format!("{method} /hook/a"), &headers, body).await;
        assert_eq!(answer.status, status, "{method} {body} {headers:?}");
        if status == 400 {
            assert_error(&answer, 400, "Signature validation failed", method);
        }
    }
    assert_error(&ask(&front, "GET /hook/a", &[], "").await, 400, "Signature validation failed", "unsigned");
    // Of the six that were accepted, one was a repetition.
    assert_eq!((*steering.asked.lock().unwrap(), *steering.insisted.lock().unwrap()), (5, 5));
}

#[tokio::test]
async fn authentication_comes_before_all_else() {
    let front = front(|options| {
        options.http.webhook.basic_auth = Some(("user".to_owned(), "pass".to_owned()));
        options.http.webhook.auth_headers = [("X-API-KEY".to_owned(), "secret".to_owned())].into();
    });
    let basic = ("authorization", "Basic dXNlcjpwYXNz");
    let header = ("x-api-key", "secret");
    let cases: [(&str, Headers<'_>, u16); 9] = [
        ("sdk1", &[basic, header], 200),
        ("sdk1", &[basic], 401),
        ("sdk1", &[header], 401),
        ("sdk1", &[], 401),
        ("sdk1", &[("authorization", "Basic dXNlcjpwYXN0"), header], 401),
        ("un", &[], 401),
        ("un", &[header], 401),
        ("un", &[basic, header], 404),
        ("", &[], 401),
    ];
    for (id, headers, status) in cases {
        let answer = ask(&front, &format!("GET /hook/{id}"), headers, "").await;
        assert_eq!(answer.status, status, "{id} {headers:?}");
        if status == 401 {
            assert_error(&answer, 401, "Unauthorized", id);
            assert!(!answer.headers.contains_key("www-authenticate"));
        }
    }
}
