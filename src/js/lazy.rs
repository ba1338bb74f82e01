//! Values that are read when they are asked for, and once.

use std::cell::{Cell, OnceCell, UnsafeCell};

use super::text::{self, Buffer, Stored};
use super::{Fault, Kind, Scope, Value};

/// A place for one value. Short texts are written right into it: it must not be moved around, or its size shows.
///
/// What is known of the value is in fields of their own: an enum would be copied as a whole right after its parts were written, and
/// a processor waits for these to arrive in memory then.
pub(crate) struct Lazy {
    known: Cell<Known>,
    number: Cell<f64>,
    /// How many bytes of the buffer a short text takes.
    length: Cell<usize>,
    buffer: UnsafeCell<Buffer>,
    /// A text that does not fit into the buffer.
    long: OnceCell<Vec<u8>>,
}

/// A value that was read.
pub(crate) enum Primitive<'a> {
    Undefined,
    Null,
    Boolean(bool),
    Number(f64),
    Text(&'a [u8]),
    /// Anything else, or a failure to read it.
    Other,
}

#[derive(Clone, Copy)]
enum Known {
    Unread,
    Undefined,
    Null,
    True,
    False,
    Number,
    Short,
    Long,
    Other,
}

impl Lazy {
    #[inline]
    pub(crate) const fn new() -> Self {
        Self {
            known: Cell::new(Known::Unread),
            number: Cell::new(0.0),
            length: Cell::new(0),
            buffer: UnsafeCell::new(text::EMPTY),
            long: OnceCell::new(),
        }
    }

    /// The value. `find` gives it the first time; all calls have to mean the same one.
    #[inline(always)]
    pub(crate) fn read<'s>(
        &self,
        scope: Scope<'s>,
        find: impl FnOnce() -> Result<Value<'s>, Fault>,
    ) -> Primitive<'_> {
        if matches!(self.known.get(), Known::Unread) {
            // Set before anything else is done, so that the buffer is written only once.
            self.known.set(Known::Other);
            if let Ok(known) = find().and_then(|value| self.load(scope, value)) {
                self.known.set(known);
            }
        }
        if matches!(self.known.get(), Known::Short) {
            // SAFETY: the text is there, so nobody writes into the buffer any more.
            let buffer = unsafe { &*self.buffer.get() };
            // SAFETY: so many bytes of it were written.
            return Primitive::Text(unsafe { text::written(buffer, self.length.get()) });
        }
        match self.known.get() {
            Known::Long => Primitive::Text(self.long.get().map_or(&[], |text| text)),
            Known::Undefined => Primitive::Undefined,
            Known::Null => Primitive::Null,
            Known::True => Primitive::Boolean(true),
            Known::False => Primitive::Boolean(false),
            Known::Number => Primitive::Number(self.number.get()),
            Known::Unread | Known::Short | Known::Other => Primitive::Other,
        }
    }

    fn load<'s>(&self, scope: Scope<'s>, value: Value<'s>) -> Result<Known, Fault> {
        // SAFETY: `read` calls this once, and references into the buffer are made only after it.
        let buffer = unsafe { &mut *self.buffer.get() };
        match text::read(scope, value, buffer)? {
            Some(Stored::Inline(length)) => {
                self.length.set(length);
                return Ok(Known::Short);
            }
            Some(Stored::Heap(text)) => {
                self.long.get_or_init(|| text);
                return Ok(Known::Long);
            }
            None => {}
        }
        // To read what is no number, or no boolean, costs less than to ask for its kind.
        if let Ok(number) = scope.read_number(value) {
            self.number.set(number);
            return Ok(Known::Number);
        }
        if let Ok(boolean) = scope.read_boolean(value) {
            return Ok(if boolean { Known::True } else { Known::False });
        }
        Ok(match scope.kind(value)? {
            Kind::Undefined => Known::Undefined,
            Kind::Null => Known::Null,
            Kind::Number | Kind::Boolean | Kind::String | Kind::Other => Known::Other,
        })
    }
}
