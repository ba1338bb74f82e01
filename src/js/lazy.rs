//! Values that are read when they are asked for, and once.

use std::cell::{Cell, OnceCell, UnsafeCell};

use super::text::{self, Buffer, Stored};
use super::{Fault, Kind, Scope, Value};

/// A place for one value. Short texts are written right into it: it must not be moved around, or its size shows.
pub(crate) struct Lazy {
    state: Cell<State>,
    buffer: UnsafeCell<Buffer>,
    /// A text that does not fit into the buffer.
    long: OnceCell<Vec<u8>>,
}

/// A value that was read.
pub(crate) enum Primitive<'a> {
    /// `undefined` or `null`.
    Nothing,
    Boolean(bool),
    Number(f64),
    Text(&'a [u8]),
    /// Anything else, or a failure to read it.
    Other,
}

#[derive(Clone, Copy)]
enum State {
    Unread,
    Nothing,
    Boolean(bool),
    Number(f64),
    /// A text in the first bytes of the buffer, this many.
    Short(usize),
    Long,
    Other,
}

impl Lazy {
    #[inline]
    pub(crate) const fn new() -> Self {
        Self { state: Cell::new(State::Unread), buffer: UnsafeCell::new(text::EMPTY), long: OnceCell::new() }
    }

    /// The value. `find` gives it the first time; all calls have to mean the same one.
    #[inline]
    pub(crate) fn read<'s>(
        &self,
        scope: Scope<'s>,
        find: impl FnOnce() -> Result<Value<'s>, Fault>,
    ) -> Primitive<'_> {
        if matches!(self.state.get(), State::Unread) {
            // Set before anything else is done, so that the buffer is written only once.
            self.state.set(State::Other);
            if let Ok(state) = find().and_then(|value| self.load(scope, value)) {
                self.state.set(state);
            }
        }
        match self.state.get() {
            State::Short(length) => {
                // SAFETY: the state is there, so nobody writes into the buffer any more.
                let buffer = unsafe { &*self.buffer.get() };
                // SAFETY: the state says that so many bytes are there.
                Primitive::Text(unsafe { text::written(buffer, length) })
            }
            State::Long => Primitive::Text(self.long.get().map_or(&[], |text| text)),
            State::Nothing => Primitive::Nothing,
            State::Boolean(boolean) => Primitive::Boolean(boolean),
            State::Number(number) => Primitive::Number(number),
            State::Unread | State::Other => Primitive::Other,
        }
    }

    fn load<'s>(&self, scope: Scope<'s>, value: Value<'s>) -> Result<State, Fault> {
        // SAFETY: `read` calls this once, and references into the buffer are made only after it.
        let buffer = unsafe { &mut *self.buffer.get() };
        match text::read(scope, value, buffer)? {
            Some(Stored::Inline(length)) => return Ok(State::Short(length)),
            Some(Stored::Heap(text)) => {
                self.long.get_or_init(|| text);
                return Ok(State::Long);
            }
            None => {}
        }
        Ok(match scope.kind(value)? {
            Kind::Nothing => State::Nothing,
            Kind::Number => State::Number(scope.read_number(value)?),
            Kind::Boolean => State::Boolean(scope.read_boolean(value)?),
            Kind::String | Kind::Other => State::Other,
        })
    }
}
