//! `vexil-proxy-sse-load HOST:PORT PATH N`: opens N streams, prints `ready` when each has its first event, and waits for one more event on
//! each. Prints when those came, in milliseconds after the line `mark` on stdin, which whoever makes the change writes just before:
//! `{"n":…,"first_ms":…,"p50_ms":…,"last_ms":…,"failed":…}`. One thread and little memory, so that the server has the rest.
#![forbid(unsafe_code)]

use std::cell::RefCell;
use std::error::Error;
use std::io::{self, Write};
use std::sync::mpsc;
use std::time::Instant;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// How many streams are opened before their first events are awaited.
const BATCH: usize = 256;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(path), Some(count)) = (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err("usage: vexil-proxy-sse-load HOST:PORT PATH N".into());
    };
    let count: usize = count.parse()?;
    let mark = marks();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let local = tokio::task::LocalSet::new();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\r\n");
    let (times, failed) = local.block_on(&runtime, run(&address, request.as_bytes(), count))?;
    let mark = mark.recv()?;
    let after = |index: usize| {
        let time = times.get(index).map(|time| time.saturating_duration_since(mark).as_secs_f64() * 1000.0);
        time.map_or_else(|| "null".to_owned(), |time| format!("{time:.1}"))
    };
    writeln!(
        io::stdout(),
        r#"{{"n":{},"first_ms":{},"p50_ms":{},"last_ms":{},"failed":{failed}}}"#,
        times.len(),
        after(0),
        after(times.len() / 2),
        after(times.len().saturating_sub(1)),
    )?;
    Ok(())
}

/// When the line `mark` came.
fn marks() -> mpsc::Receiver<Instant> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let marked = io::stdin().lines().map_while(Result::ok).find(|line| line.trim() == "mark");
        if marked.is_some() {
            let _ = sender.send(Instant::now());
        }
    });
    receiver
}

/// The times of the second events in their order, and how many streams ended before.
async fn run(address: &str, request: &[u8], count: usize) -> io::Result<(Vec<Instant>, usize)> {
    let mut streams = Vec::with_capacity(count);
    while streams.len() < count {
        let mut batch = Vec::with_capacity(BATCH);
        for _ in 0..BATCH.min(count - streams.len()) {
            let mut socket = TcpStream::connect(address).await?;
            socket.write_all(request).await?;
            batch.push(Stream { socket, lines: Lines::default() });
        }
        for mut stream in batch {
            stream.event().await?;
            streams.push(stream);
        }
    }
    let mut readers = JoinSet::new();
    for mut stream in streams {
        readers.spawn_local(async move { (stream.event().await.is_ok().then(Instant::now), stream) });
    }
    // Readers begin to wait before anybody is told that they do.
    tokio::task::yield_now().await;
    writeln!(io::stdout(), "ready")?;
    io::stdout().flush()?;
    let (mut times, mut failed) = (Vec::with_capacity(count), 0);
    let mut open = Vec::with_capacity(count);
    while let Some(reader) = readers.join_next().await {
        match reader {
            Ok((Some(time), stream)) => {
                times.push(time);
                // What closing costs the server is not measured.
                open.push(stream);
            }
            _ => failed += 1,
        }
    }
    times.sort_unstable();
    Ok((times, failed))
}

struct Stream {
    socket: TcpStream,
    lines: Lines,
}

impl Stream {
    /// Waits for the end of an event's line of data.
    async fn event(&mut self) -> io::Result<()> {
        thread_local! {
            static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; 64 * 1024]);
        }
        loop {
            self.socket.readable().await?;
            let seen = BUFFER.with_borrow_mut(|buffer| match self.socket.try_read(buffer) {
                Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(length) => Ok(self.lines.read(buffer.get(..length).unwrap_or_default())),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(false),
                Err(error) => Err(error),
            })?;
            if seen {
                return Ok(());
            }
        }
    }
}

/// Finds lines of data between those of chunks, which begin and end lines of their own.
#[derive(Default)]
struct Lines {
    /// How much of `data: ` the line has.
    matched: usize,
    /// It is another line.
    other: bool,
}

impl Lines {
    /// Whether a line of data ends here.
    fn read(&mut self, bytes: &[u8]) -> bool {
        const DATA: &[u8] = b"data: ";
        let mut found = false;
        for &byte in bytes {
            if byte == b'\n' {
                found |= !self.other && self.matched == DATA.len();
                *self = Self::default();
            } else if !self.other && self.matched < DATA.len() {
                self.other = DATA.get(self.matched) != Some(&byte);
                self.matched += 1;
            }
        }
        found
    }
}
