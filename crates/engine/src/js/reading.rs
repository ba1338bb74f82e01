//! Values from text: from JSON, and from what the host writes where JSON does not suffice.

use super::cursor::{Cursor, Kind};
use super::{Data, Exotic, Object, json, object_order};

/// How deep lists and objects may be nested.
pub const DEPTH_LIMIT: usize = 1_000;

/// A level of the host's encoding takes up to three levels of JSON.
const TAGGED_DEPTH_LIMIT: usize = DEPTH_LIMIT * 3 + 2;

type Entries = Vec<(Box<[u8]>, Data)>;

impl Data {
    /// What `JSON.parse` makes of the text. `None` where it throws, and where the nesting is deeper than a thousand levels.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        json::validate(text).ok()?;
        Self::read(&mut Cursor::new(text))
    }

    /// Reads what the host encoded.
    ///
    /// Text that starts with U+0000 is `j` and JSON, `x` and tagged JSON, or `!` for a value whose getter threw. All other text
    /// stands for itself. `None` for what no host writes, or is nested too deeply.
    #[must_use]
    pub fn decode(text: &[u8]) -> Option<Self> {
        match text {
            [0, b'j', json @ ..] => Self::parse(json),
            [0, b'x', json @ ..] => untag_all(json),
            [0, b'!'] => Some(Self::Exotic(Box::new(Exotic::broken()))),
            [0, ..] => None,
            _ => Some(Self::Text(text.into())),
        }
    }

    /// Reads the next value of valid JSON. `None` where its nesting is deeper than a thousand levels; the cursor is somewhere
    /// inside of the value then.
    pub(crate) fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        read_to(cursor, DEPTH_LIMIT)
    }
}

impl Exotic {
    /// Stands for a value that could not be read, because its getter threw.
    #[must_use]
    pub fn broken() -> Self {
        Self { text: Box::default(), number: f64::NAN, json: None, is_truthy: false, kind: Box::default() }
    }

    /// Whether this is such a value.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.kind.is_empty()
    }
}

/// A list or object that is being read.
enum Open {
    List(Vec<Data>),
    Object { entries: Entries, key: Box<[u8]> },
}

/// Reads without recursion: in debug builds a thousand levels would take too much of a thread's stack.
fn read_to(cursor: &mut Cursor<'_>, limit: usize) -> Option<Data> {
    let mut open: Vec<Open> = Vec::new();
    loop {
        let mut value = match cursor.kind() {
            Kind::Array | Kind::Object if open.len() >= limit => return None,
            Kind::Array => {
                cursor.enter();
                if cursor.next_item() {
                    open.push(Open::List(Vec::new()));
                    continue;
                }
                Data::List(Box::default())
            }
            Kind::Object => {
                cursor.enter();
                if let Some(key) = cursor.next_entry() {
                    open.push(Open::Object { entries: Vec::new(), key: key.into() });
                    continue;
                }
                Data::Object(Object::default())
            }
            Kind::Text => Data::Text(cursor.text().into()),
            Kind::Number => Data::Number(cursor.number()),
            Kind::Bool => Data::Bool(cursor.boolean()),
            Kind::Null => {
                cursor.skip();
                Data::Null
            }
        };
        // The value may be the last one of what it stands in, and that too.
        loop {
            match open.pop() {
                None => return Some(value),
                Some(Open::List(mut items)) => {
                    items.push(value);
                    if cursor.next_item() {
                        open.push(Open::List(items));
                        break;
                    }
                    value = Data::List(items.into());
                }
                Some(Open::Object { mut entries, key }) => {
                    entries.push((key, value));
                    if let Some(key) = cursor.next_entry() {
                        open.push(Open::Object { entries, key: key.into() });
                        break;
                    }
                    value = Data::Object(ordered(entries));
                }
            }
        }
    }
}

fn ordered(entries: Entries) -> Object {
    // Most objects are in order already, and to see that is cheaper than to hash their keys.
    let is_new = |(at, (key, _)): (usize, &(Box<[u8]>, Data))| {
        !key.first().is_some_and(u8::is_ascii_digit)
            && entries.iter().take(at).all(|(earlier, _)| earlier != key)
    };
    let is_ordered = entries.len() <= 8 && entries.iter().enumerate().all(is_new);
    Object::new(if is_ordered { entries } else { object_order(entries) })
}

fn untag_all(text: &[u8]) -> Option<Data> {
    json::validate(text).ok()?;
    let tagged = read_to(&mut Cursor::new(text), TAGGED_DEPTH_LIMIT)?;
    let value = untag(&tagged, DEPTH_LIMIT);
    dismantle(tagged);
    value
}

/// A value from its tagged form.
fn untag(tagged: &Data, levels: usize) -> Option<Data> {
    match tagged {
        Data::Object(fields) => match fields.get(b"t")? {
            Data::Text(tag) => untag_object(fields, tag, levels),
            _ => None,
        },
        Data::Null => Some(Data::Null),
        Data::Bool(value) => Some(Data::Bool(*value)),
        Data::Number(value) => Some(Data::Number(*value)),
        Data::Text(text) => Some(Data::Text(text.clone())),
        Data::Undefined | Data::List(_) | Data::Exotic(_) => None,
    }
}

fn untag_object(fields: &Object, tag: &[u8], levels: usize) -> Option<Data> {
    match tag {
        b"u" => Some(Data::Undefined),
        b"n" => untag_number(fields).map(Data::Number),
        b"e" => untag_exotic(fields).map(|exotic| Data::Exotic(Box::new(exotic))),
        b"l" => untag_list(fields, levels.checked_sub(1)?),
        b"o" => untag_entries(fields, levels.checked_sub(1)?),
        _ => None,
    }
}

fn untag_number(fields: &Object) -> Option<f64> {
    match text_field(fields, b"v")? {
        b"NaN" => Some(f64::NAN),
        b"Infinity" => Some(f64::INFINITY),
        b"-Infinity" => Some(f64::NEG_INFINITY),
        b"-0" => Some(-0.0),
        _ => None,
    }
}

fn untag_list(fields: &Object, levels: usize) -> Option<Data> {
    let Data::List(tagged) = fields.get(b"v")? else { return None };
    let mut items = Vec::with_capacity(tagged.len());
    for item in tagged {
        items.push(untag(item, levels)?);
    }
    Some(Data::List(items.into()))
}

fn untag_entries(fields: &Object, levels: usize) -> Option<Data> {
    let Data::List(tagged) = fields.get(b"v")? else { return None };
    let mut entries = Vec::with_capacity(tagged.len());
    for entry in tagged {
        let Data::List(entry) = entry else { return None };
        let [Data::Text(key), value] = &**entry else { return None };
        entries.push((key.clone(), untag(value, levels)?));
    }
    Some(Data::Object(ordered(entries)))
}

fn untag_exotic(fields: &Object) -> Option<Exotic> {
    let Data::Number(number) = untag(fields.get(b"n")?, 0)? else { return None };
    let Data::Bool(is_truthy) = fields.get(b"b")? else { return None };
    Some(Exotic {
        text: text_field(fields, b"s")?.into(),
        number,
        json: text_field(fields, b"j").map(Box::from),
        is_truthy: *is_truthy,
        kind: Some(text_field(fields, b"k")?).filter(|kind| !kind.is_empty())?.into(),
    })
}

fn text_field<'a>(fields: &'a Object, key: &[u8]) -> Option<&'a [u8]> {
    match fields.get(key)? {
        Data::Text(text) => Some(text),
        _ => None,
    }
}

/// Drops without recursion what is nested deeper than other values are.
fn dismantle(data: Data) {
    let mut rest = vec![data];
    while let Some(data) = rest.pop() {
        match data {
            Data::List(items) => rest.extend(items.into_vec()),
            Data::Object(object) => rest.extend(object.into_values()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::js::{DataRef, wtf8};

    fn json(data: &Data) -> String {
        String::from_utf8(data.view().json_text().unwrap()).unwrap()
    }

    #[test]
    fn reads_what_javascript_reads() {
        for text in ["null", "true", "-1.5e2", "\"a\\nb\"", "[]", "{}", " [ 1 , [ ] , { \"a\" : [ { } ] } ] "]
        {
            let compact: String = text.chars().filter(|c| *c != ' ').collect();
            assert_eq!(json(&Data::parse(text.as_bytes()).unwrap()), compact.replace("-1.5e2", "-150"));
        }
        for text in ["", "{", "[1,]", "undefined", "1 2"] {
            assert_eq!(Data::parse(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn objects_have_javascripts_order() {
        // Node.js: JSON.stringify(JSON.parse(text))
        let text = br#"{"b":1,"a":2,"b":3,"10":4,"9":5,"__proto__":6}"#;
        assert_eq!(json(&Data::parse(text).unwrap()), r#"{"9":5,"10":4,"b":3,"a":2,"__proto__":6}"#);
        let many: Vec<String> = (0..20).rev().map(|key| format!("\"k{key}\":{key}")).collect();
        let text = format!("{{{}}}", many.join(","));
        assert_eq!(json(&Data::parse(text.as_bytes()).unwrap()), text);
    }

    #[test]
    fn depth_has_a_limit() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let nested = |levels: usize| {
                let inner = if open == "[" { "" } else { "1" };
                format!("{}{inner}{}", open.repeat(levels), close.repeat(levels))
            };
            let deepest = Data::parse(nested(DEPTH_LIMIT).as_bytes()).unwrap();
            assert_eq!(json(&deepest), nested(DEPTH_LIMIT));
            assert_eq!(deepest.clone(), deepest);
            assert!(!deepest.view().to_text().is_empty() || open == "[");
            assert_eq!(Data::parse(nested(DEPTH_LIMIT + 1).as_bytes()), None);
            assert_eq!(Data::parse(nested(100_000).as_bytes()), None);
        }
    }

    #[test]
    fn the_hosts_encoding() {
        assert_eq!(Data::decode(b"abc"), Some(Data::Text(b"abc".as_slice().into())));
        assert_eq!(Data::decode(b"\0j\"\\u0000a\""), Some(Data::Text(b"\0a".as_slice().into())));
        assert_eq!(json(&Data::decode(b"\0j[1,{\"a\":2}]").unwrap()), "[1,{\"a\":2}]");
        let tagged = br#"{"t":"o","v":[["b",{"t":"l","v":[1,"x",true,null,{"t":"u"},{"t":"n","v":"-Infinity"}]}],["1",{"v":"-0","t":"n"}]]}"#;
        let data = Data::decode(&[b"\0x", tagged.as_slice()].concat()).unwrap();
        let Data::Object(object) = &data else { panic!("no object") };
        let [(first, Data::Number(zero)), (second, Data::List(items))] = object.entries() else {
            panic!("{data:?}")
        };
        assert_eq!((&**first, &**second), (b"1".as_slice(), b"b".as_slice()));
        assert!(*zero == 0.0 && zero.is_sign_negative());
        assert_eq!(items[4..], [Data::Undefined, Data::Number(f64::NEG_INFINITY)]);
    }

    #[test]
    fn what_is_no_json_keeps_its_conversions() {
        let tagged = br#"{"t":"e","s":"Thu","n":{"t":"n","v":"NaN"},"j":"\"1970\"","b":true,"k":"object"}"#;
        let Some(Data::Exotic(date)) = Data::decode(&[b"\0x", tagged.as_slice()].concat()) else {
            panic!("none")
        };
        assert_eq!((&*date.text, date.json.as_deref()), (b"Thu".as_slice(), Some(b"\"1970\"".as_slice())));
        assert!(date.number.is_nan() && date.is_truthy && !date.is_broken());
        let function =
            Data::decode(b"\0x{\"t\":\"e\",\"s\":\"f\",\"n\":1,\"b\":false,\"k\":\"function\"}").unwrap();
        assert!(function.view().json_text().is_none() && !function.view().is_truthy());
        let broken = Data::decode(b"\0!").unwrap();
        assert!(matches!(broken.view(), DataRef::Exotic(exotic) if exotic.is_broken()));
    }

    #[test]
    fn what_no_host_writes_is_refused() {
        for text in [
            "\0",
            "\0k",
            "\0!x",
            "\0j",
            "\0j{",
            "\0x",
            "\0x[1]",
            "\0x{}",
            "\0x{\"t\":\"z\"}",
            "\0x{\"t\":1}",
            "\0x{\"t\":\"l\"}",
            "\0x{\"t\":\"n\",\"v\":\"1\"}",
            "\0x{\"t\":\"o\",\"v\":[[\"a\"]]}",
            "\0x{\"t\":\"o\",\"v\":[1]}",
            "\0x{\"t\":\"e\",\"s\":\"f\",\"n\":1,\"b\":false,\"k\":\"\"}",
            "\0x{\"t\":\"e\"}",
        ] {
            assert_eq!(Data::decode(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn tagged_values_have_the_same_limit() {
        let nested = |levels: usize| {
            format!(
                "\0x{}{{\"t\":\"u\"}}{}",
                "{\"t\":\"o\",\"v\":[[\"a\",".repeat(levels),
                "]]}".repeat(levels)
            )
        };
        assert!(Data::decode(nested(DEPTH_LIMIT).as_bytes()).is_some());
        assert_eq!(Data::decode(nested(DEPTH_LIMIT + 1).as_bytes()), None);
        assert_eq!(Data::decode(nested(100_000).as_bytes()), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read_again(value in json_value()) {
            let text = value.view().json_text().unwrap();
            prop_assert_eq!(Data::parse(&text), Some(value.clone()));
            let encoded = [b"\0j", text.as_slice()].concat();
            prop_assert_eq!(Data::decode(&encoded), Some(value));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[\0jx!]{0,2}[\\[\\]{}:,\"tvulone01a ]{0,24}") {
            let _ = (Data::parse(text.as_bytes()), Data::decode(text.as_bytes()));
        }
    }

    /// Values that JSON can say.
    fn json_value() -> impl Strategy<Value = Data> {
        let scalar = prop_oneof![
            Just(Data::Null),
            any::<bool>().prop_map(Data::Bool),
            any::<f64>()
                .prop_filter("JSON has it", |number| number.is_finite() && *number != 0.0)
                .prop_map(Data::Number),
            prop::collection::vec(any::<u16>(), 0..6)
                .prop_map(|units| Data::Text(wtf8::from_utf16(&units).into())),
        ];
        scalar.prop_recursive(4, 40, 5, |inner| {
            let entries = prop::collection::vec(("[a-c0-2]{0,2}", inner.clone()), 0..12);
            let key = |(key, value): (String, Data)| (key.into_bytes().into_boxed_slice(), value);
            prop_oneof![
                prop::collection::vec(inner, 0..5).prop_map(|items| Data::List(items.into())),
                entries
                    .prop_map(move |entries| Data::Object(ordered(entries.into_iter().map(key).collect()))),
            ]
        })
    }
}
