//! Bodies that are cut, lie about their length, or are no config.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

#[path = "support/faults.rs"]
mod faults;
#[path = "support/http.rs"]
mod http;
mod support;

use std::time::Duration;

use faults::{Survivor, codes, say};
use support::*;
use vexil_testkit::{Answer, Encoding, Step};

fn send(text: impl Into<Vec<u8>>) -> Step {
    Step::Send(text.into())
}

/// A larger config, so that there is something to cut.
fn large() -> Answer {
    let flags: Vec<String> =
        (0..500).map(|n| format!(r#""flag{n}":{{"t":1,"v":{{"s":"value {n}"}}}}"#)).collect();
    Answer::ok(format!(r#"{{"f":{{{}}}}}"#, flags.join(","))).header("ETag", "cut")
}

/// The first half of a response whose length says that there is more.
fn half(answer: &Answer) -> Vec<Step> {
    let bytes = answer.to_bytes();
    vec![send(&bytes[..bytes.len() / 2])]
}

/// A response whose encoded body is complete by its length, but is only the first half.
fn short(encoding: Encoding) -> Vec<Step> {
    let encoded = encoding.apply(&large().body);
    let name = if encoding == Encoding::Gzip { "gzip" } else { "br" };
    let half = encoded[..encoded.len() / 2].to_vec();
    say(Answer::ok(half).header("Content-Encoding", name).header("ETag", "cut"))
}

fn chunked(end: &str) -> Vec<Step> {
    let head = "HTTP/1.1 200 OK\r\nETag: cut\r\nTransfer-Encoding: chunked\r\n\r\n";
    vec![send(format!("{head}{:x}\r\n{CONFIG}{end}", CONFIG.len()))]
}

#[tokio::test]
async fn a_truncated_body_is_a_failure_and_its_etag_is_not_kept() {
    let cases = [
        ("plain", half(&large())),
        ("complete config, one byte missing", vec![Answer { length_off: 1, ..large() }.into()]),
        ("gzip", half(&large().encoded(Encoding::Gzip))),
        ("brotli", half(&large().encoded(Encoding::Brotli))),
        ("gzip of full length", short(Encoding::Gzip)),
        ("brotli of full length", short(Encoding::Brotli)),
        ("chunks without an end", chunked("\r\n")),
        ("chunks cut in a size", chunked("\r\n1")),
        ("a chunk without its line break", chunked("")),
        ("chunks with a size that is none", chunked("\r\nxyz\r\n")),
        ("chunks larger than any memory", chunked("\r\nffffffffffffffff\r\n")),
        ("chunks of a size beyond 64 bits", chunked("\r\nffffffffffffffffffff\r\n")),
    ];
    for (name, steps) in cases {
        let survivor = Survivor::start().await;
        let report = survivor.suffer([steps]).await;
        assert_eq!(codes(&report), (1103, "BROKEN_BODY"), "{name}");
        survivor.recover().await;
    }
}

/// Without a length, only the content can tell.
#[tokio::test]
async fn a_body_that_ends_with_the_connection_is_judged_by_its_content() {
    let bytes = large().body;
    let head = "HTTP/1.1 200 OK\r\nETag: cut\r\n\r\n";
    let survivor = Survivor::start().await;
    let report = survivor.suffer([vec![send(head), send(&bytes[..bytes.len() / 2])]]).await;
    assert_eq!(codes(&report), (1105, "INVALID_CONFIG"));
    survivor.recover().await;
}

#[tokio::test]
async fn an_impossible_content_length_is_a_failure() {
    for length in ["-1", "1e3", "0x10", "", "abc", "99999999999999999999999", "36\r\nContent-Length: 37"] {
        let survivor = Survivor::start().await;
        let head = format!("HTTP/1.1 200 OK\r\nETag: cut\r\nContent-Length: {length}\r\n\r\n{CONFIG}");
        let report = survivor.suffer([vec![send(head)]]).await;
        assert_eq!(codes(&report), (1103, "NETWORK"), "{length:?}");
        survivor.recover().await;
    }
}

#[tokio::test]
async fn an_enormous_content_length_without_a_body_is_waited_for_no_longer_than_the_timeout() {
    let head = "HTTP/1.1 200 OK\r\nETag: cut\r\nContent-Length: 1000000000000\r\n\r\n";
    let survivor = Survivor::with(|options| options.request_timeout = Duration::from_millis(500)).await;
    let report = survivor.suffer([vec![send(head), Step::Hang]]).await;
    assert_eq!(codes(&report), (1102, "TIMEOUT"));
    survivor.recover().await;
    let survivor = Survivor::start().await;
    let report = survivor.suffer([vec![send(head), send(CONFIG)]]).await;
    assert_eq!(codes(&report), (1103, "BROKEN_BODY"));
    survivor.recover().await;
}

#[tokio::test]
async fn json_of_a_wrong_shape_is_no_config() {
    let shapes = [
        "[]",
        "[{}]",
        "1",
        "-0",
        "null",
        "true",
        "\"text\"",
        r#"{"f":[]}"#,
        r#"{"f":1}"#,
        r#"{"f":null,"p":1}"#,
        r#"{"f":{},"s":{}}"#,
        r#"{"p":[],"f":{}}"#,
        r#"{"f":"{}"}"#,
    ];
    for shape in shapes {
        let survivor = Survivor::start().await;
        let report = survivor.suffer([say(Answer::ok(shape).header("ETag", "cut"))]).await;
        assert_eq!(codes(&report), (1105, "INVALID_CONFIG"), "{shape}");
        survivor.recover().await;
    }
}

#[tokio::test]
async fn what_is_no_json_is_no_config() {
    let texts = [
        "",
        " ",
        "{",
        "{\"f\":{}",
        "{\"f\":{}}}",
        "{\"f\":{}},",
        "<html></html>",
        "{'f':{}}",
        "{\"f\":{},}",
        "NaN",
        "{\"f\":{\"a\":01}}",
        "//\n{}",
        "{\"f\":\u{a0}{}}",
    ];
    for text in texts {
        let survivor = Survivor::start().await;
        let report = survivor.suffer([say(Answer::ok(text).header("ETag", "cut"))]).await;
        assert_eq!(codes(&report), (1105, "INVALID_CONFIG"), "{text:?}");
        survivor.recover().await;
    }
}
