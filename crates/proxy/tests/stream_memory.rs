//! What streams cost the process.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;

const LONG: Duration = Duration::from_secs(60);

/// A flag's value, in bytes, and how many flags there are.
const VALUE: usize = 1_000;
const FLAGS: usize = 200;

/// How many streams there are.
const STREAMS: usize = 500;

struct Proxy(Child);

impl Proxy {
    fn start(file: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vexil-proxy"));
        Self(command.arg("-c").arg(file).env_clear().stdout(Stdio::null()).spawn().unwrap())
    }

    /// Resident memory in kB.
    fn resident(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A config whose first flag has a value for each user, or for nobody.
fn config(own: bool, version: u32) -> String {
    let mut flags = String::new();
    for flag in 1..FLAGS {
        let value = "x".repeat(VALUE);
        write!(flags, r#","f{flag}":{{"t":1,"v":{{"s":"{value}"}}}}"#).unwrap();
    }
    let mut rules = String::new();
    for user in 0..if own { STREAMS } else { 0 } {
        let comma = if user > 0 { "," } else { "" };
        write!(
            rules,
            r#"{comma}{{"c":[{{"u":{{"a":"Identifier","c":28,"s":"{user}"}}}}],"s":{{"v":{{"s":"{user} has {version}"}}}}}}"#
        )
        .unwrap();
    }
    format!(r#"{{"f":{{"f0":{{"t":1,"v":{{"s":"all have {version}"}},"r":[{rules}]}}{flags}}}}}"#)
}

fn open(port: u16, user: usize) -> TcpStream {
    let start = Instant::now();
    let mut socket = loop {
        if let Ok(socket) = TcpStream::connect(("127.0.0.1", port)) {
            break socket;
        }
        assert!(start.elapsed() < LONG);
        std::thread::sleep(Duration::from_millis(20));
    };
    socket.set_read_timeout(Some(LONG)).unwrap();
    let data =
        base64::engine::general_purpose::URL_SAFE.encode(format!(r#"{{"user":{{"Identifier":"{user}"}}}}"#));
    write!(socket, "GET /sse/one/eval-all/{data} HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    socket
}

/// Reads to the end of an event, which must hold the text.
fn read_event(socket: &mut TcpStream, text: &str) {
    let mut read = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    while !read.ends_with(b"\n\n\r\n") {
        let length = socket.read(&mut buffer).unwrap();
        assert!(length > 0, "an end");
        read.extend_from_slice(&buffer[..length]);
    }
    assert!(read.len() > FLAGS * VALUE);
    assert!(String::from_utf8_lossy(&read).contains(text), "no {text:?}");
}

#[test]
fn streams_that_have_read_everything_are_cheap() {
    for own in [false, true] {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        let [http, diag] =
            [(), ()].map(|()| TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port());
        let write = |version: u32| {
            std::fs::write(path("new.json"), config(own, version)).unwrap();
            std::fs::rename(path("new.json"), path("config.json")).unwrap();
        };
        write(1);
        let options = format!(
            "sdks: {{one: {{key: configcat-sdk-1/AAAAAAAAAAAAAAAAAAAAAA/aaaaaaaaaaaaaaaaaaaaaa, offline: {{enabled: true, local: {{file_path: '{}'}}}}}}}}\n\
             http: {{port: {http}}}\ndiag: {{port: {diag}}}\n",
            path("config.json").display()
        );
        std::fs::write(path("options.yml"), options).unwrap();
        let proxy = Proxy::start(&path("options.yml"));
        let expected = |user: usize, version: u32| match own {
            true => format!("{user} has {version}"),
            false => format!("all have {version}"),
        };
        // One stream, so that everything is there that is there once.
        let mut sockets = vec![open(http, 0)];
        read_event(&mut sockets[0], &expected(0, 1));
        let before = proxy.resident();
        for user in 1..STREAMS {
            let mut socket = open(http, user);
            read_event(&mut socket, &expected(user, 1));
            sockets.push(socket);
        }
        let open = proxy.resident();
        write(2);
        for (user, socket) in sockets.iter_mut().enumerate() {
            read_event(socket, &expected(user, 2));
        }
        std::thread::sleep(Duration::from_millis(200));
        let told = proxy.resident();
        let each = |now: usize| now.saturating_sub(before) * 1024 / STREAMS;
        writeln!(
            std::io::stdout(),
            "own answers: {own}; {before} kB, {} bytes per open stream, {} bytes after a change",
            each(open),
            each(told)
        )
        .unwrap();
        assert!(each(open) < 50_000, "{} bytes per stream", each(open));
        // What is given back depends on the allocator; one answer per stream would be 200 kB.
        assert!(each(told) < 60_000, "{} bytes per stream after a change", each(told));
    }
}
