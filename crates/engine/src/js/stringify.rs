//! `JSON.stringify`

use super::{Data, DataRef, number, wtf8};

impl DataRef<'_> {
    /// `JSON.stringify(value)`; `None` where that is `undefined`.
    #[must_use]
    pub fn json_text(self) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        write(self, &mut out).then_some(out)
    }
}

/// Writes the value, or says that it is left out.
fn write(value: DataRef<'_>, out: &mut Vec<u8>) -> bool {
    match value {
        DataRef::Undefined => return false,
        DataRef::Null => out.extend_from_slice(b"null"),
        DataRef::Bool(true) => out.extend_from_slice(b"true"),
        DataRef::Bool(false) => out.extend_from_slice(b"false"),
        DataRef::Number(value) if value.is_finite() => {
            out.extend_from_slice(number::to_text(value).as_bytes())
        }
        DataRef::Number(_) => out.extend_from_slice(b"null"),
        DataRef::Text(text) => write_text(text, out),
        DataRef::List(items) => write_list(items, out),
        DataRef::Object(object) => write_entries(object.entries(), out),
        DataRef::Exotic(exotic) => match &exotic.json {
            Some(json) => out.extend_from_slice(json),
            None => return false,
        },
    }
    true
}

fn write_list(items: &[Data], out: &mut Vec<u8>) {
    out.push(b'[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        if !write(item.view(), out) {
            out.extend_from_slice(b"null");
        }
    }
    out.push(b']');
}

fn write_entries(entries: &[(Box<[u8]>, Data)], out: &mut Vec<u8>) {
    out.push(b'{');
    let mut is_first = true;
    for (key, value) in entries {
        let start = out.len();
        if !is_first {
            out.push(b',');
        }
        write_text(key, out);
        out.push(b':');
        if write(value.view(), out) {
            is_first = false;
        } else {
            out.truncate(start);
        }
    }
    out.push(b'}');
}

/// Writes a string literal. Lone surrogates are escaped.
fn write_text(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F | 0xED)) {
        let (plain, special) = rest.split_at(at);
        out.extend_from_slice(plain);
        rest = match special {
            [0xED, ..] => write_surrogate(special, out),
            [byte, after @ ..] => {
                write_escape(*byte, out);
                after
            }
            [] => special,
        };
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Writes what the first three bytes stand for, which may be a surrogate.
fn write_surrogate<'a>(text: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    match wtf8::surrogate_at(text) {
        Some(unit) => {
            out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
            text.get(3..).unwrap_or_default()
        }
        None => {
            let (lead, after) = text.split_at(1);
            out.extend_from_slice(lead);
            after
        }
    }
}

fn write_escape(byte: u8, out: &mut Vec<u8>) {
    let letter = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        0x0C => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => return out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
    };
    out.extend_from_slice(&[b'\\', letter]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_those_of_javascript() {
        // Node.js: JSON.stringify(JSON.parse(json))
        let cases = [
            (
                r#"{"b":1,"a":[1.0,1e21,-0,1e400],"2":null,"1":true}"#,
                r#"{"1":true,"2":null,"b":1,"a":[1,1e+21,0,null]}"#,
            ),
            (
                r#""\u0000\u001f\b\f\n\r\t\"\\\/\u007f\u2028""#,
                "\"\\u0000\\u001f\\b\\f\\n\\r\\t\\\"\\\\/\u{7f}\u{2028}\"",
            ),
            (r#""\ud83d\ude00\ud83d\uDE00\ud83dx\ude00\ud7ff""#, "\"😀😀\\ud83dx\\ude00\u{d7ff}\""),
            (r#"{"\ud800":"é"}"#, "{\"\\ud800\":\"é\"}"),
            ("[]", "[]"),
            ("{}", "{}"),
            (r#"{"a":1,"b":2,"a":3}"#, r#"{"a":3,"b":2}"#),
        ];
        for (json, expected) in cases {
            let text = Data::parse(json.as_bytes()).unwrap().view().json_text().unwrap();
            assert_eq!(String::from_utf8(text).unwrap(), expected, "{json}");
        }
    }

    #[test]
    fn what_has_no_json_is_left_out() {
        let data = Data::decode(b"\0x{\"t\":\"o\",\"v\":[[\"a\",{\"t\":\"u\"}],[\"b\",{\"t\":\"l\",\"v\":[{\"t\":\"u\"},{\"t\":\"n\",\"v\":\"NaN\"}]}],[\"c\",{\"t\":\"u\"}]]}").unwrap();
        // Node.js: JSON.stringify({a: undefined, b: [undefined, NaN], c: undefined})
        assert_eq!(data.view().json_text().unwrap(), br#"{"b":[null,null]}"#);
        assert_eq!(DataRef::Undefined.json_text(), None);
    }
}
