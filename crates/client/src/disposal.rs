//! Dropping what is so large that dropping it takes time.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{background, memory, process};

/// Less is dropped in some microseconds, wherever that is.
const SMALL: usize = 64 * 1024;

/// How many helper threads drop at a time.
pub(crate) const THREADS: usize = 1;

/// Drops data of about so many bytes where that delays nobody.
pub(crate) fn dispose<T: Send + 'static>(data: T, bytes: usize) {
    process::current().disposal.dispose(data, bytes);
}

/// Drops what waits, up to the last, on the calling thread. Whoever is about to make something large calls it: the helper thread may have
/// to wait for a processor, and what is replaced must not gather meanwhile.
pub(crate) fn help() {
    process::current().disposal.help();
}

/// What waits to be dropped, and how many bytes it takes.
type Entry = (Box<dyn Send>, usize);

#[derive(Default)]
pub(crate) struct Disposal(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Entry>,
    /// Whether a helper thread is at it, or about to be.
    is_worked_on: bool,
}

impl Disposal {
    /// The helper thread is woken from here, not by a task of the background thread: that one may be busy with the next config, and
    /// replaced ones would gather meanwhile.
    fn dispose<T: Send + 'static>(&'static self, data: T, bytes: usize) {
        if bytes < SMALL {
            return drop(data);
        }
        let mut queue = self.lock();
        queue.waiting.push_back((Box::new(data), bytes));
        if queue.is_worked_on {
            return;
        }
        queue.is_worked_on = true;
        drop(queue);
        if background::spawn_blocking(|| self.work_off()).is_err() {
            self.work_off();
        }
    }

    fn help(&self) {
        while let Some(entry) = self.next_of_many() {
            drop_one(entry);
        }
    }

    fn work_off(&self) {
        while let Some(entry) = self.next() {
            drop_one(entry);
        }
    }

    fn next_of_many(&self) -> Option<Entry> {
        let mut queue = self.lock();
        if queue.waiting.len() > 1 { queue.waiting.pop_front() } else { None }
    }

    fn next(&self) -> Option<Entry> {
        let mut queue = self.lock();
        let next = queue.waiting.pop_front();
        queue.is_worked_on = next.is_some();
        next
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn drop_one((data, bytes): Entry) {
    // A panic must not leave the queue to nobody.
    drop(catch_unwind(AssertUnwindSafe(|| drop(data))));
    memory::freed(bytes);
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

    /// A queue of its own: that of the process is worked off by whoever compiles something in another test.
    fn disposal() -> &'static Disposal {
        Box::leak(Box::default())
    }

    /// Drops something of a size, while `meanwhile` is done; gives the name of the thread that did.
    fn drop_of(disposal: &'static Disposal, bytes: usize, meanwhile: impl FnOnce()) -> Option<String> {
        let (sender, name) = channel();
        let (leave, wait) = channel();
        let slow = Slow(sender, wait);
        let begin =
            thread::Builder::new().name("host".to_owned()).spawn(move || disposal.dispose(slow, bytes));
        let name = name.recv().unwrap();
        meanwhile();
        drop(leave);
        begin.unwrap().join().unwrap();
        name
    }

    #[test]
    fn what_is_large_is_dropped_where_it_delays_nobody() {
        assert_eq!(drop_of(disposal(), SMALL - 1, || ()).as_deref(), Some("host"));
        assert_eq!(drop_of(disposal(), SMALL, || ()).as_deref(), Some("vexil-helper"));
        // Another one is waiting, and the background thread goes on.
        let meanwhile = || {
            let (sender, done) = channel();
            background::spawn(async move { sender.send(()).unwrap_or_default() }).unwrap();
            done.recv().unwrap();
        };
        assert_eq!(drop_of(disposal(), SMALL, meanwhile).as_deref(), Some("vexil-helper"));
    }

    #[test]
    fn a_busy_background_thread_keeps_nothing_from_being_dropped() {
        let (begin, busy) = channel();
        let (leave, wait) = channel::<()>();
        background::spawn(async move {
            begin.send(()).unwrap_or_default();
            let _ = wait.recv();
        })
        .unwrap();
        busy.recv().unwrap();
        assert_eq!(drop_of(disposal(), SMALL, || ()).as_deref(), Some("vexil-helper"));
        drop(leave);
    }

    #[test]
    fn who_makes_more_helps_to_drop_what_waits() {
        struct Named(&'static str, Sender<(&'static str, bool)>);
        impl Drop for Named {
            fn drop(&mut self) {
                let is_here = thread::current().name() == Some("maker");
                let _ = self.1.send((self.0, is_here));
            }
        }
        let (sender, dropped) = channel();
        let (began, begin) = channel();
        let (leave, wait) = channel();
        let disposal = disposal();
        // The helper thread is busy with this one.
        disposal.dispose(Slow(began, wait), SMALL);
        begin.recv().unwrap();
        for name in ["first", "second", "last"] {
            disposal.dispose(Named(name, sender.clone()), SMALL);
        }
        thread::Builder::new().name("maker".to_owned()).spawn(|| disposal.help()).unwrap().join().unwrap();
        assert_eq!(dropped.try_iter().collect::<Vec<_>>(), [("first", true), ("second", true)]);
        drop(leave);
        assert_eq!(dropped.recv().unwrap(), ("last", false));
    }

    #[test]
    fn a_drop_that_panics_does_not_end_the_work() {
        struct Panics;
        impl Drop for Panics {
            fn drop(&mut self) {
                panic!("as planned");
            }
        }
        let disposal = disposal();
        disposal.dispose(Panics, SMALL);
        assert_eq!(drop_of(disposal, SMALL, || ()).as_deref(), Some("vexil-helper"));
    }
}
