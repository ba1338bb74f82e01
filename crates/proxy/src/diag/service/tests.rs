use std::time::Duration;

use axum::body::Body;
use futures_util::StreamExt;
use http_body_util::BodyExt;

use super::*;
use crate::options::{DiagOptions, Options, SdkOptions};
use crate::testing;
use crate::user::Value;

const CONFIG: &str = r#"{"f":{"a":{"t":0,"v":{"b":true},"i":"own"}}}"#;

fn diagnostics(change: impl FnOnce(&mut DiagOptions)) -> Diagnostics {
    let mut options = Options::default();
    change(&mut options.diag);
    let sdks = [
        testing::sdk("env 1", SdkOptions::new("k"), Some((CONFIG, "e1"))),
        testing::sdk("late", SdkOptions::new("k"), None),
    ];
    Diagnostics::new(testing::site(options, sdks))
}

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Request {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body.to_owned())).unwrap()
}

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn paths_and_methods() {
    let diagnostics = diagnostics(|_| {});
    let cases = [
        ("GET", "/status", 200, "application/json", ""),
        ("POST", "/status", 200, "application/json", ""),
        ("DELETE", "/status?x", 200, "application/json", ""),
        ("GET", "/metrics", 200, "text/plain; version=0.0.4; charset=utf-8", ""),
        ("GET", "/ui", 200, "text/html; charset=utf-8", ""),
        ("HEAD", "/ui", 200, "text/html; charset=utf-8", ""),
        ("GET", "/ui/main.js", 200, "text/javascript; charset=utf-8", ""),
        ("GET", "/ui/layout.css", 200, "text/css; charset=utf-8", ""),
        ("GET", "/ui/icon.svg", 200, "image/svg+xml", ""),
        ("GET", "/ui/api/state", 200, "application/json", ""),
        ("GET", "/ui/api/flags?sdk=env%201", 200, "application/json", ""),
        (
            "GET",
            "/ui/api/flags?sdk=late",
            503,
            "application/json",
            r#"{"error":"SDK 'late' has no config yet."}"#,
        ),
        ("GET", "/ui/api/flags?sdk=x", 404, "application/json", r#"{"error":"There is no SDK 'x'."}"#),
        ("GET", "/ui/api/flags", 404, "application/json", r#"{"error":"There is no SDK ''."}"#),
        ("HEAD", "/ui/api/events", 200, "text/event-stream", ""),
        ("GET", "/statuses", 404, "text/plain; charset=utf-8", "404 page not found\n"),
        ("GET", "/uix", 404, "text/plain; charset=utf-8", "404 page not found\n"),
        ("GET", "/ui/../main.js", 404, "text/plain; charset=utf-8", "404 page not found\n"),
        ("POST", "/ui/x.js", 404, "text/plain; charset=utf-8", "404 page not found\n"),
        ("GET", "/ui/api/x", 404, "text/plain; charset=utf-8", "404 page not found\n"),
        ("POST", "/ui", 405, "text/plain; charset=utf-8", "Method Not Allowed\n"),
        ("POST", "/ui/main.js", 405, "text/plain; charset=utf-8", "Method Not Allowed\n"),
        ("PUT", "/ui/api/state", 405, "text/plain; charset=utf-8", "Method Not Allowed\n"),
        ("GET", "/ui/api/evaluate?sdk=env%201", 405, "text/plain; charset=utf-8", "Method Not Allowed\n"),
    ];
    for (method, path, status, content_type, body) in cases {
        let response = diagnostics.answer(request(method, path, &[], "")).await;
        assert_eq!(response.status(), status, "{method} {path}");
        assert_eq!(header(&response, "content-type"), content_type, "{method} {path}");
        let allow = header(&response, "allow");
        let expected = match (status, path.contains("evaluate")) {
            (405, true) => "POST",
            (405, false) => "GET, HEAD",
            _ => "",
        };
        assert_eq!(allow, expected, "{method} {path}");
        let told = text(response).await;
        assert!(body.is_empty() || body == told, "{method} {path}: {told}");
    }
    for (path, location) in [("/", "ui"), ("/ui/", "../ui")] {
        let response = diagnostics.answer(request("GET", path, &[], "")).await;
        assert_eq!((response.status().as_u16(), header(&response, "location").as_str()), (307, location));
    }
}

#[tokio::test]
async fn parts_that_are_off_do_not_exist() {
    let diagnostics = diagnostics(|diag| {
        (diag.status_enabled, diag.metrics_enabled, diag.ui_enabled) = (false, false, false);
    });
    for path in
        ["/status", "/metrics", "/", "/ui", "/ui/", "/ui/main.js", "/ui/api/state", "/ui/api/evaluate"]
    {
        for method in ["GET", "POST"] {
            let response = diagnostics.answer(request(method, path, &[], "")).await;
            assert_eq!(response.status(), 404, "{method} {path}");
            assert_eq!(header(&response, "x-content-type-options"), "nosniff");
            assert_eq!(text(response).await, "404 page not found\n");
        }
    }
}

#[tokio::test]
async fn scrapers_get_the_format_that_they_ask_for() {
    let diagnostics = diagnostics(|_| {});
    let accept = [("accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5")];
    let response = diagnostics.answer(request("GET", "/metrics", &accept, "")).await;
    let content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(header(&response, "content-type"), content_type);
    assert!(text(response).await.ends_with("# EOF\n"));
}

#[tokio::test]
async fn the_page_is_guarded() {
    let diagnostics = diagnostics(|_| {});
    for path in ["/ui", "/ui/main.js", "/ui/api/state", "/ui/api/flags?sdk=x", "/ui/api/events", "/ui/x"] {
        let response = diagnostics.answer(request("HEAD", path, &[], "")).await;
        let policy = header(&response, "content-security-policy");
        assert!(policy.starts_with("default-src 'self'; "), "{path}: {policy}");
        assert!(policy.ends_with("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        let names = ["x-content-type-options", "referrer-policy", "x-frame-options"];
        assert_eq!(names.map(|name| header(&response, name)), ["nosniff", "no-referrer", "DENY"], "{path}");
    }
}

#[tokio::test]
async fn only_the_page_may_evaluate() {
    let diagnostics = diagnostics(|_| {});
    let json = ("content-type", "application/json");
    let large = format!(r#"{{"key":"{}"}}"#, "x".repeat(65_536));
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str, u16);
    let cases: [Case<'_>; 8] = [
        (&[], "env%201", "{}", 415),
        (&[("content-type", "text/plain")], "env%201", "{}", 415),
        (&[json, ("sec-fetch-site", "cross-site")], "env%201", "{}", 403),
        (&[json, ("origin", "http://evil"), ("host", "localhost:8051")], "env%201", "{}", 403),
        (&[json], "x", "{}", 404),
        (&[json], "late", "{}", 503),
        (&[json], "env%201", &large, 413),
        (&[("content-type", "application/json; charset=utf-8")], "env%201", r#"{"key":"x"}"#, 404),
    ];
    for (headers, sdk, body, status) in cases {
        let path = format!("/ui/api/evaluate?sdk={sdk}");
        let response = diagnostics.answer(request("POST", &path, headers, body)).await;
        assert_eq!(response.status(), status, "{headers:?} {sdk}");
        let told = text(response).await;
        assert!(told.starts_with(r#"{"error":""#), "{told}");
    }
}

#[tokio::test]
async fn default_attributes_lie_below_those_of_the_request() {
    let defaults =
        [("Plan", "free"), ("Team", "a")].map(|(name, value)| (name.into(), Value::Text(value.into())));
    let mut options = SdkOptions::new("k");
    options.default_user_attributes = Some(defaults.into_iter().collect());
    let site = testing::site(Options::default(), [testing::sdk("env1", options, Some((CONFIG, "e1")))]);
    let diagnostics = Diagnostics::new(site);
    let cases = [
        (r#"{"key":"a"}"#, r#"{"Plan":"free","Team":"a"}"#),
        (r#"{"key":"a","user":{"Plan":"pro","Age":5}}"#, r#"{"Age":5,"Plan":"pro","Team":"a"}"#),
    ];
    for (body, user) in cases {
        let headers = [("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
        let response = diagnostics.answer(request("POST", "/ui/api/evaluate?sdk=env1", &headers, body)).await;
        assert_eq!(response.status(), 200);
        let told: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!((&told["value"], &told["variationId"]), (&true.into(), &"own".into()));
        assert_eq!(told["user"].to_string(), user);
    }
}

#[tokio::test]
async fn events_end_with_their_service() {
    for closes in [true, false] {
        let diagnostics = diagnostics(|_| {});
        let response = diagnostics.answer(request("GET", "/ui/api/events", &[], "")).await;
        assert_eq!(header(&response, "content-type"), "text/event-stream");
        let mut frames = response.into_body().into_data_stream();
        let first = frames.next().await.unwrap().unwrap();
        assert!(first.starts_with(b"retry: 1000\n\nevent: state\ndata: {"), "{first:?}");
        let sdk = Arc::clone(diagnostics.site.sdks.get("late").unwrap());
        sdk.state().publish(testing::snapshot(CONFIG, "e9"));
        let next = frames.next().await.unwrap().unwrap();
        assert!(next.starts_with(b"event: change\ndata: {\"sdk\":\"late\""), "{next:?}");
        if closes {
            diagnostics.site.streams.close();
        } else {
            drop(diagnostics);
        }
        let end = tokio::time::timeout(Duration::from_secs(5), frames.next()).await;
        assert!(end.unwrap().is_none());
    }
}

#[tokio::test]
async fn only_so_many_pages_are_served() {
    let diagnostics = diagnostics(|_| {});
    let mut open = Vec::new();
    let status = loop {
        let response = diagnostics.answer(request("GET", "/ui/api/events", &[], "")).await;
        if response.status() != 200 {
            break response.status();
        }
        open.push(response);
        assert!(open.len() < 1_000);
    };
    assert_eq!(status, 503);
    open.pop();
    let response = diagnostics.answer(request("GET", "/ui/api/events", &[], "")).await;
    assert_eq!(response.status(), 200);
}
