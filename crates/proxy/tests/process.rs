//! The program as a process: signals, its exit code, and what it writes.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write, pipe};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// More than anything here takes, also on a busy machine.
const LONG: Duration = Duration::from_secs(20);

/// A proxy that runs. Ends with the test.
struct Proxy {
    child: Child,
    out: Receiver<String>,
    err: Receiver<String>,
}

impl Proxy {
    fn start(file: &Path) -> Self {
        let mut proxy = Self::start_with(file, Stdio::piped());
        proxy.out = lines(proxy.child.stdout.take().unwrap());
        proxy
    }

    /// With another stdout.
    fn start_with(file: &Path, stdout: impl Into<Stdio>) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_vexil-proxy"))
            .arg("-c")
            .arg(file)
            .env_clear()
            .stdout(stdout)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let err = lines(child.stderr.take().unwrap());
        Self { child, out: channel().1, err }
    }

    /// Waits for a line that contains the text.
    fn wait_for(&self, text: &str) -> String {
        wait_for(&self.out, text)
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    fn wait(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(start.elapsed() < LONG);
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            drop(sender.send(line));
        }
    });
    receiver
}

fn wait_for(lines: &Receiver<String>, text: &str) -> String {
    let start = Instant::now();
    let mut seen = Vec::new();
    while let Ok(line) = lines.recv_timeout(LONG.saturating_sub(start.elapsed())) {
        if line.contains(text) {
            return line;
        }
        seen.push(line);
    }
    panic!("no line with {text:?} among {seen:#?}");
}

/// A port that is free now.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A proxy's files: a flag in a config file, and options with it.
struct Files {
    directory: tempfile::TempDir,
    http: u16,
    diag: u16,
}

impl Files {
    fn new() -> Self {
        let files = Self { directory: tempfile::tempdir().unwrap(), http: free_port(), diag: free_port() };
        let config = r#"{"f":{"on":{"t":0,"v":{"b":true},"i":"v1"}}}"#;
        std::fs::write(files.path("config.json"), config).unwrap();
        files.write(&files.yaml("warn", ""));
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn yaml(&self, level: &str, more: &str) -> String {
        let (http, diag) = (self.http, self.diag);
        let config = self.path("config.json");
        format!(
            "log:\n  level: {level}\nsdks:\n  one:\n    key: {}\n    offline:\n      enabled: true\n      local:\n        file_path: {}\n\
            http:\n  port: {http}\n{more}diag:\n  port: {diag}\ngrpc:\n  enabled: false\n",
            "configcat-sdk-1/AAAAAAAAAAAAAAAAAAAAAA/aaaaaaaaaaaaaaaaaaaaaa",
            config.display()
        )
    }

    fn options(&self) -> PathBuf {
        self.path("options.yml")
    }

    fn write(&self, yaml: &str) {
        std::fs::write(self.options(), yaml).unwrap();
    }

    fn connect(&self) -> TcpStream {
        let start = Instant::now();
        loop {
            if let Ok(socket) = TcpStream::connect(("127.0.0.1", self.http)) {
                socket.set_read_timeout(Some(LONG)).unwrap();
                return socket;
            }
            assert!(start.elapsed() < LONG);
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Reads until the text has come.
fn read_until(socket: &mut TcpStream, text: &str) -> String {
    let mut all = Vec::new();
    let mut byte = [0];
    while !all.ends_with(text.as_bytes()) {
        let count = socket.read(&mut byte).unwrap();
        assert_eq!(count, 1, "the end came after {:?}", String::from_utf8_lossy(&all));
        all.extend(byte);
    }
    String::from_utf8(all).unwrap()
}

fn ask(socket: &mut TcpStream, path: &str) {
    socket.write_all(format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n").as_bytes()).unwrap();
}

fn keys(socket: &mut TcpStream) -> String {
    ask(socket, "/api/one/keys");
    read_until(socket, r#"{"keys":["on"]}"#)
}

fn stream(files: &Files) -> TcpStream {
    let mut socket = files.connect();
    // {"key":"on"}
    ask(&mut socket, "/sse/one/eval/eyJrZXkiOiJvbiJ9");
    let text = read_until(&mut socket, "\n\n\r\n");
    assert!(text.contains(r#"data: {"value":true,"variationId":"v1"}"#), "{text}");
    socket
}

fn is_open(socket: &mut TcpStream) -> bool {
    socket.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let result = socket.read(&mut [0; 1]);
    socket.set_read_timeout(Some(LONG)).unwrap();
    result.is_err_and(|error| {
        matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
    })
}

#[test]
fn signals_end_it_well() {
    for signal in ["INT", "TERM", "QUIT"] {
        let files = Files::new();
        let mut proxy = Proxy::start(&files.options());
        assert!(
            proxy
                .wait_for("starting...")
                .ends_with(&format!("Vexil Proxy v{} starting...", env!("CARGO_PKG_VERSION")))
        );
        proxy.wait_for(&format!("<http> HTTP server listening on port: {}", files.http));
        let mut open = stream(&files);
        let start = Instant::now();
        proxy.signal(signal);
        proxy.wait_for("shutdown requested...");
        proxy.wait_for("<http> server shutdown complete");
        assert_eq!(proxy.wait().code(), Some(0), "{signal}");
        assert!(start.elapsed() < Duration::from_secs(5));
        read_until(&mut open, "0\r\n\r\n");
        assert_eq!(proxy.err.recv_timeout(LONG).ok(), None);
    }
}

#[test]
fn a_hangup_reads_the_options_again_under_open_connections() {
    let files = Files::new();
    let mut proxy = Proxy::start(&files.options());
    let mut kept = files.connect();
    let mut open = stream(&files);
    assert!(!keys(&mut kept).contains("x-new"));
    files.write(&files.yaml("warn", "  api:\n    headers:\n      X-New: \"yes\"\n"));
    proxy.signal("HUP");
    // Also when the changed file was noticed before the signal was, and the reload for that changes nothing more.
    proxy.wait_for("configuration reloaded, changed: http.api");
    assert!(keys(&mut kept).contains("x-new: yes"));
    assert!(is_open(&mut open));

    files.write("log: [");
    proxy.signal("HUP");
    let line = wait_for(&proxy.err, "configuration not reloaded");
    assert!(line.contains("[error]"), "{line}");
    assert!(keys(&mut kept).contains("x-new: yes"));
    assert!(is_open(&mut open));
    proxy.signal("TERM");
    assert_eq!(proxy.wait().code(), Some(0));
}

#[test]
fn streams_outlive_a_reload_of_what_does_not_change_the_source() {
    let files = Files::new();
    let proxy = Proxy::start(&files.options());
    let mut open = stream(&files);
    files.write(&files.yaml("debug", ""));
    let line = proxy.wait_for("configuration reloaded");
    assert!(line.contains("log"), "{line}");
    assert!(is_open(&mut open));
    let more = "default_user_attributes:\n  plan: pro\ncache:\n  file:\n    directory: ";
    let directory = files.path("kept").display().to_string();
    files.write(&format!("{}{more}{directory}\n", files.yaml("debug", "")));
    let line = proxy.wait_for("configuration reloaded");
    assert!(line.contains("default_user_attributes") && line.contains("cache"), "{line}");
    assert!(is_open(&mut open));
    let config = r#"{"f":{"on":{"t":0,"v":{"b":false},"i":"v2"}}}"#;
    std::fs::write(files.path("config.json"), config).unwrap();
    read_until(&mut open, r#"data: {"value":false,"variationId":"v2"}"#);
    proxy.wait_for("<sdk-one> new config taken from the file");
}

#[test]
fn files_that_change_or_are_replaced_are_read_without_a_signal() {
    let files = Files::new();
    // As Kubernetes does it: the file is a link into a directory that is exchanged as a whole.
    let (first, second) = (files.path("first"), files.path("second"));
    for (directory, name) in [(&first, "a"), (&second, "b")] {
        std::fs::create_dir(directory).unwrap();
        let yaml = files.yaml("warn", &format!("  api:\n    headers:\n      X-New: {name}\n"));
        std::fs::write(directory.join("options.yml"), yaml).unwrap();
    }
    let data = files.path("data");
    std::os::unix::fs::symlink(&first, &data).unwrap();
    std::fs::remove_file(files.options()).unwrap();
    std::os::unix::fs::symlink(data.join("options.yml"), files.options()).unwrap();
    let proxy = Proxy::start(&files.options());
    let mut kept = files.connect();
    assert!(keys(&mut kept).contains("x-new: a"));
    let next = files.path("next");
    std::os::unix::fs::symlink(&second, &next).unwrap();
    std::fs::rename(&next, &data).unwrap();
    proxy.wait_for("configuration reloaded, changed: http.api");
    assert!(keys(&mut kept).contains("x-new: b"));

    let third = files.path("third");
    std::fs::write(&third, files.yaml("info", "")).unwrap();
    std::fs::rename(&third, files.options()).unwrap();
    proxy.wait_for("configuration reloaded, changed: ");
    assert!(!keys(&mut kept).contains("x-new"));
}

#[test]
fn a_linked_folder_that_is_exchanged_is_noticed_also_after_a_mistake() {
    let files = Files::new();
    for name in ["a", "b", "c"] {
        std::fs::create_dir(files.path(name)).unwrap();
        let yaml = files.yaml("warn", &format!("  api:\n    headers:\n      X-New: {name}\n"));
        let yaml = if name == "b" { "log: [" } else { &yaml };
        std::fs::write(files.path(name).join("options.yml"), yaml).unwrap();
    }
    let (current, next) = (files.path("current"), files.path("next"));
    let lead_to = |name: &str| {
        std::os::unix::fs::symlink(name, &next).unwrap();
        std::fs::rename(&next, &current).unwrap();
    };
    lead_to("a");
    let proxy = Proxy::start(&current.join("options.yml"));
    assert!(keys(&mut files.connect()).contains("x-new: a"));
    lead_to("b");
    wait_for(&proxy.err, "configuration not reloaded");
    // What is watched now is the folder of the mistake.
    std::fs::write(files.path("b").join("options.yml"), files.yaml("warn", "")).unwrap();
    proxy.wait_for("configuration reloaded, changed: http.api");
    lead_to("c");
    proxy.wait_for("configuration reloaded, changed: http.api");
    assert!(keys(&mut files.connect()).contains("x-new: c"));
}

#[test]
fn a_folder_in_which_something_always_happens_delays_nothing_for_long() {
    let files = Files::new();
    let proxy = Proxy::start(&files.options());
    keys(&mut files.connect());
    let is_over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let start = Instant::now();
            while !is_over.load(std::sync::atomic::Ordering::Relaxed) && start.elapsed() < LONG * 2 {
                std::fs::write(files.path("noise"), "x").unwrap();
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        files.write(&files.yaml("warn", "  api:\n    headers:\n      X-New: \"yes\"\n"));
        proxy.wait_for("configuration reloaded, changed: http.api");
        is_over.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

#[test]
fn a_port_that_is_taken_is_one_line_and_the_exit_code_1() {
    let files = Files::new();
    let _taken = TcpListener::bind(("127.0.0.1", files.http)).unwrap();
    let mut proxy = Proxy::start(&files.options());
    assert_eq!(proxy.wait().code(), Some(1));
    let line = proxy.err.recv_timeout(LONG).unwrap();
    let text = format!("http: cannot listen on port {} (http.port, CONFIGCAT_HTTP_PORT): ", files.http);
    assert!(line.contains("[error] ") && line.contains(&text), "{line}");
    assert_eq!(proxy.err.recv_timeout(LONG).ok(), None);
}

/// A pipe that has no room left and that nobody reads. Its reading end, and a child's end.
fn full_pipe() -> (PipeReader, PipeWriter) {
    let (reader, writer) = pipe().unwrap();
    let mut filling = writer.try_clone().unwrap();
    let (sender, written) = channel();
    std::thread::spawn(move || {
        while filling.write_all(&[b'x'; 512]).is_ok() {
            let _ = sender.send(());
        }
    });
    while written.recv_timeout(Duration::from_millis(500)).is_ok() {}
    (reader, writer)
}

#[test]
fn nobody_has_to_read_what_it_writes() {
    let files = Files::new();
    files.write(&files.yaml("debug", ""));
    let (reader, writer) = full_pipe();
    let mut proxy = Proxy::start_with(&files.options(), writer);
    let mut kept = files.connect();
    // More lines than any buffer of a pipe holds, and than the proxy keeps.
    for _ in 0..5_000 {
        keys(&mut kept);
    }
    keys(&mut files.connect());
    let mut open = stream(&files);
    let start = Instant::now();
    proxy.signal("TERM");
    read_until(&mut open, "0\r\n\r\n");
    assert_eq!(proxy.wait().code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    drop(reader);
}

#[test]
fn an_error_is_told_although_nobody_reads_the_rest() {
    let files = Files::new();
    let _taken = TcpListener::bind(("127.0.0.1", files.http)).unwrap();
    let (reader, writer) = full_pipe();
    let mut proxy = Proxy::start_with(&files.options(), writer);
    assert_eq!(proxy.wait().code(), Some(1));
    let line = proxy.err.recv_timeout(LONG).unwrap();
    assert!(line.contains("[error] http: cannot listen on port "), "{line}");
    assert_eq!(proxy.err.recv_timeout(LONG).ok(), None);
    drop(reader);
}

#[test]
fn a_closed_stdout_is_no_problem() {
    let files = Files::new();
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let mut proxy = Proxy::start_with(&files.options(), writer);
    keys(&mut files.connect());
    proxy.signal("TERM");
    assert_eq!(proxy.wait().code(), Some(0));
    assert_eq!(proxy.err.recv_timeout(LONG).ok(), None);
}

#[test]
fn with_nothing_to_serve_it_runs_until_it_is_told_to_end() {
    let files = Files::new();
    files.write(&files.yaml("warn", "  enabled: false\n").replace("diag:\n", "diag:\n  enabled: false\n"));
    let mut proxy = Proxy::start(&files.options());
    proxy.wait_for("starting...");
    std::thread::sleep(Duration::from_millis(500));
    assert!(proxy.child.try_wait().unwrap().is_none());
    proxy.signal("TERM");
    assert_eq!(proxy.wait().code(), Some(0));
}

#[test]
fn a_second_signal_does_not_wait() {
    let files = Files::new();
    let mut proxy = Proxy::start(&files.options());
    let mut stuck = files.connect();
    // The head is complete, the body never: the request is under way.
    stuck.write_all(b"POST /api/one/eval HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n").unwrap();
    keys(&mut files.connect());
    let start = Instant::now();
    proxy.signal("TERM");
    proxy.wait_for("shutdown requested...");
    // An echo of the first one: a launcher and the terminal tell the same.
    proxy.signal("TERM");
    std::thread::sleep(Duration::from_millis(800));
    assert!(proxy.child.try_wait().unwrap().is_none());
    proxy.signal("TERM");
    assert_eq!(proxy.wait().code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}
