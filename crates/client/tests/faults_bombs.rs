//! Bodies that are small on the wire only. Memory is measured, so the tests of this file run one after the other.
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

use std::fs;
use std::time::Duration;

use faults::{Survivor, codes, say};
use support::*;
use tokio::sync::{Mutex, MutexGuard};
use vexil_testkit::{Answer, Encoding, Step, gzip_bomb};

const MEBIBYTE: usize = 1 << 20;

/// What may be needed beside the body itself.
const MORE: usize = 32 * MEBIBYTE;

static ALONE: Mutex<()> = Mutex::const_new(());

/// The peak of memory since a moment. Where the operating system does not tell, nothing is measured.
struct Memory {
    before: Option<usize>,
    _alone: MutexGuard<'static, ()>,
}

impl Memory {
    async fn measure() -> Self {
        let alone = ALONE.lock().await;
        // Resets the peak to what is used now.
        let before = fs::write("/proc/self/clear_refs", "5").ok().and_then(|()| peak());
        if before.is_none() {
            eprintln!(
                "the operating system does not tell how much memory is used: only the outcome is looked at"
            );
        }
        Self { before, _alone: alone }
    }

    fn assert_grown_less_than(&self, bytes: usize) {
        let Some((before, peak)) = self.before.zip(peak()) else { return };
        let grown = peak.saturating_sub(before);
        eprintln!("grown by {} KiB", grown / 1024);
        assert!(grown < bytes, "grown by {grown} bytes");
    }
}

fn peak() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<usize>().ok()? * 1024)
}

#[tokio::test]
async fn a_gzip_bomb_of_ten_gigabytes_is_given_up_at_the_limit() {
    let survivor = Survivor::with(|options| options.request_timeout = Duration::from_secs(300)).await;
    let memory = Memory::measure().await;
    let report = survivor.suffer([gzip_bomb(10 * 1024)]).await;
    assert_eq!(codes(&report), (1103, "BODY_TOO_LARGE"));
    let error = report.error.unwrap();
    assert!(error.to_string().contains("67108864"), "{error}");
    memory.assert_grown_less_than(64 * MEBIBYTE + MORE);
    assert_eq!(survivor.server.requests().len(), 2, "more of the same would not help");
    survivor.recover().await;
}

#[tokio::test]
async fn a_brotli_bomb_is_given_up_at_the_limit() {
    let limit = 4 * MEBIBYTE;
    let survivor = Survivor::with(|options| options.limits.body_bytes = limit).await;
    let bomb = Answer::ok(vec![b' '; 48 * MEBIBYTE]).encoded(Encoding::Brotli).header("ETag", "bomb");
    let bomb = say(bomb);
    let memory = Memory::measure().await;
    let report = survivor.suffer([bomb]).await;
    assert_eq!(codes(&report), (1103, "BODY_TOO_LARGE"));
    memory.assert_grown_less_than(limit + MORE);
    survivor.recover().await;
}

#[tokio::test]
async fn encodings_inside_of_encodings_are_no_way_around_the_limit() {
    let limit = 4 * MEBIBYTE;
    let blanks = vec![b' '; 48 * MEBIBYTE];
    let inner = Encoding::Gzip.apply(&blanks);
    drop(blanks);
    let twice = Answer::ok(Encoding::Gzip.apply(&inner)).header("ETag", "bomb");
    let cases = [
        twice.clone().header("Content-Encoding", "gzip, gzip"),
        twice.clone().header("Content-Encoding", "gzip").header("Content-Encoding", "gzip"),
        twice.header("Content-Encoding", "gzip"),
        Answer::ok(Encoding::Brotli.apply(&inner)).header("Content-Encoding", "gzip, br"),
        Answer::ok(Encoding::Brotli.apply(&inner))
            .header("Content-Encoding", "br")
            .header("Content-Encoding", "gzip"),
        Answer::ok(inner).header("Content-Encoding", "deflate, zstd"),
    ];
    for answer in cases {
        let survivor = Survivor::with(|options| options.limits.body_bytes = limit).await;
        let headers = answer.headers.clone();
        let memory = Memory::measure().await;
        let report = survivor.suffer([say(answer)]).await;
        assert!(matches!(report.code.number(), 1103 | 1105), "{headers:?}: {report:?}");
        memory.assert_grown_less_than(limit + MORE);
        drop(memory);
        survivor.recover().await;
    }
}

#[tokio::test]
async fn an_endless_body_without_an_encoding_is_given_up_at_the_limit() {
    let limit = 4 * MEBIBYTE;
    let endless = Step::Repeat { bytes: b" ".repeat(1000), times: 10_000_000 };
    let chunk = Step::Repeat {
        bytes: [b"3e8\r\n".as_slice(), &b" ".repeat(1000), b"\r\n"].concat(),
        times: 10_000_000,
    };
    for (framing, body) in [("Connection: close", endless), ("Transfer-Encoding: chunked", chunk)] {
        let survivor = Survivor::with(|options| options.limits.body_bytes = limit).await;
        let memory = Memory::measure().await;
        let head = format!("HTTP/1.1 200 OK\r\nETag: bomb\r\n{framing}\r\n\r\n");
        let report = survivor.suffer([vec![Step::Send(head.into_bytes()), body]]).await;
        assert_eq!(codes(&report), (1103, "BODY_TOO_LARGE"), "{framing}");
        memory.assert_grown_less_than(limit + MORE);
        drop(memory);
        survivor.recover().await;
    }
}

#[tokio::test]
async fn nothing_is_reserved_for_an_announced_length() {
    let head = "HTTP/1.1 200 OK\r\nETag: bomb\r\nContent-Length: 1000000000000\r\n\r\n";
    let survivor = Survivor::start().await;
    let memory = Memory::measure().await;
    let report = survivor.suffer([vec![Step::Send(head.into())]]).await;
    assert_eq!(codes(&report), (1103, "BROKEN_BODY"));
    memory.assert_grown_less_than(MORE);
    survivor.recover().await;
}

/// The body of an answer that is no config is not even read.
#[tokio::test]
async fn bodies_of_other_statuses_cost_nothing() {
    for status in ["500 Broken", "404 Not Found", "429 Slow down", "302 Found"] {
        let survivor = Survivor::start().await;
        let memory = Memory::measure().await;
        let head = format!("HTTP/1.1 {status}\r\nContent-Length: 1000000000000\r\n\r\n");
        let endless = Step::Repeat { bytes: b" ".repeat(1000), times: 10_000_000 };
        survivor.server.script([vec![Step::Send(head.into_bytes()), endless]]);
        let report = http::again(&survivor.client, &survivor.host).await;
        assert_eq!(
            report.status.map(|number| status.starts_with(&number.to_string())),
            Some(true),
            "{report:?}"
        );
        memory.assert_grown_less_than(MORE);
        drop(memory);
        survivor.recover().await;
    }
}

/// The limit of a config that is only just small enough is its own, not that of its text on the wire.
#[tokio::test]
async fn a_config_of_exactly_the_limit_is_accepted() {
    let _alone = ALONE.lock().await;
    let survivor = Survivor::with(|options| options.limits.body_bytes = MEBIBYTE).await;
    let mut json = CONFIG.to_owned();
    json.push_str(&" ".repeat(MEBIBYTE - json.len()));
    survivor.server.script([say(Answer::ok(json.clone()).encoded(Encoding::Gzip).header("ETag", "full"))]);
    assert_eq!(http::again(&survivor.client, &survivor.host).await.code.number(), 0);
    json.push(' ');
    survivor.server.script([say(Answer::ok(json).encoded(Encoding::Gzip).header("ETag", "more"))]);
    let report = http::again(&survivor.client, &survivor.host).await;
    assert_eq!(codes(&report), (1103, "BODY_TOO_LARGE"));
    assert_eq!(survivor.client.entry().etag.as_deref(), Some("full"));
}
