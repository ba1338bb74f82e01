//! Laws that hold for any text and any number.

use proptest::prelude::*;
use vexil_engine::js::{date, json, number, object_order, wtf8};

use crate::support::{Held, User, config, exercise};

/// Code units with many surrogates, so that pairs and halves of them meet often.
fn units() -> impl Strategy<Value = Vec<u16>> {
    let unit = prop_oneof![0xD83Cu16..0xD840, 0xDE00u16..0xDE03, 0x61u16..0x64, any::<u16>()];
    prop::collection::vec(unit, 0..12)
}

fn is_subslice(text: &[u16], pattern: &[u16]) -> bool {
    pattern.is_empty() || text.windows(pattern.len()).any(|window| window == pattern)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn utf16_survives(units in units()) {
        let bytes = wtf8::from_utf16(&units);
        prop_assert_eq!(wtf8::utf16_len(&bytes), units.len());
        prop_assert_eq!(wtf8::has_lone_surrogate(&bytes), String::from_utf16(&units).is_err());
        prop_assert_eq!(wtf8::to_lossy(&bytes).into_owned(), String::from_utf16_lossy(&units));
        prop_assert_eq!(wtf8::to_utf16(&bytes), units);
    }

    #[test]
    fn well_formed_text_is_utf8(text in any::<String>()) {
        let units: Vec<u16> = text.encode_utf16().collect();
        prop_assert_eq!(wtf8::from_utf16(&units), text.as_bytes());
    }

    #[test]
    fn any_bytes_can_be_read(bytes in prop::collection::vec(any::<u8>(), 0..40), more in prop::collection::vec(any::<u8>(), 0..8)) {
        let units = wtf8::to_utf16(&bytes);
        prop_assert_eq!(wtf8::to_utf16(&wtf8::from_utf16(&units)), units);
        let _ = (wtf8::trim(&bytes), wtf8::to_lossy(&bytes), wtf8::utf16_len(&bytes), number::parse_attribute(&bytes));
        let _ = (wtf8::contains(&bytes, &more), wtf8::starts_with(&bytes, &more), wtf8::ends_with(&bytes, &more));
        let _ = (json::validate(&bytes), json::string_array(&bytes), number::parse_int_strict(&bytes));
    }

    #[test]
    fn searching_compares_code_units(text in units(), pattern in units()) {
        let at = text.len() / 3;
        for pattern in [&pattern[..], &text[..at], &text[at..], &text[at..text.len() - at]] {
            let (text_bytes, bytes) = (wtf8::from_utf16(&text), wtf8::from_utf16(pattern));
            prop_assert_eq!(wtf8::contains(&text_bytes, &bytes), is_subslice(&text, pattern));
            prop_assert_eq!(wtf8::starts_with(&text_bytes, &bytes), text.starts_with(pattern));
            prop_assert_eq!(wtf8::ends_with(&text_bytes, &bytes), text.ends_with(pattern));
        }
    }

    #[test]
    fn joining_bytes_is_joining_strings(left in units(), right in units()) {
        let (left_bytes, right_bytes) = (wtf8::from_utf16(&left), wtf8::from_utf16(&right));
        let whole = wtf8::from_utf16(&[left, right].concat());
        prop_assert_eq!(wtf8::splits_pair(&left_bytes, &right_bytes), [&left_bytes[..], &right_bytes].concat() != whole);
        let mut joined = left_bytes;
        wtf8::append(&mut joined, &right_bytes);
        prop_assert_eq!(joined, whole);
    }

    #[test]
    fn json_strings_survive(items in prop::collection::vec(units(), 0..4)) {
        let escaped = |units: &Vec<u16>| {
            let digits: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            format!("\"{digits}\"")
        };
        let text = format!("[{}]", items.iter().map(escaped).collect::<Vec<_>>().join(","));
        prop_assert!(json::validate(text.as_bytes()).is_ok());
        let parsed: Option<Vec<Vec<u16>>> = json::string_array(text.as_bytes())
            .map(|items| items.iter().map(|item| wtf8::to_utf16(item)).collect());
        prop_assert_eq!(parsed, Some(items));
    }

    #[test]
    fn numbers_survive(bits in any::<u64>()) {
        let number = f64::from_bits(bits);
        let text = number::to_text(number);
        let again = number::parse(text.as_bytes());
        // The sign of a zero is the only thing that the text does not keep.
        prop_assert!(again == number || number.is_nan() && again.is_nan());
        prop_assert_eq!(number::parse_attribute(text.as_bytes()).map(f64::is_nan), Some(number.is_nan()));
    }

    #[test]
    fn dates_are_ordered_like_their_texts(left in 0..253_402_300_800_000_i64, right in 0..253_402_300_800_000_i64) {
        let texts = [left, right].map(|ms| date::iso_text(ms as f64).unwrap());
        prop_assert_eq!(texts[0].cmp(&texts[1]), left.cmp(&right));
    }

    #[test]
    fn ordering_properties_twice_changes_nothing(keys in prop::collection::vec("[0-9a-c]{0,3}", 0..12)) {
        let once = object_order(keys.into_iter().enumerate().map(|(at, key)| (key, at)));
        let twice = object_order(once.clone());
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn any_user_gets_an_answer(values in prop::collection::vec(held(), 6)) {
        let names = ["Identifier", "Email", "Country", "Version", "Number", "Date"];
        let user = User::new(names.into_iter().zip(values));
        exercise(&config(crate::hostile::SAMPLE), &[Some(user)]);
    }
}

fn held() -> impl Strategy<Value = Held> {
    let text = || units().prop_map(|units| wtf8::from_utf16(&units));
    prop_oneof![
        text().prop_map(Held::Text),
        "[0-9.,eE+v -]{0,9}".prop_map(|text| Held::Text(text.into_bytes())),
        any::<f64>().prop_map(Held::Number),
        any::<bool>().prop_map(Held::Bool),
        any::<f64>().prop_map(Held::Date),
        (text(), text()).prop_map(|(json, text)| Held::List { json, text }),
        text().prop_map(Held::Other),
        Just(Held::Unreadable),
    ]
}
