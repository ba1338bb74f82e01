//! A flag's attributes as plain arguments of `evaluate`.

use vexil_engine::configcat::{AttributeValue, Attributes};

use crate::js::{Lazy, Primitive, Scope, Value};

/// Attributes that are kept on the stack; few flags read more.
const INLINE: usize = 4;

/// The arguments after the flag's number. Each is read when the evaluation asks for it.
pub(super) struct Arguments<'s, 'a> {
    scope: Scope<'s>,
    values: &'a [Value<'s>],
    slots: &'a Slots,
}

/// Where the arguments are kept that were read. Apart from [`Arguments`], so that a kilobyte is never moved.
pub(super) struct Slots {
    first: [Lazy; INLINE],
    rest: Box<[Lazy]>,
}

impl Slots {
    #[inline]
    pub(super) fn new(count: usize) -> Self {
        let rest = (INLINE..count).map(|_| Lazy::new()).collect();
        // Not a constant, which would be copied as a whole.
        Self { first: std::array::from_fn(|_| Lazy::new()), rest }
    }

    fn get(&self, slot: usize) -> Option<&Lazy> {
        self.first.get(slot).or_else(|| self.rest.get(slot.wrapping_sub(INLINE)))
    }
}

impl<'s, 'a> Arguments<'s, 'a> {
    pub(super) const fn new(scope: Scope<'s>, values: &'a [Value<'s>], slots: &'a Slots) -> Self {
        Self { scope, values, slots }
    }
}

impl Attributes for Arguments<'_, '_> {
    fn has_user(&self) -> bool {
        true
    }

    #[inline]
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
        Primitive::Nothing => AttributeValue::Missing,
        Primitive::Text(text) => AttributeValue::Text(text),
        Primitive::Number(number) => AttributeValue::Number(number),
        Primitive::Boolean(boolean) => AttributeValue::Bool(boolean),
        // Only an error if the evaluation asks for it, which it just did.
        Primitive::Other => AttributeValue::Unreadable,
    }
}
