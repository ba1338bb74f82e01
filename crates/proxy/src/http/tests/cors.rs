use super::*;
use crate::options::SectionOptions;

const EXPOSED: &str = "Content-Length,ETag,Date,Content-Encoding";
const ALLOWED: &str = "Cache-Control,Content-Type,Content-Length,Accept-Encoding,If-None-Match";

/// A request of each section with CORS, and its methods.
const REQUESTS: [(&str, &str, &str); 4] = [
    ("GET", "/configuration-files/configcat-proxy/sdk1/config_v6.json", "GET,OPTIONS"),
    ("POST", "/api/sdk1/eval", "POST,OPTIONS"),
    ("POST", "/ofrep/v1/evaluate/flags", "POST,OPTIONS"),
    ("GET", "/sse/sdk1/eval", "GET,OPTIONS"),
];

fn sections(options: &mut Options) -> [&mut SectionOptions; 4] {
    let http = &mut options.http;
    [&mut http.cdn_proxy.section, &mut http.api.section, &mut http.ofrep.section, &mut http.sse.section]
}

#[tokio::test]
async fn options_are_answered_for_whatever_sdk() {
    let front = front(|options| {
        options.http.status_enabled = true;
        options.http.api.auth_headers = [("X-API-KEY".to_owned(), "secret".to_owned())].into();
    });
    let api = format!("{ALLOWED},X-API-KEY");
    let key = format!("{ALLOWED},X-API-KEY,X-ConfigCat-SdkKey");
    let ofrep = format!("{ALLOWED},X-ConfigCat-SdkId,X-ConfigCat-SdkKey");
    let cases = [
        ("/configuration-files/configcat-proxy/un/config_v6.json", "GET,OPTIONS", ALLOWED),
        ("/configuration-files/un/known", "GET,OPTIONS", ALLOWED),
        ("/configuration-files/configcat-proxy//config_v6.json", "GET,OPTIONS", ALLOWED),
        ("/api/un/eval", "POST,OPTIONS", &api),
        ("/api/un/eval-all", "POST,OPTIONS", &api),
        ("/api/un/refresh", "POST,OPTIONS", &api),
        ("/api/un/keys", "GET,OPTIONS", &api),
        ("/api/icanhascoffee", "GET,OPTIONS", &api),
        ("/api/eval", "POST,OPTIONS", &key),
        ("/api/keys", "GET,OPTIONS", &key),
        ("/ofrep/v1/evaluate/flags/x", "POST,OPTIONS", &ofrep),
        ("/ofrep/v1/evaluate/flags", "POST,OPTIONS", &ofrep),
        ("/sse/un/eval/x", "GET,OPTIONS", ALLOWED),
        ("/sse/un/eval-all", "GET,OPTIONS", ALLOWED),
        ("/sse/eval/k/x", "GET,OPTIONS", ALLOWED),
    ];
    for (path, methods, allowed) in cases {
        let answer = ask(&front, &format!("OPTIONS {path}"), &[("origin", "https://a.com")], "").await;
        assert_eq!((answer.status, answer.text()), (204, ""), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "https://a.com");
        assert_eq!(answer.header("access-control-expose-headers"), EXPOSED);
        assert_eq!(answer.header("access-control-allow-credentials"), "false");
        assert_eq!(answer.header("access-control-max-age"), "600");
        assert_eq!(answer.header("access-control-allow-methods"), methods, "{path}");
        assert_eq!(answer.header("access-control-allow-headers"), allowed, "{path}");
        assert_eq!(answer.headers.len(), 6, "{:?}", answer.headers);
    }
    let status = ask(&front, "OPTIONS /status", &[("origin", "x")], "").await;
    assert_eq!((status.status, status.headers.len()), (204, 0));
}

#[tokio::test]
async fn each_section_follows_its_options() {
    for (index, (method, path, _)) in REQUESTS.into_iter().enumerate() {
        let configured = front(|options| {
            let section = sections(options).into_iter().nth(index).unwrap();
            section.cors.allowed_origins = vec!["https://a.com".to_owned()];
            section.cors.patterns = vec!["b\\.com".to_owned()];
            section.cors.if_no_match = Some("https://no.com".to_owned());
            section.headers =
                [("X-Custom".to_owned(), "1".to_owned()), ("Z".to_owned(), "2".to_owned())].into();
        });
        for (origin, expected) in [
            ("https://a.com", "https://a.com"),
            ("https://b.com:8", "https://b.com:8"),
            ("https://c.com", "https://no.com"),
        ] {
            for method in [method, "OPTIONS"] {
                let answer = ask(&configured, &format!("{method} {path}"), &[("origin", origin)], "").await;
                assert_eq!(answer.header("access-control-allow-origin"), expected, "{path}");
                assert_eq!(answer.header("access-control-expose-headers"), format!("{EXPOSED},X-Custom,Z"));
                assert_eq!((answer.header("x-custom"), answer.header("z")), ("1", "2"), "{path}");
                assert_eq!(answer.header("vary"), if method == "OPTIONS" { "" } else { "Origin" }, "{path}");
            }
        }
        // Not for requests without an origin, as long as they get what all may read.
        let open = front(|_| {});
        for (headers, expected) in
            [(&[][..], ""), (&[("origin", "https://a.com")][..], "Origin"), (&[("origin", "")][..], "Origin")]
        {
            let answer = ask(&open, &format!("{method} {path}"), headers, "").await;
            assert_eq!(answer.header("vary"), expected, "{path} {headers:?}");
        }
        assert_eq!(ask(&configured, &format!("{method} {path}"), &[], "").await.header("vary"), "Origin");
        let off = front(|options| {
            let section = sections(options).into_iter().nth(index).unwrap();
            section.cors.enabled = false;
            section.headers = [("X-Custom".to_owned(), "1".to_owned())].into();
        });
        for method in [method, "OPTIONS"] {
            let answer = ask(&off, &format!("{method} {path}"), &[("origin", "https://a.com")], "").await;
            assert!(
                !answer.headers.keys().any(|name| name.as_str().starts_with("access-control-")),
                "{path}"
            );
            assert_eq!(answer.header("x-custom"), "1");
        }
    }
}

#[tokio::test]
async fn configured_headers_do_not_lie_about_the_content() {
    let front = front(|options| {
        options.http.api.section.headers = [
            ("Content-Length", "7"),
            ("Transfer-Encoding", "x"),
            ("Connection", "x"),
            ("Content-Type", "text/html"),
            ("Access-Control-Allow-Origin", "https://mine.com"),
            ("bad name", "x"),
            ("X-Bad-Value", "a\nb"),
            ("X-Good", "ä"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    });
    let answer = ask(&front, "GET /api/sdk1/keys", &[("origin", "https://a.com")], "").await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("access-control-allow-origin"), "https://mine.com");
    assert_eq!(answer.headers["x-good"].as_bytes(), "ä".as_bytes());
    for name in ["content-length", "transfer-encoding", "connection", "x-bad-value"] {
        assert!(!answer.headers.contains_key(name), "{name}");
    }
}
