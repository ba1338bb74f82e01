//! A user as bytes.

use super::{User, Value};

impl User {
    /// Bytes that two users share only if they have the same attributes, lists and their order included. The order in which the attributes
    /// came does not matter.
    pub(crate) fn canonical(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.attributes().len() * 32);
        for (name, value) in self.attributes() {
            push_text(&mut bytes, name);
            match value {
                Value::Text(text) => {
                    bytes.push(b't');
                    push_text(&mut bytes, text);
                }
                Value::Number(number) => {
                    bytes.push(b'n');
                    bytes.extend_from_slice(&number.to_bits().to_le_bytes());
                }
                Value::List(items) => {
                    bytes.push(b'l');
                    push_length(&mut bytes, items.len());
                    items.iter().for_each(|item| push_text(&mut bytes, item));
                }
            }
        }
        bytes
    }
}

fn push_text(bytes: &mut Vec<u8>, text: &str) {
    push_length(bytes, text.len());
    bytes.extend_from_slice(text.as_bytes());
}

fn push_length(bytes: &mut Vec<u8>, length: usize) {
    bytes.extend_from_slice(&(length as u64).to_le_bytes());
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn user(attributes: &[(&str, Value)]) -> User {
        attributes.iter().map(|(name, value)| ((*name).into(), value.clone())).collect()
    }

    fn list(items: &[&str]) -> Value {
        Value::List(items.iter().map(|item| (*item).into()).collect())
    }

    #[test]
    fn users_that_differ_have_different_bytes() {
        let text = |text: &str| Value::Text(text.into());
        let users = [
            user(&[]),
            user(&[("a", text(""))]),
            user(&[("a", text("b"))]),
            user(&[("ab", text(""))]),
            user(&[("a", text("1"))]),
            user(&[("a", Value::Number(1.0))]),
            user(&[("a", Value::Number(0.0))]),
            user(&[("a", Value::Number(-0.0))]),
            user(&[("a", list(&[]))]),
            user(&[("a", list(&["1"]))]),
            user(&[("a", list(&["1", ""]))]),
            user(&[("a", list(&["", "1"]))]),
            user(&[("a", list(&["1,"]))]),
            user(&[("a", text("b")), ("c", text("d"))]),
            user(&[("a", text("bc")), ("", text("d"))]),
        ];
        let different: HashSet<Vec<u8>> = users.iter().map(User::canonical).collect();
        assert_eq!(different.len(), users.len());
    }

    #[test]
    fn items_that_look_like_attributes_are_told_from_them() {
        // Behind the items of a shorter list: the tag and the length of `b`, read as the length of one more item.
        let long = "x".repeat(97);
        let attributes =
            [("a", list(&["1"])), ("b", Value::Text("".into())), ("c", Value::Text(long.as_str().into()))];
        let item = format!("\0\u{1}\0\0\0\0\0\0\0cta\0\0\0\0\0\0\0{long}");
        assert_eq!(item.len(), usize::from(b't'));
        let items = list(&["1", "b", &item]);
        assert_ne!(user(&attributes).canonical(), user(&[("a", items)]).canonical());
    }

    #[test]
    fn the_order_of_attributes_does_not_matter() {
        let (a, b) = (("a", Value::Number(1.0)), ("b", list(&["x"])));
        assert_eq!(user(&[a.clone(), b.clone()]).canonical(), user(&[b, a]).canonical());
    }
}
