//! JavaScript strings as WTF-8 bytes.
//!
//! Well-formed WTF-8 never holds a lead surrogate directly followed by a trail surrogate: such a pair is one
//! supplementary code point and takes four bytes. Functions here keep that rule and never panic on bytes
//! that break it.

use std::borrow::Cow;
use std::cmp::Ordering;

use memchr::memmem;

/// So many bytes fit into a register of all processors that the addon is built for.
const CHUNK: usize = 16;

/// The replacement character in UTF-8, standing for anything that is not text.
const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();

/// Encodes UTF-16 code units. Surrogate pairs become one code point, lone surrogates three bytes each.
pub fn from_utf16(units: &[u16]) -> Vec<u8> {
    let mut out = Vec::with_capacity(units.len());
    for unit in char::decode_utf16(units.iter().copied()) {
        match unit {
            Ok(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(lone) => out.extend_from_slice(&surrogate_bytes(lone.unpaired_surrogate())),
        }
    }
    out
}

/// Decodes to UTF-16 code units. Bytes that are not WTF-8 become `U+FFFD`.
pub fn to_utf16(text: &[u8]) -> Vec<u16> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (good, bad) = split_valid(rest);
        out.extend(good.encode_utf16());
        let (unit, used) = match surrogate_at(bad) {
            Some(unit) => (unit, 3),
            None => (0xFFFD, bad.len().min(1)),
        };
        if used > 0 {
            out.push(unit);
        }
        rest = bad.get(used..).unwrap_or_default();
    }
    out
}

/// Whether the text holds a surrogate that is not part of a pair, so that it has no UTF-8 form.
pub fn has_lone_surrogate(text: &[u8]) -> bool {
    memchr::memchr_iter(0xED, text).any(|at| surrogate_at(text.get(at..).unwrap_or_default()).is_some())
}

/// The text as UTF-8, each lone surrogate (or malformed byte) replaced by `U+FFFD`.
pub fn to_lossy(text: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(String::from_utf16_lossy(&to_utf16(text)))
}

/// `text.includes(pattern)`: code units are compared, so half of a surrogate pair can match.
pub fn contains(text: &[u8], pattern: &[u8]) -> bool {
    if contains_bytes(text, pattern) {
        return true;
    }
    if !may_match_inside_pair(pattern) {
        return false;
    }
    let (text, pattern) = (to_utf16(text), to_utf16(pattern));
    text.windows(pattern.len()).any(|window| window == pattern)
}

/// Whether the bytes of the pattern are among those of the text.
pub(crate) fn contains_bytes(text: &[u8], pattern: &[u8]) -> bool {
    /// The preparations of a real search take longer than trying as many places.
    const FEW_PLACES: usize = 24;
    let Some((first, rest)) = pattern.split_first() else { return true };
    match text.len().checked_sub(pattern.len()) {
        None => false,
        Some(last) if last < FEW_PLACES => text.windows(pattern.len()).any(|window| {
            // Most places end here, without the cost of a comparison that is made for long texts.
            window.first() == Some(first) && window.get(1) == rest.first() && window == pattern
        }),
        _ => contains_far(text, pattern),
    }
}

/// Apart, because it needs much of the stack.
#[inline(never)]
fn contains_far(text: &[u8], pattern: &[u8]) -> bool {
    memmem::find(text, pattern).is_some()
}

/// `text.startsWith(pattern)`, comparing code units.
pub fn starts_with(text: &[u8], pattern: &[u8]) -> bool {
    text.starts_with(pattern)
        || (may_match_inside_pair(pattern) && to_utf16(text).starts_with(&to_utf16(pattern)))
}

/// `text.endsWith(pattern)`, comparing code units.
pub fn ends_with(text: &[u8], pattern: &[u8]) -> bool {
    text.ends_with(pattern)
        || (may_match_inside_pair(pattern) && to_utf16(text).ends_with(&to_utf16(pattern)))
}

/// `text.trim()`: removes JavaScript white space and line terminators from both ends.
pub fn trim(text: &[u8]) -> &[u8] {
    trim_end(trim_start(text))
}

/// `text.trimStart()`.
pub fn trim_start(mut text: &[u8]) -> &[u8] {
    loop {
        let length = match text {
            [first, ..] if is_ascii_space(*first) => 1,
            [first, second, ..] if is_space_pair([*first, *second]) => 2,
            [first, second, third, ..] if is_space_triple([*first, *second, *third]) => 3,
            _ => return text,
        };
        text = text.get(length..).unwrap_or_default();
    }
}

/// `text.trimEnd()`.
pub fn trim_end(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [rest @ .., last] if is_ascii_space(*last) => rest,
            [rest @ .., first, second] if is_space_pair([*first, *second]) => rest,
            [rest @ .., first, second, third] if is_space_triple([*first, *second, *third]) => rest,
            _ => return text,
        };
    }
}

/// The order of two texts as `<` sees it: by code units. Code points above U+FFFF come before U+E000, therefore.
pub fn compare(left: &[u8], right: &[u8]) -> Ordering {
    let same = left.iter().zip(right).take_while(|(left, right)| left == right).count();
    let (Some(first), Some(second)) = (left.get(same), right.get(same)) else {
        return left.len().cmp(&right.len());
    };
    // Below the surrogates, and within one sequence of bytes, bytes are ordered as units are.
    if *first < 0xED && *second < 0xED && !has_surrogate_lead(left, same) {
        return first.cmp(second);
    }
    let start = left.get(..same).unwrap_or_default();
    let start = start.iter().rposition(|byte| *byte < 0x80 || *byte >= 0xC0).unwrap_or(0);
    to_utf16(left.get(start..).unwrap_or_default()).cmp(&to_utf16(right.get(start..).unwrap_or_default()))
}

/// Whether the byte is inside of what may be a surrogate.
fn has_surrogate_lead(text: &[u8], at: usize) -> bool {
    text.get(at.saturating_sub(2)..at).is_some_and(|before| before.contains(&0xED))
}

/// `text.toLowerCase()`
pub fn to_lower(text: &[u8]) -> Cow<'_, [u8]> {
    if is_lower(text) {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // A surrogate is no letter and ends a word, so what is between two of them has its lower case by itself.
        let (good, bad) = split_valid(rest);
        out.extend_from_slice(good.to_lowercase().as_bytes());
        let (kept, after) = bad.split_at(bad.len().min(if surrogate_at(bad).is_some() { 3 } else { 1 }));
        out.extend_from_slice(kept);
        rest = after;
    }
    Cow::Owned(out)
}

/// Whether it is ASCII without upper case. Whole chunks are looked at together.
fn is_lower(text: &[u8]) -> bool {
    let is_other = |byte: &u8| !byte.is_ascii() | byte.is_ascii_uppercase();
    let has_other = |bytes: &[u8; CHUNK]| bytes.iter().fold(false, |found, byte| found | is_other(byte));
    match text.last_chunk() {
        // It may share bytes with the one before it.
        Some(last) => !has_other(last) && !text.as_chunks().0.iter().any(has_other),
        None => !text.iter().any(is_other),
    }
}

/// `text.length`: the number of UTF-16 code units.
pub fn utf16_len(text: &[u8]) -> usize {
    text.iter()
        .map(|byte| match byte {
            0x80..=0xBF => 0,
            0xF0..=0xFF => 2,
            _ => 1,
        })
        .sum()
}

/// Appends one code unit, joining it with a lead surrogate at the end of `text` where they form a pair.
pub fn push_unit(text: &mut Vec<u8>, unit: u16) {
    match char::from_u32(u32::from(unit)) {
        Some(c) => text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => append(text, &surrogate_bytes(unit)),
    }
}

/// Appends `more`, as `text + more` does: two surrogates that meet at the seam become one code point.
pub fn append(text: &mut Vec<u8>, more: &[u8]) {
    let Some((lead, trail)) = pair_at_seam(text, more) else {
        text.extend_from_slice(more);
        return;
    };
    text.truncate(text.len().saturating_sub(3));
    let joined = char::decode_utf16([lead, trail]).next().and_then(Result::ok);
    match joined {
        Some(c) => text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => text.extend_from_slice(REPLACEMENT),
    }
    text.extend_from_slice(more.get(3..).unwrap_or_default());
}

/// Whether a pair of surrogates is cut by the border between `left` and `right`, so that the bytes of
/// `left + right` are not the bytes of `left` followed by those of `right`.
pub fn splits_pair(left: &[u8], right: &[u8]) -> bool {
    pair_at_seam(left, right).is_some()
}

fn pair_at_seam(left: &[u8], right: &[u8]) -> Option<(u16, u16)> {
    let lead = surrogate_at(left.get(left.len().checked_sub(3)?..)?).filter(|unit| *unit < 0xDC00)?;
    let trail = surrogate_at(right).filter(|unit| *unit >= 0xDC00)?;
    Some((lead, trail))
}

fn may_match_inside_pair(pattern: &[u8]) -> bool {
    let starts_with_trail = surrogate_at(pattern).is_some_and(|unit| unit >= 0xDC00);
    let last = pattern.get(pattern.len().saturating_sub(3)..).unwrap_or_default();
    starts_with_trail || surrogate_at(last).is_some_and(|unit| unit < 0xDC00)
}

/// The surrogate written by the first three bytes, if they write one.
pub(crate) fn surrogate_at(bytes: &[u8]) -> Option<u16> {
    match bytes {
        [0xED, second @ 0xA0..=0xBF, third @ 0x80..=0xBF, ..] => {
            Some(0xD000 | (u16::from(second & 0x3F) << 6) | u16::from(third & 0x3F))
        }
        _ => None,
    }
}

fn surrogate_bytes(unit: u16) -> [u8; 3] {
    let [high, low] = unit.to_be_bytes();
    [0xED, 0x80 | ((high & 0x0F) << 2) | (low >> 6), 0x80 | (low & 0x3F)]
}

fn split_valid(bytes: &[u8]) -> (&str, &[u8]) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text, &[]),
        Err(error) => {
            let (good, bad) = bytes.split_at(error.valid_up_to());
            (std::str::from_utf8(good).unwrap_or_default(), bad)
        }
    }
}

const fn is_ascii_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

/// U+00A0, the only two-byte one.
const fn is_space_pair(bytes: [u8; 2]) -> bool {
    matches!(bytes, [0xC2, 0xA0])
}

/// U+1680, U+2000..=U+200A, U+2028, U+2029, U+202F, U+205F, U+3000, U+FEFF.
const fn is_space_triple(bytes: [u8; 3]) -> bool {
    matches!(
        bytes,
        [0xE1, 0x9A, 0x80]
            | [0xE2, 0x80, 0x80..=0x8A | 0xA8 | 0xA9 | 0xAF]
            | [0xE2, 0x81, 0x9F]
            | [0xE3, 0x80, 0x80]
            | [0xEF, 0xBB, 0xBF]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: u16 = 0xD83D;
    const TRAIL: u16 = 0xDE00;

    #[test]
    fn parts_are_found_in_texts_of_all_lengths() {
        // Two letters, so that many places nearly match.
        let letters: Vec<u8> =
            (0..200_u32).map(|at| b'a' + (at.wrapping_mul(2_654_435_761) >> 30) as u8 % 2).collect();
        for length in 0..100 {
            let text = &letters[..length];
            for (start, size) in [
                (0, 0),
                (0, 1),
                (50, 2),
                (90, 5),
                (120, 7),
                (length / 2, length / 3),
                (30, 40),
                (0, length + 1),
            ] {
                let pattern = &letters[start..start + size];
                let expected = size == 0 || text.windows(size).any(|window| window == pattern);
                assert_eq!(contains(text, pattern), expected, "{length} {start} {size}");
            }
        }
    }

    #[test]
    fn every_code_unit_survives_the_round_trip() {
        for unit in 0..=u16::MAX {
            let bytes = from_utf16(&[unit]);
            assert_eq!(to_utf16(&bytes), [unit]);
            assert_eq!(has_lone_surrogate(&bytes), (0xD800..=0xDFFF).contains(&unit));
            assert_eq!(utf16_len(&bytes), 1);
        }
    }

    #[test]
    fn pairs_take_four_bytes_and_lone_surrogates_three() {
        assert_eq!(from_utf16(&[LEAD, TRAIL]), "😀".as_bytes());
        assert_eq!(from_utf16(&[0xD800, 0x78]), [0xED, 0xA0, 0x80, 0x78]);
        assert_eq!(from_utf16(&[TRAIL, LEAD]), [0xED, 0xB8, 0x80, 0xED, 0xA0, 0xBD]);
        assert_eq!(utf16_len("a😀é".as_bytes()), 4);
    }

    #[test]
    fn malformed_bytes_become_replacement_characters() {
        assert_eq!(to_utf16(&[0x61, 0xFF, 0x62]), [0x61, 0xFFFD, 0x62]);
        assert_eq!(to_utf16(&[0xED, 0xA0]), [0xFFFD, 0xFFFD]);
        assert_eq!(to_lossy(&from_utf16(&[0x61, LEAD])), "a\u{FFFD}");
        assert!(matches!(to_lossy(b"abc"), Cow::Borrowed("abc")));
    }

    #[test]
    fn half_of_a_pair_matches_as_in_javascript() {
        let text = "x😀y".as_bytes();
        let (lead, trail) = (from_utf16(&[LEAD]), from_utf16(&[TRAIL]));
        assert!(contains(text, &lead) && contains(text, &trail));
        assert!(contains(text, &from_utf16(&[0x78, LEAD])) && contains(text, &from_utf16(&[TRAIL, 0x79])));
        assert!(!contains(text, &from_utf16(&[LEAD, 0x79])));
        assert!(starts_with("😀y".as_bytes(), &lead) && !starts_with("😀y".as_bytes(), &trail));
        assert!(ends_with("x😀".as_bytes(), &trail) && !ends_with("x😀".as_bytes(), &lead));
        assert!(contains(text, b"") && starts_with(text, b"") && ends_with(text, b""));
        assert!(!contains(b"ab", &from_utf16(&[LEAD, 0x61, 0x62, LEAD])));
    }

    #[test]
    fn trim_removes_exactly_the_characters_that_javascript_removes() {
        let spaces: Vec<u32> = (0..=0x10FFFF)
            .filter_map(char::from_u32)
            .filter(|c| trim(c.encode_utf8(&mut [0; 4]).as_bytes()).is_empty())
            .map(u32::from)
            .collect();
        let mut expected = vec![9, 10, 11, 12, 13, 0x20, 0xA0, 0x1680];
        expected.extend(0x2000..=0x200A);
        expected.extend([0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF]);
        assert_eq!(spaces, expected);
        assert_eq!(trim("\u{FEFF}\u{A0} a b \u{2028}\n".as_bytes()), b"a b");
    }

    #[test]
    fn texts_are_ordered_by_units() {
        let units: [u16; 13] =
            [0, 0x61, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFFFF];
        let mut texts = vec![vec![]];
        for first in units {
            texts.push(vec![first]);
            for second in units {
                texts.push(vec![first, second]);
                for third in units {
                    texts.push(vec![first, second, third]);
                }
            }
        }
        for left in texts.iter().step_by(7) {
            for right in &texts {
                assert_eq!(
                    compare(&from_utf16(left), &from_utf16(right)),
                    left.cmp(right),
                    "{left:x?} {right:x?}"
                );
            }
        }
    }

    #[test]
    fn lower_case_is_that_of_javascript() {
        // Node.js: text.toLowerCase()
        let cases = [
            ("aBc-1", "abc-1"),
            ("ÀΣ", "àς"),
            ("ΣΑΣ ΣΑΣ.", "σας σας."),
            ("İ", "i\u{307}"),
            ("ẞ\u{212A}Ǆ", "ßkǆ"),
            ("𐐀", "𐐨"),
        ];
        for (text, expected) in cases {
            assert_eq!(String::from_utf8(to_lower(text.as_bytes()).into()).unwrap(), expected);
        }
        assert!(matches!(to_lower(b"abc 1_"), Cow::Borrowed(_)));
        for length in 1..3 * CHUNK {
            let lower = "a".repeat(length);
            assert!(matches!(to_lower(lower.as_bytes()), Cow::Borrowed(_)));
            for at in 0..length {
                let mixed = format!("{}Z{}", &lower[..at], &lower[at + 1..]);
                assert_eq!(&*to_lower(mixed.as_bytes()), mixed.to_lowercase().as_bytes(), "{mixed}");
            }
        }
        let text = from_utf16(&[0x41, 0x3A3, LEAD, 0x3A3, 0x41]);
        assert_eq!(to_utf16(&to_lower(&text)), [0x61, 0x3C2, LEAD, 0x3C3, 0x61]);
    }

    #[test]
    fn text_that_meets_at_a_seam_joins() {
        let (lead, trail) = (from_utf16(&[LEAD]), from_utf16(&[TRAIL]));
        let mut text = b"a".to_vec();
        push_unit(&mut text, LEAD);
        assert!(splits_pair(&text, &trail) && !splits_pair(&trail, &lead));
        append(&mut text, &from_utf16(&[TRAIL, 0x62]));
        assert_eq!(text, "a😀b".as_bytes());
        let mut lone = trail;
        append(&mut lone, &lead);
        assert_eq!(to_utf16(&lone), [TRAIL, LEAD]);
    }
}
