//! The attributes that a payload can read.

use std::collections::HashMap;
use std::sync::Arc;

/// An attribute, as the host finds it in the attributes of the user.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Attribute {
    /// What a dotted path leads to, property by property. Missing is `null`.
    Path(Box<[Box<[u8]>]>),
    /// The property whose name has a dot in it. Missing is `undefined`.
    Top(Box<[u8]>),
}

/// The number of an attribute within one payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeId(pub u32);

/// Gives attributes their numbers.
#[derive(Debug, Clone, Default)]
pub struct AttributeTable {
    /// Has the first numbers.
    base: Option<Arc<Self>>,
    attributes: Vec<Attribute>,
    ids: HashMap<Attribute, AttributeId>,
}

impl AttributeTable {
    /// A table that knows the attributes of another one by their numbers, and goes on from there.
    #[must_use]
    pub fn over(base: Arc<Self>) -> Self {
        Self { base: Some(base), ..Self::default() }
    }

    /// The attribute that a condition names by a path.
    pub fn path(&mut self, path: &[u8]) -> AttributeId {
        self.id(Attribute::Path(path.split(|byte| *byte == b'.').map(Box::from).collect()))
    }

    /// The attribute that is hashed, named by a plain property. Where the name has no dot it is the same as the path.
    pub fn top(&mut self, name: &[u8]) -> AttributeId {
        if name.contains(&b'.') { self.id(Attribute::Top(name.into())) } else { self.path(name) }
    }

    /// The attributes that the table itself has given numbers to, in their order.
    #[must_use]
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// How many attributes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.base.as_ref().map_or(0, |base| base.len()) + self.attributes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The attribute with the number.
    #[must_use]
    pub fn get(&self, id: AttributeId) -> Option<&Attribute> {
        let known = self.base.as_ref().map_or(0, |base| base.len());
        match (id.0 as usize).checked_sub(known) {
            Some(own) => self.attributes.get(own),
            None => self.base.as_ref().and_then(|base| base.get(id)),
        }
    }

    fn id(&mut self, attribute: Attribute) -> AttributeId {
        self.find(&attribute).unwrap_or_else(|| {
            let next = AttributeId(u32::try_from(self.len()).unwrap_or(u32::MAX));
            self.attributes.push(attribute.clone());
            self.ids.insert(attribute, next);
            next
        })
    }

    fn find(&self, attribute: &Attribute) -> Option<AttributeId> {
        let of_base = self.base.as_ref().and_then(|base| base.find(attribute));
        of_base.or_else(|| self.ids.get(attribute).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_goes_on_from_another_one() {
        let mut base = AttributeTable::default();
        assert_eq!([base.path(b"a.b"), base.top(b"a.b"), base.top(b"id")].map(|id| id.0), [0, 1, 2]);
        let mut table = AttributeTable::over(Arc::new(base));
        assert_eq!([table.path(b"id"), table.path(b"new"), table.top(b"id")].map(|id| id.0), [2, 3, 2]);
        assert_eq!(table.get(AttributeId(1)), Some(&Attribute::Top(b"a.b".as_slice().into())));
        assert_eq!(table.get(AttributeId(3)), Some(&Attribute::Path([b"new".as_slice().into()].into())));
        assert_eq!((table.len(), table.get(AttributeId(4))), (4, None));
    }
}
