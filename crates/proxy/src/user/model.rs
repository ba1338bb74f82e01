//! A user as attributes.

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// A text.
    Text(Box<str>),
    /// A number.
    Number(f64),
    /// A list of texts.
    List(Box<[Box<str>]>),
}

/// A user: attributes sorted bytewise by name, each name once. The default one has none, which is not the same as no user.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct User {
    attributes: Vec<(Box<str>, Value)>,
}

impl User {
    /// The attributes in the order of their names.
    pub(crate) fn attributes(&self) -> &[(Box<str>, Value)] {
        &self.attributes
    }

    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let index = self.attributes.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        Some(&self.attributes.get(index)?.1)
    }

    /// Sets an attribute, in place of an older value.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        match self.attributes.binary_search_by(|(known, _)| (**known).cmp(name)) {
            Ok(index) => self.attributes[index].1 = value,
            Err(index) => self.attributes.insert(index, (name.into(), value)),
        }
    }

    /// This user with the attributes of another one, which win.
    pub(crate) fn overlaid(&self, over: &Self) -> Self {
        let mut merged = self.clone();
        for (name, value) in &over.attributes {
            merged.set(name, value.clone());
        }
        merged
    }
}

impl FromIterator<(Box<str>, Value)> for User {
    fn from_iter<I: IntoIterator<Item = (Box<str>, Value)>>(attributes: I) -> Self {
        let mut user = Self::default();
        for (name, value) in attributes {
            user.set(&name, value);
        }
        user
    }
}
