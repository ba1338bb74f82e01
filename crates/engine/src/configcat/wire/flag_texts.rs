//! The texts of flags, for hosts that show flags as they stand in the config.

use std::borrow::Cow;

use crate::js::cursor::{Cursor, Kind};

/// The key of a flag (WTF-8), and its JSON text.
pub type FlagText<'a> = (Cow<'a, [u8]>, &'a [u8]);

/// The keys of the flags and their texts, in the order of the document. `None`: it has no object of flags.
pub(in crate::configcat) fn flag_texts(json: &[u8]) -> Option<Vec<FlagText<'_>>> {
    let mut cursor = Cursor::new(json);
    if cursor.kind() != Kind::Object {
        return None;
    }
    cursor.enter();
    let mut found = None;
    while let Some(name) = cursor.next_entry() {
        // Of members with the same name the last counts.
        match &*name {
            b"f" => found = members(&mut cursor),
            _ => cursor.skip(),
        }
    }
    found
}

fn members<'a>(cursor: &mut Cursor<'a>) -> Option<Vec<FlagText<'a>>> {
    if cursor.kind() != Kind::Object {
        cursor.skip();
        return None;
    }
    cursor.enter();
    let mut texts = Vec::new();
    while let Some(key) = cursor.next_entry() {
        texts.push((key, cursor.raw()));
    }
    Some(texts)
}

#[cfg(test)]
mod tests {
    use crate::configcat::Config;

    fn texts(json: &str) -> Option<Vec<(String, String)>> {
        let config = Config::parse(json.as_bytes()).unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Some(config.flag_texts()?.iter().map(|(key, flag)| (text(key), text(flag))).collect())
    }

    #[test]
    fn each_flag_has_its_text() {
        let json = r#" { "p": {"f": {"no": 1}},
            "f" : { "b" : {"t":0, "v":{"b":true}} , "1":null,"\u0061": 5 } , "x": 1 } "#;
        let expected = [("b", r#"{"t":0, "v":{"b":true}}"#), ("1", "null"), ("a", "5")];
        let expected = expected.map(|(key, text)| (key.to_owned(), text.to_owned()));
        assert_eq!(texts(json), Some(expected.to_vec()));
        assert_eq!(texts(r#"{"f":{"a":1},"f":{}}"#), Some(Vec::new()));
    }

    #[test]
    fn there_may_be_no_object_of_flags() {
        for json in ["{}", r#"{"f":null}"#, r#"{"f":{"a":1},"f":null}"#, r#"{"p":{"f":{}}}"#] {
            assert_eq!(texts(json), None, "{json}");
        }
        assert_eq!(Config::default().flag_texts(), None);
    }
}
