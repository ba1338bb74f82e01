//! What all services of a process share, in one place, so that a forked child can begin with all of it anew.
//!
//! After a fork the child has one thread. What the others were at stays as it was for ever: locks held, answers on their way, a runtime
//! whose thread is gone. So nothing of the old state is asked, locked or dropped any more; it is memory that nobody names.
//!
//! Nothing outside of [`Process`] may keep a state that threads wait for each other to change. The other statics of this crate:
//!
//! | static | why a fork does not hurt it |
//! |---|---|
//! | `CURRENT`, `GENERATION` (here) | atomics; `arc-swap` never waits for another thread |
//! | `LAST_SUBSCRIBER` (`service`), `LAST_MEMBER` (`growthbook::handle`) | counters: numbers go on where the parent was |
//! | `LIVE` (`disposal`) | a counter: what the child has of the parent's configs stays counted |
//! | `TRIM` (`memory`) | set once, by a function that waits for nothing; else only looked at |
//! | `ONCE` (`panics`) | done when the host starts; nobody forks within it |
//! | `LOCATION` (`panics`) | each thread has its own |
//!
//! Those of the crates below are of the same kinds: `ring` remembers the processor's features in atomics, `tokio` numbers runtimes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use arc_swap::ArcSwapOption;
use tokio::sync::Semaphore;
use vexil_engine::configcat::Config;
use vexil_engine::growthbook::Payload;
use vexil_engine::statsig::Specs;

use crate::background::Background;
use crate::compiled;
use crate::disposal::Disposal;
use crate::environment::Environment;
use crate::known::Known;
use crate::memory::Freed;
use crate::tls::Trusts;

/// Made without a thread, a lock or a look at the system: it can be made at any time.
pub(crate) struct Process {
    pub(crate) background: Background,
    pub(crate) environment: Arc<Environment>,
    pub(crate) trusts: Trusts,
    pub(crate) configs: Known<Config>,
    pub(crate) payloads: Known<Payload>,
    pub(crate) specs: Known<Specs>,
    /// Who may compile something large.
    pub(crate) compiling: Semaphore,
    pub(crate) disposal: Disposal,
    pub(crate) freed: Mutex<Freed>,
}

/// `None` until somebody needs it. A lazy static would do, but for the thread that makes it while another one forks.
static CURRENT: ArcSwapOption<&'static Process> = ArcSwapOption::const_empty();

static GENERATION: AtomicU64 = AtomicU64::new(0);

impl Process {
    fn leaked() -> &'static Self {
        Box::leak(Box::new(Self {
            background: Background::default(),
            environment: Environment::of_process(),
            trusts: Trusts::default(),
            configs: Known::default(),
            payloads: Known::default(),
            specs: Known::default(),
            compiling: Semaphore::new(compiled::THREADS),
            disposal: Disposal::default(),
            freed: Mutex::default(),
        }))
    }
}

/// The state of this process.
pub(crate) fn current() -> &'static Process {
    let known = CURRENT.load().as_deref().copied();
    known.unwrap_or_else(|| {
        let made = Arc::new(Process::leaked());
        // Threads that are here at the same time agree on one; the others' are a few hundred bytes each, once.
        let earlier = CURRENT.compare_and_swap(&None::<Arc<&'static Process>>, Some(Arc::clone(&made)));
        earlier.as_deref().copied().unwrap_or(*made)
    })
}

/// Makes what services share, so that nothing is left to be made at a bad moment. For hosts that load this crate into a program:
/// call it then. It starts no thread.
pub fn warm_up() {
    current();
}

/// Lets a child process begin anew, for hosts whose programs fork. Call it in the child, right after the fork, before anything else of
/// this crate: from then on services are opened as in a new process, on a thread of its own.
///
/// Handles of the parent ([`Client`](crate::Client) and others) must neither be used nor dropped in the child: they may wait for threads
/// that do not exist there. Leak them (`std::mem::forget`). Entries and configs are plain memory, and stay good.
pub fn after_fork_in_child() {
    GENERATION.fetch_add(1, Ordering::Relaxed);
    CURRENT.store(Some(Arc::new(Process::leaked())));
}

/// How many forks lie between the start of the program and this process: [`after_fork_in_child`] counts them. A handle that was made in
/// another generation is one of the parent's.
#[must_use]
pub fn generation() -> u64 {
    GENERATION.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;

    #[test]
    fn all_threads_have_the_same_state() {
        let barrier = Barrier::new(8);
        let look = || {
            barrier.wait();
            std::ptr::from_ref(current()) as usize
        };
        let seen: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(look)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(seen.iter().all(|place| *place == std::ptr::from_ref(current()) as usize));
    }
}
