//! The end of the interpreter.
//!
//! Once it ends, CPython (before 3.14) stops other threads at the moment that they want the GIL again: `pthread_exit` unwinds their stacks, and
//! where it comes upon a frame of Rust the whole process aborts. `PyO3` takes care of threads that were in native code. What is left
//! are threads in Python code that native code has called: an attribute of a user, a logger, a client's own method. So whatever may run
//! Python code is a [`Section`]. When the interpreter is about to end, it waits for those who are in one. From then on a thread that
//! wants to enter one waits first, without the GIL: usually the interpreter ends meanwhile, and nothing is unwound. If it does not,
//! something else is still being done at the end, which may need that thread.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::kept::name;
use pyo3::prelude::*;

/// How long the end waits: a callback may be at something that takes for ever.
const PATIENCE: Duration = Duration::from_secs(1);

/// From one look to the next.
const PAUSE: Duration = Duration::from_millis(1);

/// How long a thread waits that wants to enter a section when the end has begun: longer than most ends take.
const STANDSTILL: Duration = Duration::from_millis(250);

/// How long it waits from then on. Something at the end takes its time, and may wait for this thread.
const SHORT_STANDSTILL: Duration = Duration::from_millis(10);

/// Threads in sections. Only changed with the GIL.
static INSIDE: AtomicUsize = AtomicUsize::new(0);

/// Whether the interpreter is about to end.
static ENDS: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// In how many sections this thread is, one within the other.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// Whether it is the one that ends the interpreter. It never waits.
    static IS_LAST: Cell<bool> = const { Cell::new(false) };
    /// How long this thread waits the next time.
    static WAIT: Cell<Duration> = const { Cell::new(STANDSTILL) };
}

/// Native code that may run Python code, for as long as it lives.
pub(crate) struct Section(());

impl Section {
    /// Enters it, with the GIL. Does not return if the interpreter ends meanwhile.
    #[inline]
    pub(crate) fn enter() -> Self {
        let depth = DEPTH.get();
        if depth == 0 {
            if ENDS.load(Ordering::Relaxed) && !IS_LAST.get() {
                stand_still();
            }
            INSIDE.fetch_add(1, Ordering::Relaxed);
        }
        DEPTH.set(depth + 1);
        Self(())
    }
}

impl Drop for Section {
    #[inline]
    fn drop(&mut self) {
        let depth = DEPTH.get().saturating_sub(1);
        DEPTH.set(depth);
        if depth == 0 {
            INSIDE.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// If the interpreter ends meanwhile, `PyO3` keeps the thread from coming back.
#[cold]
fn stand_still() {
    let wait = WAIT.replace(SHORT_STANDSTILL);
    Python::attach(|py| py.detach(|| thread::sleep(wait)));
}

/// Has [`end`] called at the end of the interpreter, after what is registered from now on.
pub(crate) fn watch(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let end = wrap_pyfunction!(end, module)?;
    py.import(name!(py, "atexit"))?.call_method1(name!(py, "register"), (end,))?;
    Ok(())
}

/// Waits for threads that run Python code from native code, and makes others wait before they do so.
#[pyfunction]
fn end(py: Python<'_>) {
    ENDS.store(true, Ordering::Relaxed);
    IS_LAST.set(true);
    let own = usize::from(DEPTH.get() > 0);
    py.detach(|| {
        let start = Instant::now();
        while INSIDE.load(Ordering::Relaxed) > own && start.elapsed() < PATIENCE {
            thread::sleep(PAUSE);
        }
    });
}

/// The other threads are gone, wherever they were.
pub(crate) fn after_fork_in_child() {
    INSIDE.store(usize::from(DEPTH.get() > 0), Ordering::Relaxed);
    ENDS.store(false, Ordering::Relaxed);
    IS_LAST.set(false);
}
