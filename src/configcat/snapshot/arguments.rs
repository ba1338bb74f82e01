//! A flag's attributes as plain arguments of `evaluate`.

use vexil_engine::configcat::{AttributeValue, Attributes};

use crate::js::{Lazy, Primitive, Scope, Value};

/// The arguments after the flag's number. Each is read when the evaluation asks for it.
pub(super) struct Arguments<'s, 'a> {
    scope: Scope<'s>,
    values: &'a [Value<'s>],
    /// Where those are kept that were read, one for each.
    slots: &'a [Lazy],
}

impl<'s, 'a> Arguments<'s, 'a> {
    /// Hands the arguments to `body`. Few flags have more than two, and each takes its time to be made and dropped.
    #[inline(always)]
    pub(super) fn with<T>(
        scope: Scope<'s>,
        values: &'a [Value<'s>],
        body: impl Fn(&Arguments<'s, '_>) -> T,
    ) -> T {
        let with_slots = |slots: &[Lazy]| body(&Arguments { scope, values, slots });
        match values.len() {
            0..=2 => with_slots(&[Lazy::new(), Lazy::new()]),
            3 | 4 => with_slots(&[Lazy::new(), Lazy::new(), Lazy::new(), Lazy::new()]),
            count => with_slots(&(0..count).map(|_| Lazy::new()).collect::<Box<[_]>>()),
        }
    }
}

impl Attributes for Arguments<'_, '_> {
    fn has_user(&self) -> bool {
        true
    }

    #[inline(always)]
    fn get(&self, slot: usize) -> AttributeValue<'_> {
        let (Some(value), Some(lazy)) = (self.values.get(slot), self.slots.get(slot)) else {
            return AttributeValue::Missing;
        };
        to_attribute(lazy.read(self.scope, || Ok(*value)))
    }
}

#[inline]
pub(super) fn to_attribute(value: Primitive<'_>) -> AttributeValue<'_> {
    match value {
        Primitive::Undefined | Primitive::Null => AttributeValue::Missing,
        Primitive::Text(text) => AttributeValue::Text(text),
        Primitive::Number(number) => AttributeValue::Number(number),
        Primitive::Boolean(boolean) => AttributeValue::Bool(boolean),
        // Only an error if the evaluation asks for it, which it just did.
        Primitive::Other => AttributeValue::Unreadable,
    }
}
