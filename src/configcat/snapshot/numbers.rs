//! Snapshots by number: the cheapest way to name one to a native function.
//!
//! Each thread has its own numbers, as each thread has its own JavaScript objects.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::thread::{self, ThreadId};

use vexil_engine::configcat::Config;

use crate::js::{Share, Shared};

/// A config, with a count of its own for those who use it during a call: one that needs no atomic operation.
pub(super) type Kept = Rc<Shared<Config>>;

#[derive(Default)]
struct Numbers {
    configs: Vec<Option<Kept>>,
    free: Vec<u32>,
}

thread_local! {
    static NUMBERS: RefCell<Numbers> = const { RefCell::new(Numbers { configs: Vec::new(), free: Vec::new() }) };
}

/// The number of a config on this thread, for as long as this lives. Then it may become another config's.
pub(super) struct Number {
    index: u32,
    thread: ThreadId,
}

impl Share for Number {}

impl Number {
    pub(super) fn new(config: &Arc<Config>) -> Self {
        let config = Some(Rc::new(Shared::new(config)));
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
        Self { index, thread: thread::current().id() }
    }

    pub(super) const fn index(&self) -> u32 {
        self.index
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        if thread::current().id() != self.thread {
            return;
        }
        // The table may be gone already where the thread is ending. What was kept is dropped after the table is free again.
        let _config = NUMBERS.try_with(|numbers| {
            let mut numbers = numbers.try_borrow_mut().ok()?;
            let config = numbers.configs.get_mut(self.index as usize)?.take();
            numbers.free.push(self.index);
            config
        });
    }
}

/// The config with this number.
#[inline]
pub(super) fn find(index: u32) -> Option<Kept> {
    NUMBERS.with_borrow(|numbers| numbers.configs.get(index as usize).cloned().flatten())
}
