use super::*;
use crate::metrics::Format;

const CONFIG_PATH: &str = "/configuration-files/configcat-proxy/sdk1/config_v6.json";

#[tokio::test]
async fn wrong_methods_are_told_the_right_ones() {
    let front = front(|options| options.http.status_enabled = true);
    let cases = [
        ("POST", CONFIG_PATH, "GET, HEAD, OPTIONS"),
        ("DELETE", "/configuration-files/a/b", "GET, HEAD, OPTIONS"),
        ("GET", "/api/sdk1/eval", "OPTIONS, POST"),
        ("HEAD", "/api/sdk1/eval", "OPTIONS, POST"),
        ("PUT", "/api/un/eval-all", "OPTIONS, POST"),
        ("GET", "/api/sdk1/refresh", "OPTIONS, POST"),
        ("POST", "/api/sdk1/keys", "GET, HEAD, OPTIONS"),
        ("POST", "/api/icanhascoffee", "GET, HEAD, OPTIONS"),
        ("GET", "/ofrep/v1/evaluate/flags", "OPTIONS, POST"),
        ("GET", "/ofrep/v1/evaluate/flags/x", "OPTIONS, POST"),
        ("POST", "/sse/sdk1/eval/x", "GET, HEAD, OPTIONS"),
        ("POST", "/sse/sdk1/eval-all", "GET, HEAD, OPTIONS"),
        ("PATCH", "/hook/sdk1", "GET, HEAD, POST"),
        ("OPTIONS", "/hook/sdk1", "GET, HEAD, POST"),
        ("POST", "/status", "GET, HEAD, OPTIONS"),
        ("get", "/status", "GET, HEAD, OPTIONS"),
    ];
    for (method, path, allow) in cases {
        let answer = ask(&front, &format!("{method} {path}"), &[("accept-encoding", "gzip")], "").await;
        assert_eq!(answer.status, 405, "{method} {path}");
        if method != "HEAD" {
            assert_error(&answer, 405, "Method Not Allowed", path);
        }
        assert_eq!(answer.header("allow"), allow, "{path}");
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
    }
}

#[tokio::test]
async fn other_paths_do_not_exist() {
    let front = front(|_| {});
    for path in [
        "/",
        "/x",
        "/api",
        "/api/",
        "/api/sdk1",
        "/api/sdk1/x",
        "/api/a/b/eval",
        "/sse",
        "/sse/sdk1",
        "/sse/sdk1/x/y",
        "/ofrep",
        "/ofrep/v1/evaluate",
        "/ofrep/v2/evaluate/flags",
        "/status",
        "/hook-test",
        "/metrics",
        "//",
        "/..",
        "/configuration-filesx",
        "/favicon.ico",
        "/api/../status",
    ] {
        for method in ["GET", "POST", "OPTIONS", "BREW"] {
            let answer = ask(&front, &format!("{method} {path}"), &[("accept-encoding", "gzip")], "").await;
            assert_error(&answer, 404, "404 page not found", path);
            assert_eq!(answer.headers.len(), 2, "{:?}", answer.headers);
        }
    }
}

#[tokio::test]
async fn disabled_sections_do_not_exist() {
    let front = front(|options| {
        let http = &mut options.http;
        http.cdn_proxy.section.enabled = false;
        http.api.section.enabled = false;
        http.ofrep.section.enabled = false;
        http.sse.section.enabled = false;
        http.webhook.enabled = false;
    });
    for line in [
        "GET /configuration-files/configcat-proxy/sdk1/config_v6.json",
        "POST /api/sdk1/eval",
        "OPTIONS /api/sdk1/eval",
        "GET /api/icanhascoffee",
        "POST /ofrep/v1/evaluate/flags",
        "GET /sse/sdk1/eval-all",
        "GET /hook/sdk1",
        "GET /status",
    ] {
        assert_error(&ask(&front, line, &[], "").await, 404, "404 page not found", line);
    }
}

#[tokio::test]
async fn authentication_is_asked_of_all_but_options() {
    let front = front(|options| {
        let secret: std::collections::BTreeMap<_, _> = [("X-API-KEY".to_owned(), "secret".to_owned())].into();
        let header: std::collections::BTreeMap<_, _> = [("X-Custom".to_owned(), "1".to_owned())].into();
        options.http.api.auth_headers = secret.clone();
        options.http.ofrep.auth_headers = secret;
        options.http.api.section.headers = header.clone();
        options.http.ofrep.section.headers = header;
    });
    for (line, body) in [
        ("POST /api/sdk1/eval", "{\"key\":\"flag\"}"),
        ("POST /api/un/eval-all", ""),
        ("GET /api/sdk1/keys", ""),
        ("GET /api/icanhascoffee", ""),
        ("POST /api//eval", ""),
        ("POST /ofrep/v1/evaluate/flags", ""),
        ("POST /ofrep/v1/evaluate/flags/flag", ""),
    ] {
        for headers in [&[("accept-encoding", "gzip")][..], &[("x-api-key", "Secret")], &[("x-api-key", "")]]
        {
            let answer = ask(&front, line, headers, body).await;
            assert_error(&answer, 401, "Unauthorized", line);
            assert_eq!(answer.header("access-control-allow-origin"), "*");
            assert_eq!(answer.header("x-custom"), "1");
            assert!(!answer.headers.contains_key("www-authenticate"));
        }
        let admitted = ask(&front, line, &[("x-api-key", "secret")], body).await;
        assert_ne!(admitted.status, 401, "{line}");
    }
    assert_eq!(ask(&front, "OPTIONS /api/sdk1/eval", &[], "").await.status, 204);
    assert_eq!(
        ask(&front, "POST /api/sdk1/eval", &[("x-api-key", "secret")], "{\"key\":\"flag\"}").await.status,
        200
    );
}

#[tokio::test]
async fn gzip_is_sent_where_it_is_wanted() {
    let front = front(|options| options.http.status_enabled = true);
    let id = ("x-configcat-sdkid", "sdk1");
    let gzip = ("accept-encoding", "deflate, gzip");
    let packed = [
        ("GET /configuration-files/configcat-proxy/sdk1/config_v6.json", ""),
        ("GET /configuration-files/configcat-proxy/un/config_v6.json", ""),
        ("POST /api/sdk1/eval", "{\"key\":\"flag\"}"),
        ("POST /api/sdk1/eval", "{"),
        ("POST /api/sdk1/eval-all", "{}"),
        ("GET /api/sdk1/keys", ""),
        ("POST /ofrep/v1/evaluate/flags", ""),
        ("POST /ofrep/v1/evaluate/flags/flag", ""),
        ("POST /ofrep/v1/evaluate/flags/no", ""),
        ("GET /status", ""),
    ];
    for (line, body) in packed {
        let plain = ask(&front, line, &[id], body).await;
        let answer = ask(&front, line, &[id, gzip], body).await;
        assert_eq!(answer.status, plain.status, "{line}");
        assert_eq!(answer.unpacked(), plain.text(), "{line}");
        assert_eq!(answer.header("content-encoding"), "gzip");
        assert_eq!(answer.header("vary"), "Accept-Encoding");
        assert_eq!(answer.header("etag"), plain.header("etag"));
        assert_eq!(answer.header("content-type"), plain.header("content-type"));
        assert!(!plain.headers.contains_key("vary"));
    }
}

#[tokio::test]
async fn head_tells_what_get_would_send() {
    let front = front(|options| options.http.status_enabled = true);
    for path in [
        CONFIG_PATH,
        "/configuration-files/configcat-proxy/un/config_v6.json",
        "/api/sdk1/keys",
        "/api/un/keys",
        "/status",
        "/x",
    ] {
        for headers in [&[][..], &[("accept-encoding", "gzip")]] {
            let get = ask(&front, &format!("GET {path}"), headers, "").await;
            let head = ask(&front, &format!("HEAD {path}"), headers, "").await;
            assert_eq!((head.status, head.text()), (get.status, ""), "{path}");
            assert_eq!(head.header("content-length"), get.body.len().to_string(), "{path}");
            for (name, value) in &get.headers {
                assert_eq!(head.headers.get(name), Some(value), "{path} {name}");
            }
        }
    }
    let known = ask(&front, &format!("HEAD {CONFIG_PATH}"), &[("if-none-match", ETAG)], "").await;
    assert_eq!((known.status, known.headers.contains_key("content-length")), (304, false));
}

#[tokio::test]
async fn status_is_json_without_cors() {
    let front = front(|options| options.http.status_enabled = true);
    for path in ["/status", "/status/"] {
        let answer = ask(&front, &format!("GET {path}"), &[("origin", "x")], "").await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
        assert_eq!(answer.headers.len(), 1, "{:?}", answer.headers);
        assert!(answer.text().starts_with('{'));
    }
}

#[tokio::test]
async fn debug_logs_hold_no_keys() {
    let (front, memory) = logged(|options| {
        options.http.log = Level::Debug;
        options.http.sse.log = Level::Debug;
    });
    let key = KEY.replace('/', "%2F");
    let twice = key.replace('%', "%25");
    let data = base64::Engine::encode(
        &base64::engine::general_purpose::URL_SAFE,
        format!(r#"{{"key":"flag","sdkKey":"{KEY}"}}"#),
    );
    for path in [
        format!("/configuration-files/{KEY}/config_v6.json"),
        format!("/configuration-files/configcat-proxy/{key}?ccetag={key}"),
        format!("/configuration-files/configcat-proxy/{twice}"),
        format!("/api/{key}/keys?sdkKey={KEY}"),
        format!("/api/{twice}/keys"),
        format!("/sse/eval/k/{data}"),
        format!("/hook/{key}"),
        format!("/x/{KEY}"),
    ] {
        // Not to the end: a stream has none.
        drop(front.answer(request(&format!("GET {path}"))).await);
    }
    let answer = ask(&front, "GET /api/sdk1/keys", &[], "").await;
    let lines = memory.lines();
    let size = answer.body.len();
    assert!(
        lines
            .iter()
            .any(|line| line.ends_with("[debug] <http/api> request starting HTTP/1.1 GET /api/sdk1/keys"))
    );
    let end = format!("[response: {size}B]");
    assert!(
        lines.iter().any(|line| line
            .contains("request finished HTTP/1.1 GET /api/sdk1/keys [status: 200] [duration: ")
            && line.ends_with(&end)),
        "{lines:?}"
    );
    let of_stream: Vec<&String> = lines.iter().filter(|line| line.contains("/sse/")).collect();
    assert_eq!(of_stream.len(), 2, "{of_stream:?}");
    assert!(of_stream[1].contains("stream opened HTTP/1.1 GET /sse/eval/k/{data} [status: 200]"));
    assert!(of_stream[1].ends_with("ms]"), "{of_stream:?}");
    for line in &lines {
        for secret in ["abcdefghijklmnop", "1234567890123456", &data] {
            assert!(!line.contains(secret), "{line}");
        }
    }
    let (quiet, memory) = logged(|_| {});
    ask(&quiet, "GET /api/sdk1/keys", &[], "").await;
    assert!(memory.lines().is_empty());
}

#[tokio::test]
async fn requests_are_measured_by_route() {
    let mut options = Options::default();
    options.http.status_enabled = true;
    let site = testing::site(options, [testing::sdk("sdk1", SdkOptions::new(KEY), Some((CONFIG, ETAG)))]);
    let front = Front::new(Arc::clone(&site));
    for line in [
        &format!("GET /configuration-files/{KEY}"),
        "GET /api/sdk1/keys",
        "BREW /api/sdk1/keys",
        "GET /sse/sdk1/eval-all",
    ] {
        drop(front.answer(request(line)).await);
    }
    let text = site.metrics.render(Format::Plain);
    for part in [
        r#"route="/api/{sdkId}/keys",method="GET",status="200""#,
        r#"route="/api/{sdkId}/keys",method="OTHER",status="405""#,
        r#"route="/configuration-files/{sdkKey}/config_v6.json",method="GET",status="200""#,
    ] {
        assert!(text.contains(part), "{part} {text}");
    }
    for part in ["BREW", "/sse/", "abcdefghij"] {
        assert!(!text.contains(part), "{part} {text}");
    }
}
