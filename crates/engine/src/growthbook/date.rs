//! When a payload was changed, without compiling it.

use crate::js::cursor::{Cursor, Kind};

/// What `dateUpdated` says, as WTF-8; `None` where there is no such text. `json` is sound JSON.
#[must_use]
pub fn date_updated(json: &[u8]) -> Option<Box<[u8]>> {
    let mut cursor = Cursor::new(json);
    if cursor.kind() != Kind::Object {
        return None;
    }
    cursor.enter();
    let mut date = None;
    while let Some(key) = cursor.next_entry() {
        // As in JavaScript, the last one counts.
        if *key == *b"dateUpdated" {
            date = (cursor.kind() == Kind::Text).then(|| cursor.clone().text().into());
        }
        cursor.skip();
    }
    date
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_text_of_the_payload_itself_counts() {
        let cases: [(&str, Option<&str>); 9] = [
            (r#"{"features":{"dateUpdated":"a"},"dateUpdated" : "b"}"#, Some("b")),
            (r#"{"dateUpdated":"a","features":{},"dateUpdated":"\u0062"}"#, Some("b")),
            (r#"{"dateUpdated":"a","dateUpdated":1}"#, None),
            (r#"{"dateUpdated":""}"#, Some("")),
            (r#"{"dateUpdated":null}"#, None),
            (r#"{"dateUpdated":["a"]}"#, None),
            ("{}", None),
            (r#"["dateUpdated","a"]"#, None),
            ("null", None),
        ];
        for (json, expected) in cases {
            assert_eq!(date_updated(json.as_bytes()).as_deref(), expected.map(str::as_bytes), "{json}");
        }
    }
}
