//! Lines on stdout and stderr.

use std::io::{self, ErrorKind, Write};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::queue::{Queue, Stream};
use super::time::now;
use super::{Level, Sink};

/// How long the end waits for lines to be written.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// How often a pipe is asked that has no room and does not wait for it.
const RETRY: Duration = Duration::from_millis(10);

/// Errors go to stderr, the rest to stdout. A thread writes: a pipe that nobody reads costs lines, and nothing else. A closed one is
/// nobody's problem. When this is dropped, what was logged so far is written, if that takes no longer than 200 ms.
#[derive(Debug)]
pub(crate) struct Console(Arc<Queue>);

impl Console {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system has none to give.
    pub(crate) fn start() -> io::Result<Self> {
        Self::with(|stream, text| match stream {
            Stream::Out => put(&mut io::stdout(), text),
            Stream::Err => put(&mut io::stderr(), text),
        })
    }

    /// Lets the given function write.
    fn with(mut write: impl FnMut(Stream, &[u8]) + Send + 'static) -> io::Result<Self> {
        let queue = Arc::new(Queue::default());
        let lines = Arc::clone(&queue);
        thread::Builder::new().name("vexil-proxy-log".to_owned()).spawn(move || {
            while let Some(batch) = lines.take() {
                for lines in batch.lines.chunk_by(|one, next| one.0 == next.0) {
                    let text: String = lines.iter().map(|(_, line)| &**line).collect();
                    if let Some((stream, _)) = lines.first() {
                        write(*stream, text.as_bytes());
                    }
                }
                if batch.dropped > 0 {
                    let (time, level, count) = (now(), Level::Warn.tag(), batch.dropped);
                    let line = format!(
                        "{time} [{level}] {count} lines of the log were dropped: they were not read in time\n"
                    );
                    write(Stream::Out, line.as_bytes());
                }
            }
        })?;
        Ok(Self(queue))
    }

    /// For loggers.
    pub(crate) fn sink(&self) -> Arc<dyn Sink> {
        Arc::<Queue>::clone(&self.0)
    }

    /// Ends with another limit than the usual one.
    pub(crate) fn close(self, limit: Duration) {
        self.0.close(limit);
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        self.0.close(LAST_WORDS);
    }
}

/// Writes all, unless nobody can ever read it.
fn put(stream: &mut impl Write, mut text: &[u8]) {
    loop {
        let result = if text.is_empty() { stream.flush().map(|()| 0) } else { stream.write(text) };
        match result {
            Ok(0) => return,
            Ok(count) => text = text.get(count..).unwrap_or_default(),
            // Whoever made the pipe may have made it so.
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(RETRY),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::time::Instant;

    use super::*;
    use crate::log::Logger;

    /// More than anything here takes, also on a busy machine.
    const LONG: Duration = Duration::from_secs(20);

    /// A console whose every write is told, and then waits for permission.
    fn gated() -> (Console, Receiver<(Stream, String)>, Sender<()>) {
        let (told, writes) = channel();
        let (permit, permits) = channel();
        let console = Console::with(move |stream, text| {
            drop(told.send((stream, String::from_utf8(text.to_vec()).unwrap())));
            let _ = permits.recv();
        });
        (console.unwrap(), writes, permit)
    }

    #[test]
    fn lines_are_written_in_order_and_to_their_streams() {
        let (console, writes, permit) = gated();
        let sink = console.sink();
        sink.write(None, "start");
        // The others come while this one is being written.
        assert_eq!(writes.recv_timeout(LONG).unwrap(), (Stream::Out, "start\n".to_owned()));
        for (level, line) in [
            (Level::Info, "a"),
            (Level::Warn, "b"),
            (Level::Error, "c"),
            (Level::Error, "d"),
            (Level::Debug, "e"),
        ] {
            sink.write(Some(level), line);
        }
        drop(permit);
        drop(console);
        sink.write(None, "after the end");
        let rest: Vec<_> = writes.iter().collect();
        let expected = [(Stream::Out, "a\nb\n"), (Stream::Err, "c\nd\n"), (Stream::Out, "e\n")];
        assert_eq!(rest, expected.map(|(stream, text)| (stream, text.to_owned())));
    }

    #[test]
    fn whoever_logs_never_waits_and_what_is_lost_is_told() {
        const COUNT: usize = 10_000;
        let (console, writes, permit) = gated();
        let log = Logger::new(Level::Info, console.sink());
        log.report("stuck");
        assert!(writes.recv_timeout(LONG).unwrap().1.ends_with(" stuck\n"));
        let text = "x".repeat(300);
        for number in 0..COUNT {
            log.info(format_args!("{number} {text}"));
        }
        drop(permit);
        let (_, kept) = writes.recv_timeout(LONG).unwrap();
        let kept = kept.lines().count();
        assert!((1_000..4_000).contains(&kept), "{kept}");
        let (stream, told) = writes.recv_timeout(LONG).unwrap();
        assert_eq!(stream, Stream::Out);
        let end = format!(
            " [warning] {} lines of the log were dropped: they were not read in time\n",
            COUNT - kept
        );
        assert!(told.ends_with(&end) && told.len() == end.len() + 19, "{told}");
        // And all is well again.
        log.info("again");
        assert!(writes.recv_timeout(LONG).unwrap().1.ends_with(" [info] again\n"));
    }

    #[test]
    fn the_end_does_not_wait_for_a_writer_that_is_stuck() {
        let (console, writes, permit) = gated();
        console.sink().write(None, "stuck");
        writes.recv_timeout(LONG).unwrap();
        console.sink().write(None, "never");
        let start = Instant::now();
        drop(console);
        assert!((LAST_WORDS..LONG).contains(&start.elapsed()), "{:?}", start.elapsed());
        drop(permit);
    }

    /// Takes 3 bytes at a time, and none every other time.
    struct Narrow(Vec<u8>, bool);

    impl Write for Narrow {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(ErrorKind::WouldBlock.into());
            }
            self.0.extend(text.iter().take(3));
            Ok(text.len().min(3))
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn pipes_that_do_not_wait_get_all() {
        let mut pipe = Narrow(Vec::new(), false);
        put(&mut pipe, b"a whole line\n");
        assert_eq!(pipe.0, b"a whole line\n");
    }
}
