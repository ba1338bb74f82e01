//! What one client may take.

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::log::Sink;

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_head_ends_while_others_are_served() {
    let port = open(serving(bounds(1_000, 60_000, 60_000), by_path));
    let mut slow = connect(&port);
    let dripping = slow.try_clone().unwrap();
    let drip = std::thread::spawn(move || {
        let mut dripping = dripping;
        let head = format!("GET / HTTP/1.1\r\nX: {}", "y".repeat(600));
        // Until the server has had enough.
        for byte in head.bytes() {
            if dripping.write_all(&[byte]).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let mut good = connect(&port);
    for _ in 0..5 {
        exchange(&mut good, "/good");
    }
    let time = time_to_end(&mut slow);
    assert!(time < Duration::from_secs(15), "{time:?}");
    exchange(&mut good, "/still-good");
    drip.join().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_says_nothing_ends() {
    let port = open(serving(bounds(700, 60_000, 60_000), by_path));
    let time = time_to_end(&mut connect(&port));
    assert!(time >= Duration::from_millis(500) && time < LONG, "{time:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn between_requests_there_is_more_time_than_within_their_heads() {
    let port = open(serving(bounds(500, 60_000, 60_000), by_path));
    let mut socket = connect(&port);
    exchange(&mut socket, "/1");
    std::thread::sleep(Duration::from_millis(1_500));
    exchange(&mut socket, "/2");
    socket.write_all(b"GET /").unwrap();
    let time = time_to_end(&mut socket);
    assert!(time < LONG, "{time:?}");

    let port = open(serving(bounds(60_000, 60_000, 500), by_path));
    let mut socket = connect(&port);
    exchange(&mut socket, "/1");
    let time = time_to_end(&mut socket);
    assert!(time < LONG, "{time:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_live_longer_than_any_deadline() {
    let port = open(serving(bounds(300, 300, 300), by_path));
    let mut socket = connect(&port);
    ask(&mut socket, "/stream");
    read_until(&mut socket, "data: 1\n\n\r\n");
    socket.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let error = socket.read(&mut [0; 64]).unwrap_err();
    assert!(matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_takes_nothing_is_cut_and_one_that_is_slow_is_not() {
    let port = open(serving(bounds(60_000, 1_000, 60_000), by_path));
    let mut stuck = connect(&port);
    ask(&mut stuck, "/huge");
    let mut slow = connect(&port);
    ask(&mut slow, "/huge");
    // A little at a time, for much longer than the deadline.
    let mut buffer = vec![0; 4 << 20];
    for _ in 0..10 {
        std::thread::sleep(Duration::from_millis(300));
        assert!(slow.read(&mut buffer).unwrap() > 0);
    }
    // What the kernels hold comes, but not the rest.
    let mut count = 0;
    loop {
        match stuck.read(&mut buffer) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(error) => {
                assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
                break;
            }
        }
    }
    assert!(count < 64 << 20, "{count}");
    while count < 80 << 20 {
        match slow.read(&mut buffer).unwrap() {
            0 => panic!("the slow client was cut"),
            _ if buffer.windows(5).take(4 << 20).any(|bytes| bytes == b"0\r\n\r\n") => break,
            more => count += more,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_too_many_is_told_and_a_place_is_free_again_at_once() {
    let log = Arc::new(Memory::default());
    let mut serving = serving(relaxed(), by_path);
    serving.bounds.connections = 2;
    serving.log = Logger::new(Level::Warn, Arc::<Memory>::clone(&log));
    let port = open(serving);
    let mut first = connect(&port);
    let mut second = connect(&port);
    exchange(&mut first, "/first");
    exchange(&mut second, "/second");
    for _ in 0..5 {
        let mut third = connect(&port);
        let mut text = String::new();
        third.read_to_string(&mut text).unwrap();
        assert!(text.starts_with("HTTP/1.1 503 "), "{text}");
    }
    let lines = log.lines();
    assert!(lines.len() < 5 && lines[0].contains("limit of 2 connections"), "{lines:?}");
    exchange(&mut first, "/first-again");
    drop(second);
    let start = Instant::now();
    loop {
        let mut third = connect(&port);
        ask(&mut third, "/third");
        let mut start_of_answer = [0; 12];
        // One that is refused may be reset before the answer is read.
        if third.read_exact(&mut start_of_answer).is_ok() && start_of_answer.ends_with(b"200") {
            return;
        }
        assert!(start.elapsed() < LONG);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_that_are_too_large_are_refused() {
    let port = open(serving(relaxed(), by_path));
    for head in [format!("X: {}\r\n", "y".repeat(200_000)), "X: y\r\n".repeat(200)] {
        let mut socket = connect(&port);
        // The server may have had enough before all of it is sent.
        drop(socket.write_all(format!("GET / HTTP/1.1\r\n{head}\r\n").as_bytes()));
        let mut answer = [0; 12];
        if socket.read_exact(&mut answer).is_ok() {
            assert_eq!(std::str::from_utf8(&answer).unwrap(), "HTTP/1.1 431");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_the_end_of_one_request() {
    let log = Arc::new(Memory::default());
    let mut serving = serving(relaxed(), by_path);
    serving.log = Logger::new(Level::Warn, Arc::<Memory>::clone(&log));
    let port = open(serving);
    let mut socket = connect(&port);
    ask(&mut socket, "/panic");
    let text = read_until(&mut socket, "the request failed; please check the logs for more details\n");
    assert!(text.starts_with("HTTP/1.1 500 "), "{text}");
    exchange(&mut socket, "/on-the-same-connection");
    assert!(log.lines()[0].contains("on purpose"), "{:?}", log.lines());

    ask(&mut socket, "/panic-later");
    let mut text = String::new();
    drop(socket.read_to_string(&mut text));
    assert!(!text.ends_with("0\r\n\r\n"), "{text}");
    assert!(log.lines()[1].contains("on purpose, later"), "{:?}", log.lines());
    exchange(&mut connect(&port), "/on-another-connection");
}

/// Panics with the first line.
#[derive(Default)]
struct Fragile {
    memory: Memory,
    is_broken: AtomicBool,
}

impl Sink for Fragile {
    fn write(&self, level: Option<Level>, line: &str) {
        assert!(self.is_broken.swap(true, Ordering::Relaxed), "on purpose");
        self.memory.write(level, line);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_not_the_end_of_the_port() {
    let sink = Arc::new(Fragile::default());
    let mut serving = serving(relaxed(), by_path);
    serving.bounds.connections = 1;
    serving.log = Logger::new(Level::Warn, Arc::<Fragile>::clone(&sink));
    let port = open(serving);
    let mut first = connect(&port);
    exchange(&mut first, "/first");
    // The complaint about this one breaks the loop that accepts.
    for _ in 0..2 {
        let mut text = String::new();
        connect(&port).read_to_string(&mut text).unwrap();
        assert!(text.starts_with("HTTP/1.1 503 "), "{text}");
    }
    let lines = sink.memory.lines();
    let text = "[error] accepting connections ended with a panic and begins anew: on purpose";
    assert!(lines.iter().any(|line| line.contains(text)), "{lines:?}");
    exchange(&mut first, "/first-again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_http_is_refused() {
    let port = open(serving(relaxed(), by_path));
    // The last is HTTP/2 without TLS.
    for bytes in
        [&b"\x16\x03\x01\x02\x00\x01\x00"[..], b"\r\n\r\n\0\0\0", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]
    {
        let mut socket = connect(&port);
        socket.write_all(bytes).unwrap();
        let time = time_to_end(&mut socket);
        assert!(time < LONG, "{time:?}");
    }
    exchange(&mut connect(&port), "/good");
}
