//! Nulls in configs. ConfigCat's proxy writes them, and some SDKs cannot read what it writes.

use std::borrow::Cow;

use serde::de::IgnoredAny;

/// A JSON text without the members that are null. One without such members stays as it is, byte by byte; so does what is no JSON.
pub(super) fn without_nulls(json: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memmem::find(json, b"null").is_none() || serde_json::from_slice::<IgnoredAny>(json).is_err() {
        return Cow::Borrowed(json);
    }
    let mut copy = Copy { rest: json, out: Vec::with_capacity(json.len()), dropped: false };
    copy.space();
    copy.value();
    copy.space();
    if copy.dropped { Cow::Owned(copy.out) } else { Cow::Borrowed(json) }
}

/// Copies a valid text that is not nested too deeply: the parser that has seen it before allows 128 levels.
struct Copy<'a> {
    rest: &'a [u8],
    out: Vec<u8>,
    dropped: bool,
}

impl Copy<'_> {
    /// Copies a value, and says whether it is null.
    fn value(&mut self) -> bool {
        match self.rest.first() {
            Some(b'{') => self.members(),
            Some(b'[') => self.elements(),
            Some(b'"') => self.string(),
            _ => {
                let is_end = |byte: &u8| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace();
                let length = self.rest.iter().position(is_end).unwrap_or(self.rest.len());
                let is_null = self.rest.starts_with(b"null");
                self.take(length);
                return is_null;
            }
        }
        false
    }

    fn members(&mut self) {
        self.take(1);
        let mut is_first = true;
        loop {
            let before = self.out.len();
            // The comma, where there is one, is written again if anything stands before it.
            if self.rest.first() == Some(&b',') {
                self.skip(1);
            }
            if !is_first {
                self.out.push(b',');
            }
            self.space();
            if self.rest.first() != Some(&b'"') {
                // The end, after no member at all.
                break;
            }
            self.string();
            self.space();
            self.take(1);
            self.space();
            let is_null = self.value();
            if is_null {
                self.out.truncate(before);
                self.dropped = true;
            } else {
                is_first = false;
            }
            let space = self.rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let is_end = self.rest.get(space) == Some(&b'}');
            if is_null && !is_end {
                // It goes with the member.
                self.skip(space);
            } else {
                self.take(space);
            }
            if is_end {
                break;
            }
        }
        self.take(1);
    }

    fn elements(&mut self) {
        self.take(1);
        self.space();
        while self.rest.first().is_some_and(|byte| *byte != b']') {
            self.value();
            self.space();
            if self.rest.first() == Some(&b',') {
                self.take(1);
            }
            self.space();
        }
        self.take(1);
    }

    fn string(&mut self) {
        let mut length = 1;
        while let Some(byte) = self.rest.get(length) {
            match byte {
                b'\\' => length += 2,
                b'"' => break,
                _ => length += 1,
            }
        }
        self.take(length + 1);
    }

    fn space(&mut self) {
        let length = self.rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.take(length);
    }

    fn take(&mut self, length: usize) {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.out.extend_from_slice(taken);
        self.rest = rest;
    }

    fn skip(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[test]
    fn null_members_go_and_all_else_stays() {
        for (given, expected) in [
            ("{}", "{}"),
            (r#"{ "f" : { } }"#, r#"{ "f" : { } }"#),
            (r#"{"a":null}"#, "{}"),
            (r#"{"a":null,"b":1}"#, r#"{"b":1}"#),
            (r#"{"b":1,"a":null}"#, r#"{"b":1}"#),
            (r#"{"b":1,"a":null,"c":[null,{"d":null}]}"#, r#"{"b":1,"c":[null,{}]}"#),
            (r#"{"a":"null","null":2,"x":null}"#, r#"{"a":"null","null":2}"#),
            (r#"{"q\"":null,"w\\":"\\\"null"}"#, r#"{"w\\":"\\\"null"}"#),
            ("{\n  \"a\": null,\n  \"b\": 1\n}\n", "{\n  \"b\": 1\n}\n"),
            ("{\n  \"b\": 1,\n  \"a\": null\n}\n", "{\n  \"b\": 1\n}\n"),
            ("{\n  \"b\": 1 ,\n  \"a\": null ,\n \"c\":null\n}\n", "{\n  \"b\": 1 \n}\n"),
            ("{\n  \"a\": null\n}", "{\n}"),
            ("null", "null"),
            ("[null]", "[null]"),
            ("{\"a\":null", "{\"a\":null"),
            (r#"{"z":3.0e1,"n":null,"a":true}"#, r#"{"z":3.0e1,"a":true}"#),
        ] {
            assert_eq!(String::from_utf8_lossy(&without_nulls(given.as_bytes())), expected, "{given}");
        }
    }

    fn stripped(value: Value) -> Value {
        match value {
            Value::Object(members) => Value::Object(
                members
                    .into_iter()
                    .filter(|(_, value)| !value.is_null())
                    .map(|(key, value)| (key, stripped(value)))
                    .collect(),
            ),
            Value::Array(elements) => Value::Array(elements.into_iter().map(stripped).collect()),
            other => other,
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[a\"\\\\{}\\[\\], :null]{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map("[a\"\\\\{},:]{0,3}", inner, 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_meaning_is_that_of_the_document_without_them(value in json(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
            let copy = without_nulls(text.as_bytes());
            prop_assert_eq!(serde_json::from_slice::<Value>(&copy).unwrap(), stripped(value));
        }
    }
}
