//! The binary, as tests in other languages use it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

struct Binary {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Binary {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fault-server"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take(), child.stdout.take().unwrap());
        Self { child, input, output: BufReader::new(output) }
    }

    fn say(&mut self, line: &str) -> Value {
        let input = self.input.as_mut().unwrap();
        writeln!(input, "{line}").unwrap();
        let mut answer = String::new();
        self.output.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    fn command(&mut self, command: &Value) -> Value {
        self.say(&command.to_string())
    }

    /// A listener with a script; its id and port.
    fn serve(&mut self, connections: &Value) -> (u64, u16) {
        let answer = self.command(&json!({ "do": "listen" }));
        let (id, port) = (answer["id"].as_u64().unwrap(), answer["port"].as_u64().unwrap());
        let script = json!({ "do": "script", "id": id, "connections": connections });
        assert_eq!(self.command(&script), json!({}));
        (id, port.try_into().unwrap())
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        drop(self.input.take());
        let start = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            if start.elapsed() > Duration::from_secs(20) {
                self.child.kill().unwrap();
                panic!("it goes on after the end of its input");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// One request on a connection of its own; what comes until its end.
fn get(port: u16) -> Result<Vec<u8>, ErrorKind> {
    let mut stream = connect(port);
    stream.write_all(b"GET /path HTTP/1.1\r\nHost: here\r\nX-A: 1\r\nx-a: 2\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map(|_| bytes).map_err(|error| error.kind())
}

#[test]
fn steps_are_played_byte_by_byte() {
    let mut binary = Binary::start();
    let steps = json!([
        [{ "send": "h\u{e9}" }, { "base64": "/wA=" }, { "repeat": { "text": "ab", "times": 3 } }, { "drip": { "text": "xyz", "size": 2, "everyMs": 1 } }],
        [{ "waitMs": 100 }, { "send": "late" }, { "close": true }, { "send": "never" }],
        [{ "send": "x" }, { "reset": true }],
        [{ "early": true }, { "send": "early" }],
        [{ "send": "last" }],
    ]);
    let (id, port) = binary.serve(&steps);
    assert_eq!(get(port).unwrap(), b"h\xc3\xa9\xff\0abababxyz");
    let start = Instant::now();
    assert_eq!(get(port).unwrap(), b"late");
    assert!(start.elapsed() >= Duration::from_millis(100));
    assert_eq!(get(port), Err(ErrorKind::ConnectionReset));
    let mut silent = connect(port);
    let mut early = String::new();
    silent.read_to_string(&mut early).unwrap();
    assert_eq!(early, "early");
    assert_eq!(get(port).unwrap(), b"last");
    assert_eq!(get(port).unwrap(), b"last", "the last list is repeated");

    let seen = binary.command(&json!({ "do": "requests", "id": id }));
    assert_eq!(seen["connections"], 6);
    assert_eq!(seen["requests"].as_array().unwrap().len(), 5);
    assert_eq!(seen["requests"][0]["line"], "GET /path HTTP/1.1");
    assert_eq!(seen["requests"][0]["headers"], json!({ "host": "here", "x-a": "1, 2" }));
    assert!(seen["requests"][1]["atMs"].is_u64());
}

#[test]
fn answers_are_proper_unless_told_otherwise() {
    let mut binary = Binary::start();
    let answers = json!([
        [{ "answer": { "body": "b\u{e9}", "headers": { "ETag": "\"1\"", "X": ["1", "2"] } } }],
        [{ "answer": { "status": 503, "reason": "Away", "body": "abc", "lengthOff": 7 } }],
        [{ "answer": { "body": "abc", "gzip": ["gzip", "brotli"] } }],
    ]);
    let (_, port) = binary.serve(&answers);
    let whole = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nETag: \"1\"\r\nX: 1\r\nX: 2\r\n\r\nb\u{e9}";
    assert_eq!(get(port).unwrap(), whole.as_bytes());
    assert_eq!(get(port).unwrap(), b"HTTP/1.1 503 Away\r\nContent-Length: 10\r\n\r\nabc");
    let encoded = get(port).unwrap();
    let head = b"Content-Encoding: gzip, br\r\n";
    assert!(encoded.windows(head.len()).any(|window| window == head));
}

#[test]
fn kept_connections_take_the_next_list_for_the_next_request() {
    let mut binary = Binary::start();
    let (id, port) =
        binary.serve(&json!([[{ "send": "1" }, { "keep": true }], [{ "send": "2" }], [{ "hang": true }]]));
    let mut stream = connect(port);
    stream.write_all(b"POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbodyGET / HTTP/1.1\r\n\r\n").unwrap();
    let mut both = String::new();
    stream.read_to_string(&mut both).unwrap();
    assert_eq!(both, "12");
    assert_eq!(binary.command(&json!({ "do": "requests", "id": id }))["connections"], 1);

    let mut hanging = connect(port);
    hanging.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    hanging.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    assert!(hanging.read(&mut [0]).is_err(), "it says nothing, and does not hang up");
    hanging.shutdown(Shutdown::Write).unwrap();
    hanging.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    assert_eq!(hanging.read(&mut [0]).unwrap(), 0);
}

#[test]
fn listeners_of_every_kind_come_and_go() {
    let mut binary = Binary::start();
    for tls in ["trusted", "expired", "wrong-host", "self-signed"] {
        let answer = binary.command(&json!({ "do": "listen", "tls": tls }));
        assert!(answer["ca"].as_str().unwrap().starts_with("-----BEGIN CERTIFICATE-----"), "{tls}");
    }
    let old = binary.command(&json!({ "do": "listen", "tls": "old-version" }));
    let mut stream = connect(old["port"].as_u64().unwrap().try_into().unwrap());
    stream.write_all(b"\x16\x03\x01").unwrap();
    let mut alert = Vec::new();
    stream.read_to_end(&mut alert).unwrap();
    // RFC 8446, 6: alert (21), version 3.1, two bytes: fatal (2), protocol_version (70).
    assert_eq!(alert, [21, 3, 1, 0, 2, 2, 70]);

    let refusing = binary.command(&json!({ "do": "listen", "refuse": true }));
    let port: u16 = refusing["port"].as_u64().unwrap().try_into().unwrap();
    assert_eq!(TcpStream::connect(("127.0.0.1", port)).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    assert_eq!(binary.command(&json!({ "do": "forget", "id": refusing["id"] })), json!({}));
    let again = binary.command(&json!({ "do": "listen", "port": port }));
    assert_eq!(again["port"], port);
    drop(connect(port));
    assert_eq!(binary.command(&json!({ "do": "forget", "id": again["id"] })), json!({}));
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());

    let full = binary.command(&json!({ "do": "listen", "backlog": "full" }));
    let port: u16 = full["port"].as_u64().unwrap().try_into().unwrap();
    let hanging = TcpStream::connect_timeout(&([127, 0, 0, 1], port).into(), Duration::from_millis(500));
    assert_eq!(hanging.unwrap_err().kind(), ErrorKind::TimedOut);
}

#[test]
fn whatever_is_wrong_is_answered() {
    let mut binary = Binary::start();
    let wrong = [
        "",
        "nonsense",
        "[]",
        r#"{"do":"dance"}"#,
        r#"{"do":"listen","tls":"none"}"#,
        r#"{"do":"listen","refuse":true,"backlog":"full"}"#,
        r#"{"do":"listen","unknown":1}"#,
        r#"{"do":"requests","id":99}"#,
        r#"{"do":"forget","id":99}"#,
        r#"{"do":"script","id":99,"connections":[]}"#,
        r#"{"do":"script","id":99,"connections":[[{"shout":"x"}]]}"#,
        r#"{"do":"script","id":99,"connections":[[{"base64":"?"}]]}"#,
    ];
    for line in wrong {
        assert!(binary.say(line)["error"].is_string(), "{line}");
    }
}
