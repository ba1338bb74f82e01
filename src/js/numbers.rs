//! Snapshots by number: the cheapest way to name one to a native function.
//!
//! Each thread has its own numbers, as each thread has its own JavaScript objects. A number is the only thing that a snapshot's
//! functions hold, so that its config can be let go of at once. A number that was used is not used again before the last of those
//! functions is gone: none can ever meet another config than its own.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ThreadId};

use napi::sys;
use vexil_client::SharedConfig;

use crate::js::{Fault, Share, Tagged};

/// A config, with a count of its own for those who use it during a call: one that needs no atomic operation.
pub(super) type Kept = Rc<Arc<SharedConfig>>;

#[derive(Default)]
struct Numbers {
    configs: Vec<Option<Kept>>,
    free: Vec<u32>,
}

thread_local! {
    static NUMBERS: RefCell<Numbers> = const { RefCell::new(Numbers { configs: Vec::new(), free: Vec::new() }) };
}

/// The number of a config on this thread, for as long as this lives. Then it may become another config's.
pub(crate) struct Number {
    index: u32,
    thread: ThreadId,
    is_released: AtomicBool,
}

impl Share for Number {
    fn takes_memory(&self) -> bool {
        !self.is_released.load(Ordering::Relaxed)
    }
}

impl Tagged for Number {
    const TAG: sys::napi_type_tag =
        sys::napi_type_tag { lower: 0x8c1f_0a66_5d2b_4e37, upper: 0x3e97_b4d0_61c8_4fa2 };
}

impl Number {
    pub(super) fn new(config: &Arc<SharedConfig>) -> Self {
        let config = Some(Rc::new(Arc::clone(config)));
        let index = NUMBERS.with_borrow_mut(|numbers| {
            if let Some(index) = numbers.free.pop()
                && let Some(place) = numbers.configs.get_mut(index as usize)
            {
                *place = config;
                return index;
            }
            numbers.configs.push(config);
            u32::try_from(numbers.configs.len() - 1).unwrap_or(u32::MAX)
        });
        Self { index, thread: thread::current().id(), is_released: AtomicBool::new(false) }
    }

    pub(super) const fn index(&self) -> u32 {
        self.index
    }

    /// The config; an error once it was released.
    pub(crate) fn config(&self) -> Result<Kept, Fault> {
        let released = || Fault::message("The config was released.");
        if thread::current().id() != self.thread {
            return Err(released());
        }
        find(self.index).ok_or_else(released)
    }

    /// Lets go of the config. Who asks for it from now on gets an error. `None`: that was done before.
    pub(super) fn release(&self) -> Option<Kept> {
        self.is_released.store(true, Ordering::Relaxed);
        self.empty(|_| ())
    }

    /// Takes the config out of the table. It is dropped after the table is free again.
    fn empty(&self, then: impl FnOnce(&mut Numbers)) -> Option<Kept> {
        if thread::current().id() != self.thread {
            return None;
        }
        // The table may be gone already where the thread is ending.
        NUMBERS
            .try_with(|numbers| {
                let mut numbers = numbers.try_borrow_mut().ok()?;
                let config = numbers.configs.get_mut(self.index as usize)?.take();
                then(&mut numbers);
                config
            })
            .ok()?
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        drop(self.empty(|numbers| numbers.free.push(self.index)));
    }
}

/// The config with this number.
#[inline]
pub(super) fn find(index: u32) -> Option<Kept> {
    NUMBERS.with_borrow(|numbers| numbers.configs.get(index as usize).cloned().flatten())
}
