//! Values that are read when they are asked for, and once.

use std::cell::{OnceCell, UnsafeCell};

use super::text::{self, Buffer, Stored};
use super::{Fault, Kind, Scope, Value};

/// A place for one value. Short texts are written right into it: it must not be moved around, or its size shows.
pub(crate) struct Lazy {
    state: OnceCell<State>,
    buffer: UnsafeCell<Buffer>,
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

enum State {
    Nothing,
    Boolean(bool),
    Number(f64),
    Text(Stored),
    Other,
}

impl Lazy {
    pub(crate) const fn new() -> Self {
        Self { state: OnceCell::new(), buffer: UnsafeCell::new(text::EMPTY) }
    }

    /// The value. `find` gives it the first time; all calls have to mean the same one.
    #[inline]
    pub(crate) fn read<'s>(
        &self,
        scope: Scope<'s>,
        find: impl FnOnce() -> Result<Value<'s>, Fault>,
    ) -> Primitive<'_> {
        let state = self.state.get_or_init(|| {
            // SAFETY: this runs once, and references into the buffer are made only after it.
            let buffer = unsafe { &mut *self.buffer.get() };
            find().and_then(|value| read(scope, value, buffer)).unwrap_or(State::Other)
        });
        match state {
            State::Nothing => Primitive::Nothing,
            State::Boolean(boolean) => Primitive::Boolean(*boolean),
            State::Number(number) => Primitive::Number(*number),
            State::Text(Stored::Heap(text)) => Primitive::Text(text),
            State::Text(Stored::Inline(length)) => {
                // SAFETY: the state is there, so nobody writes into the buffer any more.
                let buffer = unsafe { &*self.buffer.get() };
                // SAFETY: the state says that so many bytes are there.
                Primitive::Text(unsafe { text::written(buffer, *length) })
            }
            State::Other => Primitive::Other,
        }
    }
}

fn read<'s>(scope: Scope<'s>, value: Value<'s>, buffer: &mut Buffer) -> Result<State, Fault> {
    if let Some(text) = text::read(scope, value, buffer)? {
        return Ok(State::Text(text));
    }
    Ok(match scope.kind(value)? {
        Kind::Nothing => State::Nothing,
        Kind::Number => State::Number(scope.read_number(value)?),
        Kind::Boolean => State::Boolean(scope.read_boolean(value)?),
        Kind::String | Kind::Other => State::Other,
    })
}
