//! Values of a user as plain arguments, by their positions in a plan.

use std::cell::OnceCell;

use vexil_engine::js::{Data, DataRef};

use super::data::unreadable;
use super::{Lazy, Primitive, Scope, Value};

/// Values that are read when the evaluation asks for them.
pub(crate) struct Arguments<'s, 'a> {
    scope: Scope<'s>,
    values: &'a [Value<'s>],
    /// Where those are kept that were read, one for each.
    slots: &'a [Slot],
}

/// A place for one value.
struct Slot {
    value: Lazy,
    /// What an encoded text stands for.
    decoded: OnceCell<Data>,
}

impl Slot {
    #[inline]
    const fn new() -> Self {
        Self { value: Lazy::new(), decoded: OnceCell::new() }
    }
}

impl<'s, 'a> Arguments<'s, 'a> {
    /// Hands the arguments to `body`. Few flags have more than two, and each takes its time to be made and dropped.
    #[inline(always)]
    pub(crate) fn with<T>(
        scope: Scope<'s>,
        values: &'a [Value<'s>],
        body: impl FnOnce(&Arguments<'s, '_>) -> T,
    ) -> T {
        let with_slots = |slots: &[Slot]| body(&Arguments { scope, values, slots });
        match values.len() {
            0..=2 => with_slots(&[const { Slot::new() }; 2]),
            3 | 4 => with_slots(&[const { Slot::new() }; 4]),
            5..=8 => with_slots(&[const { Slot::new() }; 8]),
            9..=16 => with_slots(&[const { Slot::new() }; 16]),
            count => with_slots(&(0..count).map(|_| Slot::new()).collect::<Box<[_]>>()),
        }
    }

    /// The value at a position; `None` where there is no argument.
    #[inline(always)]
    pub(crate) fn get(&self, position: usize) -> Option<DataRef<'_>> {
        let (Some(value), Some(slot)) = (self.values.get(position), self.slots.get(position)) else {
            return None;
        };
        Some(match slot.value.read(self.scope, || Ok(*value)) {
            Primitive::Text(text @ [0, ..]) => {
                slot.decoded.get_or_init(|| Data::decode(text).unwrap_or_else(unreadable)).view()
            }
            Primitive::Text(text) => DataRef::Text(text),
            Primitive::Number(number) => DataRef::Number(number),
            Primitive::Boolean(boolean) => DataRef::Bool(boolean),
            Primitive::Undefined => DataRef::Undefined,
            Primitive::Null => DataRef::Null,
            Primitive::Other => slot.decoded.get_or_init(unreadable).view(),
        })
    }
}
