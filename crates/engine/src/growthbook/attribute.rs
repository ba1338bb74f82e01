//! The attributes that a payload can read.

use std::collections::HashMap;

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
    attributes: Vec<Attribute>,
    ids: HashMap<Attribute, AttributeId>,
}

impl AttributeTable {
    /// The attribute that a condition names by a path.
    pub fn path(&mut self, path: &[u8]) -> AttributeId {
        self.id(Attribute::Path(path.split(|byte| *byte == b'.').map(Box::from).collect()))
    }

    /// The attribute that is hashed, named by a plain property. Where the name has no dot it is the same as the path.
    pub fn top(&mut self, name: &[u8]) -> AttributeId {
        if name.contains(&b'.') { self.id(Attribute::Top(name.into())) } else { self.path(name) }
    }

    /// All attributes, by number.
    #[must_use]
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    fn id(&mut self, attribute: Attribute) -> AttributeId {
        let next = AttributeId(u32::try_from(self.attributes.len()).unwrap_or(u32::MAX));
        *self.ids.entry(attribute).or_insert_with_key(|attribute| {
            self.attributes.push(attribute.clone());
            next
        })
    }
}
