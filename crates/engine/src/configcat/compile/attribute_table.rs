//! The attributes of a source, numbered.

use std::collections::HashMap;

use crate::configcat::Attribute;
use crate::configcat::model::AttributeRef;

/// Numbers attributes in the order in which they are first asked for.
#[derive(Debug, Default)]
pub(super) struct AttributeTable {
    attributes: Vec<Attribute>,
    ids: HashMap<Attribute, u32>,
}

impl AttributeTable {
    /// The attribute with the given name.
    pub(super) fn intern(&mut self, name: &[u8]) -> AttributeRef {
        let attribute = match self.ids.get_key_value(name) {
            Some((attribute, _)) => attribute.clone(),
            None => Attribute::new(name),
        };
        AttributeRef { id: self.id(&attribute), attribute, is_default: false }
    }

    /// The number of the attribute.
    pub(super) fn id(&mut self, attribute: &Attribute) -> u32 {
        if let Some(id) = self.ids.get(attribute) {
            return *id;
        }
        let id = u32::try_from(self.attributes.len()).unwrap_or(u32::MAX);
        self.attributes.push(attribute.clone());
        self.ids.insert(attribute.clone(), id);
        id
    }

    /// All attributes, by number.
    pub(super) fn into_attributes(self) -> Box<[Attribute]> {
        self.attributes.into()
    }
}
