//! Native data by number: the cheapest way to name it to a native function.
//!
//! Each thread has its own numbers, as each thread has its own JavaScript objects. A number is the only thing that the functions of such an
//! object hold, so that the data can be let go of at once. A number that was used is not used again before the last of those
//! functions is gone: none can ever meet other data than its own.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, LocalKey, ThreadId};

use napi::sys;

use super::{Fault, Share, Tagged};

/// Data, with a count of its own for those who use it during a call: one that needs no atomic operation.
pub(crate) type Kept<T> = Rc<Arc<T>>;

/// Data that has numbers.
pub(crate) trait Numbered: Send + Sync + Sized + 'static {
    /// Of the handles that hold a number; unique to the type.
    const TAG: sys::napi_type_tag;

    /// What is said where it is gone: a sentence.
    const RELEASED: &'static str;

    /// The first number. Smaller ones stand for something else.
    const FIRST: u32 = 0;

    /// How many bytes of memory it takes, roughly.
    fn memory(&self) -> usize;

    /// The table of this thread.
    fn numbers() -> &'static LocalKey<Numbers<Self>>;
}

/// A table of one thread.
pub(crate) struct Numbers<T>(RefCell<Places<T>>);

struct Places<T> {
    taken: Vec<Option<Kept<T>>>,
    free: Vec<u32>,
}

impl<T> Numbers<T> {
    pub(crate) const fn new() -> Self {
        Self(RefCell::new(Places { taken: Vec::new(), free: Vec::new() }))
    }
}

/// The number of data on this thread, for as long as this lives. Then it may become other data's.
pub(crate) struct Number<T: Numbered> {
    place: u32,
    thread: ThreadId,
    is_released: AtomicBool,
    data: PhantomData<fn() -> T>,
}

impl<T: Numbered> Share for Number<T> {
    fn takes_memory(&self) -> bool {
        !self.is_released.load(Ordering::Relaxed)
    }
}

impl<T: Numbered> Tagged for Number<T> {
    const TAG: sys::napi_type_tag = T::TAG;
}

impl<T: Numbered> Number<T> {
    pub(crate) fn new(data: &Arc<T>) -> Self {
        let data = Some(Rc::new(Arc::clone(data)));
        let place = T::numbers().with(|numbers| {
            let mut numbers = numbers.0.borrow_mut();
            if let Some(place) = numbers.free.pop()
                && let Some(taken) = numbers.taken.get_mut(place as usize)
            {
                *taken = data;
                return place;
            }
            numbers.taken.push(data);
            u32::try_from(numbers.taken.len() - 1).unwrap_or(u32::MAX)
        });
        Self { place, thread: thread::current().id(), is_released: AtomicBool::new(false), data: PhantomData }
    }

    pub(crate) const fn index(&self) -> u32 {
        T::FIRST.saturating_add(self.place)
    }

    /// The data; an error once it was released.
    pub(crate) fn get(&self) -> Result<Kept<T>, Fault> {
        let released = || Fault::message(T::RELEASED);
        if thread::current().id() != self.thread {
            return Err(released());
        }
        find(self.index()).ok_or_else(released)
    }

    /// Lets go of the data. Who asks for it from now on gets an error. `None`: that was done before.
    pub(crate) fn release(&self) -> Option<Kept<T>> {
        self.is_released.store(true, Ordering::Relaxed);
        self.empty(|_| ())
    }

    /// Takes the data out of the table. It is dropped after the table is free again.
    fn empty(&self, then: impl FnOnce(&mut Places<T>)) -> Option<Kept<T>> {
        if thread::current().id() != self.thread {
            return None;
        }
        // The table may be gone already where the thread is ending.
        T::numbers()
            .try_with(|numbers| {
                let mut numbers = numbers.0.try_borrow_mut().ok()?;
                let data = numbers.taken.get_mut(self.place as usize)?.take();
                then(&mut numbers);
                data
            })
            .ok()?
    }
}

impl<T: Numbered> Drop for Number<T> {
    fn drop(&mut self) {
        drop(self.empty(|numbers| numbers.free.push(self.place)));
    }
}

/// The data with this number.
#[inline]
pub(crate) fn find<T: Numbered>(index: u32) -> Option<Kept<T>> {
    let place = index.checked_sub(T::FIRST)?;
    T::numbers().with(|numbers| numbers.0.borrow().taken.get(place as usize).cloned().flatten())
}
