use std::time::Duration;

use axum::http::HeaderName;
use bytes::Bytes;
use futures_util::stream;
use http_body_util::StreamBody;
use hyper::body::Frame;

use super::*;

#[tokio::test]
async fn bodies_are_limited() {
    let front = front(|options| options.http.limits.max_body_size = 100);
    let fits = format!("{:<100}", r#"{"key":"flag"}"#);
    let sdk = ("x-configcat-sdkid", "sdk1");
    assert_eq!(ask(&front, "POST /api/sdk1/eval", &[], fits.clone()).await.status, 200);
    for line in ["POST /api/sdk1/eval", "POST /api/sdk1/eval-all", "POST /ofrep/v1/evaluate/flags"] {
        for body in [vec![b' '; 101], vec![b' '; 10 * 1024 * 1024]] {
            let answer = ask(&front, line, &[sdk], body.clone()).await;
            assert_error(&answer, 413, "Request Entity Too Large", line);
            // Of unknown size, in pieces.
            let pieces: Vec<_> = body
                .chunks(40)
                .map(Bytes::copy_from_slice)
                .map(Frame::data)
                .map(Ok::<_, std::io::Error>)
                .collect();
            let body = Body::new(StreamBody::new(stream::iter(pieces)));
            assert_eq!(ask(&front, line, &[sdk], body).await.status, 413);
        }
        let announced = ask(&front, line, &[sdk, ("content-length", "101")], Body::empty()).await;
        assert_eq!(announced.status, 413, "{line}");
    }
    let pieces: Vec<_> = fits
        .as_bytes()
        .chunks(7)
        .map(Bytes::copy_from_slice)
        .map(Frame::data)
        .map(Ok::<_, std::io::Error>)
        .collect();
    let body = Body::new(StreamBody::new(stream::iter(pieces)));
    assert_eq!(ask(&front, "POST /api/sdk1/eval", &[], body).await.status, 200);
}

#[tokio::test]
async fn slow_and_broken_bodies_are_given_up() {
    let front = front(|options| options.http.limits.body_timeout = Duration::from_millis(50));
    let endless = Body::new(StreamBody::new(stream::pending::<Result<Frame<Bytes>, std::io::Error>>()));
    let answer = ask(&front, "POST /api/sdk1/eval", &[], endless).await;
    assert_error(&answer, 408, "Request Timeout", "slow");
    assert_eq!(answer.header("connection"), "close");
    let broken = [Ok(Frame::data(Bytes::from_static(b"{"))), Err(std::io::Error::other("gone"))];
    let answer =
        ask(&front, "POST /api/sdk1/eval", &[], Body::new(StreamBody::new(stream::iter(broken)))).await;
    assert_error(&answer, 400, "failed to read request body", "broken");
}

#[tokio::test]
async fn bodies_that_are_no_text_are_refused() {
    let front = front(|_| {});
    for body in [&b"\xff\xfe{"[..], b"{\"key\":", b"[]", b"\0", b"\"x\"", &[b'['; 100_000], &[b'{'; 1000]] {
        let answer = ask(&front, "POST /api/sdk1/eval", &[], body.to_vec()).await;
        assert_eq!(answer.status, 400, "{body:?}");
        assert!(answer.text().starts_with("failed to parse JSON body: "), "{}", answer.text());
    }
    // Go replaces what is no UTF-8 within texts.
    let answer = ask(&front, "POST /api/sdk1/eval", &[], b"{\"key\":\"\xff\"}".to_vec()).await;
    assert_error(&answer, 400, "feature flag or setting with key '\u{fffd}' not found", "");
}

#[tokio::test]
async fn random_paths_and_headers_are_survived() {
    let front = front(|options| {
        options.http.status_enabled = true;
        options.http.log = Level::Debug;
    });
    let mut random = fastrand::Rng::with_seed(7);
    let pieces = [
        "/",
        "//",
        "%",
        "%2",
        "%2F",
        "%00",
        "%ff",
        "..",
        ".",
        "api",
        "eval",
        "eval-all",
        "sse",
        "k",
        "hook",
        "status",
        "configuration-files",
        "configcat-proxy",
        "config_v6.json",
        "sdk1",
        "ofrep/v1/evaluate/flags",
        "e30",
        "?",
        "#",
        "+",
        "ccetag=%",
        "&",
        "~",
        "'",
        "\"",
        "<",
        "keys",
        "refresh",
    ];
    for _ in 0..20_000 {
        let mut path = String::from("/");
        for _ in 0..random.usize(0..8) {
            path.push_str(pieces[random.usize(0..pieces.len())]);
        }
        let method = ["GET", "POST", "OPTIONS", "HEAD", "PUT"][random.usize(0..5)];
        let Ok(mut request) = Request::builder().method(method).uri(&path).body(Body::from("{}")) else {
            continue;
        };
        for name in [
            "accept-encoding",
            "origin",
            "if-none-match",
            "x-configcat-sdkkey",
            "authorization",
            "content-length",
        ] {
            let value: Vec<u8> = (0..random.usize(0..6)).map(|_| random.u8(32..127)).collect();
            if random.bool() {
                request.headers_mut().insert(name, value.as_slice().try_into().unwrap());
            }
        }
        let response = front.answer(request).await;
        assert!(
            (200..=500).contains(&response.status().as_u16()) && !response.status().is_redirection()
                || response.status() == 304,
            "{path}"
        );
    }
}

#[tokio::test]
async fn floods_of_headers_are_survived() {
    let front = front(|_| {});
    let mut flood = request("GET /configuration-files/configcat-proxy/sdk1/config_v6.json");
    for number in 0..5000 {
        let name: HeaderName = format!("x-{number}").parse().unwrap();
        flood.headers_mut().insert(name, "v".parse().unwrap());
        flood.headers_mut().append("accept-encoding", "gzi, p, gzip;q=0".parse().unwrap());
        flood.headers_mut().append("origin", "https://a.com".parse().unwrap());
    }
    let answer = answer(&front, flood).await;
    assert_eq!((answer.status, answer.text()), (200, CONFIG));
}

#[tokio::test]
async fn texts_of_clients_come_back_as_texts_only() {
    let front = front(|_| {});
    let answer = ask(&front, "GET /api/%3Cscript%3E%0D%0Ax:%20y/keys", &[], "").await;
    assert_error(&answer, 404, "invalid SDK identifier: '<script>\r\nx: y'", "");
    assert!(!answer.headers.contains_key("x"));
}
