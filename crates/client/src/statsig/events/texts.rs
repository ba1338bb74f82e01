//! JSON texts joined by commas, in UTF-16 code units.

/// Where the comma is that follows so many texts; `None` where there are not more.
pub(super) fn cut(units: &[u16], texts: usize) -> Option<usize> {
    const QUOTE: u16 = b'"' as u16;
    const BACKSLASH: u16 = b'\\' as u16;
    const COMMA: u16 = b',' as u16;
    let (mut depth, mut found) = (0_usize, 0);
    let mut at = 0;
    while let Some(unit) = units.get(at) {
        match *unit {
            QUOTE => {
                at += 1;
                while let Some(unit) = units.get(at).filter(|unit| **unit != QUOTE) {
                    at += if *unit == BACKSLASH { 2 } else { 1 };
                }
            }
            // Braces and brackets.
            0x7B | 0x5B => depth += 1,
            0x7D | 0x5D => depth = depth.saturating_sub(1),
            COMMA if depth == 0 => {
                found += 1;
                if found == texts {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Appends code units as UTF-8. Halves of surrogate pairs become U+FFFD.
pub(super) fn append(out: &mut Vec<u8>, units: &[u16]) {
    // Almost all texts are ASCII: this loop and the next one are a few instructions for many units.
    if units.iter().fold(0, |all, unit| all | unit) < 0x80 {
        out.extend(units.iter().map(|unit| *unit as u8));
    } else {
        out.extend_from_slice(String::from_utf16_lossy(units).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// JSON texts with all that looks like their ends.
    fn texts() -> impl Strategy<Value = Vec<String>> {
        let leaf = prop_oneof![
            "[\"\\\\,\\[\\]{}a\u{e9}\u{1F600}]{0,6}".prop_map(|text| serde_json::to_string(&text).unwrap()),
            Just("-1.5e3".to_owned()),
            Just("null".to_owned()),
        ];
        let value = leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(","))),
                inner.prop_map(|value| format!("{{\"a,\\\\\":{value},\"b\":[]}}")),
            ]
        });
        prop::collection::vec(value, 1..6)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn as_many_texts_are_cut_off_as_are_wanted(texts in texts(), wanted in 1..6_usize) {
            let units: Vec<u16> = texts.join(",").encode_utf16().collect();
            let first: Vec<u16> = texts[..wanted.min(texts.len())].join(",").encode_utf16().collect();
            let expected = (wanted < texts.len()).then_some(first.len());
            prop_assert_eq!(cut(&units, wanted), expected);
        }
    }

    #[test]
    fn texts_end_at_commas_that_are_in_none_of_them() {
        let text = r#"{"a":[1,{"b":2}],"c":",\",}"},"x\\",[",","]"],5"#;
        let units: Vec<u16> = text.encode_utf16().collect();
        let parts: Vec<_> = (1..=5).map(|texts| cut(&units, texts).map(|at| &text[..at])).collect();
        assert_eq!(
            parts,
            [
                Some(r#"{"a":[1,{"b":2}],"c":",\",}"}"#),
                Some(r#"{"a":[1,{"b":2}],"c":",\",}"},"x\\""#),
                Some(r#"{"a":[1,{"b":2}],"c":",\",}"},"x\\",[",","]"]"#),
                None,
                None
            ]
        );
        for broken in ["", "\"", "\"\\", "}}},", "{{{,"] {
            let units: Vec<u16> = broken.encode_utf16().collect();
            assert_eq!(cut(&units, 2), None, "{broken}");
        }
    }

    #[test]
    fn units_become_utf_8() {
        for (units, expected) in [
            ("".encode_utf16().collect(), ""),
            ("plain".encode_utf16().collect(), "plain"),
            ("é😀".encode_utf16().collect(), "é😀"),
            (vec![0x61, 0xD83D], "a\u{FFFD}"),
        ] {
            let mut out = b">".to_vec();
            append(&mut out, &units);
            assert_eq!(out, format!(">{expected}").as_bytes());
        }
    }
}
