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
        self.attributes.iter().chain(&over.attributes).cloned().collect()
    }
}

impl FromIterator<(Box<str>, Value)> for User {
    /// Of attributes with one name the last one counts.
    fn from_iter<I: IntoIterator<Item = (Box<str>, Value)>>(attributes: I) -> Self {
        let mut attributes: Vec<_> = attributes.into_iter().collect();
        // Stable, so that the last one of a name stays last. Not one insertion after the other, whose cost grows with the square.
        attributes.sort_by(|(left, _), (right, _)| left.cmp(right));
        attributes.reverse();
        attributes.dedup_by(|(left, _), (right, _)| left == right);
        attributes.reverse();
        Self { attributes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(attributes: &[(&str, f64)]) -> User {
        attributes.iter().map(|(name, number)| ((*name).into(), Value::Number(*number))).collect()
    }

    #[test]
    fn the_last_attribute_of_a_name_counts() {
        let user = user(&[("b", 1.0), ("a", 2.0), ("b", 3.0), ("c", 4.0), ("b", 5.0)]);
        let attributes: Vec<(&str, &Value)> =
            user.attributes().iter().map(|(name, value)| (&**name, value)).collect();
        let expected = [("a", &Value::Number(2.0)), ("b", &Value::Number(5.0)), ("c", &Value::Number(4.0))];
        assert_eq!(attributes, expected);
        assert_eq!((user.get("b"), user.get("d")), (Some(&Value::Number(5.0)), None));
    }

    #[test]
    fn attributes_are_set_and_overlaid_by_name() {
        let mut base = user(&[("a", 1.0), ("c", 1.0)]);
        base.set("b", Value::Number(1.0));
        base.set("c", Value::Number(2.0));
        assert_eq!(base, user(&[("a", 1.0), ("b", 1.0), ("c", 2.0)]));
        let over = user(&[("d", 3.0), ("b", 3.0)]);
        assert_eq!(base.overlaid(&over), user(&[("a", 1.0), ("b", 3.0), ("c", 2.0), ("d", 3.0)]));
    }
}
