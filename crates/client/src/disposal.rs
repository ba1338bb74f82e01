//! Dropping what is so large that dropping it takes time.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{background, compiled, memory};

/// Less is dropped in some microseconds, wherever that is.
const SMALL: usize = 64 * 1024;

/// Dropping more takes the background thread too long: others wait there for their polls and deadlines.
const LARGE: usize = 3 * 1024 * 1024;

/// How many helper threads drop at a time.
pub(crate) const THREADS: usize = 1;

static DROPPING: compiled::Turns = compiled::Turns::new(THREADS);

/// Drops data of about so many bytes where that delays nobody.
pub(crate) fn dispose<T: Send + 'static>(data: T, bytes: usize) {
    if bytes < SMALL {
        return drop(data);
    }
    // Without the background thread the task is dropped here, and the data with it.
    let _ = background::spawn(async move {
        if bytes < LARGE {
            drop(data);
        } else {
            DROPPING.take(move || drop(data)).await;
        }
        memory::freed(bytes);
    });
}

static LIVE: AtomicUsize = AtomicUsize::new(0);

/// Counts as alive for as long as it lives.
#[derive(Debug)]
pub(crate) struct Counted;

impl Counted {
    pub(crate) fn new() -> Self {
        LIVE.fetch_add(1, Ordering::Relaxed);
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        LIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How many compiled configs take memory, in the whole process. For tests that look for leaks.
#[must_use]
pub fn live_configs() -> usize {
    LIVE.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::thread;

    use super::*;

    /// Tells the thread that drops it, and waits there for leave.
    struct Slow(Sender<Option<String>>, Receiver<()>);

    impl Drop for Slow {
        fn drop(&mut self) {
            let _ = self.0.send(thread::current().name().map(str::to_owned));
            let _ = self.1.recv();
        }
    }

    /// Drops something of a size, while `meanwhile` is done; gives the name of the thread that did.
    fn drop_of(bytes: usize, meanwhile: impl FnOnce()) -> Option<String> {
        let (sender, name) = channel();
        let (leave, wait) = channel();
        let slow = Slow(sender, wait);
        let begin = thread::Builder::new().name("host".to_owned()).spawn(move || dispose(slow, bytes));
        let name = name.recv().unwrap();
        meanwhile();
        drop(leave);
        begin.unwrap().join().unwrap();
        name
    }

    #[test]
    fn what_is_large_is_dropped_where_it_delays_nobody() {
        assert_eq!(drop_of(SMALL - 1, || ()).as_deref(), Some("host"));
        assert_eq!(drop_of(SMALL, || ()).as_deref(), Some("vexil"));
        assert_eq!(drop_of(LARGE - 1, || ()).as_deref(), Some("vexil"));
        assert_eq!(drop_of(LARGE, || ()).as_deref(), Some("vexil-helper"));
    }

    #[test]
    fn polls_and_deadlines_go_on_while_something_large_is_dropped() {
        let meanwhile = || {
            let (sender, done) = channel();
            background::spawn(async move { sender.send(()).unwrap_or_default() }).unwrap();
            done.recv().unwrap();
        };
        assert_eq!(drop_of(LARGE, meanwhile).as_deref(), Some("vexil-helper"));
    }
}
