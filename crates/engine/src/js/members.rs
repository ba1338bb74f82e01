//! The outermost level of JSON text, without a tree of what is below it.

use std::borrow::Cow;

use super::cursor::{Cursor, Kind};
use super::object_order;

/// The key of a property, as WTF-8, and the JSON text of its value.
pub type Member<'a> = (Cow<'a, [u8]>, &'a [u8]);

/// The properties of the object that a JSON text is, in the order in which JavaScript lists them; `None` for what is no object. The text has
/// to be sound, as [`json::validate`](super::json::validate) says.
#[must_use]
pub fn members(json: &[u8]) -> Option<Vec<Member<'_>>> {
    let mut cursor = Cursor::new(json);
    if cursor.kind() != Kind::Object {
        return None;
    }
    let mut members = Vec::new();
    cursor.enter();
    while let Some(key) = cursor.next_entry() {
        members.push((key, cursor.raw()));
    }
    Some(object_order(members))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_those_of_the_object_that_javascript_reads() {
        let texts = |json: &'static str| -> Option<Vec<(String, &str)>> {
            let text = |(key, value): Member<'static>| {
                (String::from_utf8(key.into_owned()).unwrap(), std::str::from_utf8(value).unwrap())
            };
            Some(members(json.as_bytes())?.into_iter().map(text).collect())
        };
        let members =
            [("1", "[{\"a\":2}]"), ("a", "3"), ("b", "{ }")].map(|(key, value)| (key.to_owned(), value));
        assert_eq!(texts(r#" {"\u0061":1,"b" : { } ,"1":[{"a":2}],"a": 3} "#), Some(members.into()));
        assert_eq!(texts("{}"), Some(Vec::new()));
        for other in ["null", "[]", "\"{}\"", "1", "true", ""] {
            assert_eq!(texts(other), None, "{other}");
        }
    }
}
