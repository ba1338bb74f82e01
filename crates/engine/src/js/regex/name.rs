//! Names of groups.

use unicode_ident::{is_xid_continue, is_xid_start};

/// The name that stands between `<` and `>` at the start of `units`, and how many units that is. Parts of it may be escaped.
pub(super) fn group_name(units: &[u16]) -> Option<(String, usize)> {
    let mut rest = units.strip_prefix(&[u16::from(b'<')])?;
    let mut name = String::new();
    loop {
        if let Some(after) = rest.strip_prefix(&[u16::from(b'>')]) {
            return (!name.is_empty()).then_some((name, units.len() - after.len()));
        }
        let (c, after) = escaped(rest).or_else(|| plain(rest))?;
        let is_part = if name.is_empty() { is_start(c) } else { is_start(c) || is_continue(c) };
        if !is_part {
            return None;
        }
        name.push(c);
        rest = after;
    }
}

fn is_start(c: char) -> bool {
    matches!(c, '$' | '_') || is_xid_start(c)
}

fn is_continue(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}') || is_xid_continue(c)
}

fn plain(units: &[u16]) -> Option<(char, &[u16])> {
    let (first, after) = units.split_first()?;
    if let Some(c) = char::from_u32(u32::from(*first)) {
        return Some((c, after));
    }
    let (second, after) = after.split_first()?;
    Some((pair(*first, *second)?, after))
}

/// `\uD83D\uDE00`, `\u0041`, `\u{41}`
fn escaped(units: &[u16]) -> Option<(char, &[u16])> {
    if let Some((first, after)) = escaped_unit(units) {
        if let Some(c) = char::from_u32(u32::from(first)) {
            return Some((c, after));
        }
        let (second, after) = escaped_unit(after)?;
        return Some((pair(first, second)?, after));
    }
    let digits = units.strip_prefix(&[u16::from(b'\\'), u16::from(b'u'), u16::from(b'{')])?;
    let end = digits.iter().position(|unit| *unit == u16::from(b'}'))?;
    let (digits, after) = digits.split_at_checked(end)?;
    Some((char::from_u32(hex(digits)?)?, after.get(1..)?))
}

fn escaped_unit(units: &[u16]) -> Option<(u16, &[u16])> {
    let digits = units.strip_prefix(&[u16::from(b'\\'), u16::from(b'u')])?;
    let (digits, after) = digits.split_at_checked(4)?;
    Some((u16::try_from(hex(digits)?).ok()?, after))
}

fn pair(lead: u16, trail: u16) -> Option<char> {
    char::decode_utf16([lead, trail]).next()?.ok()
}

/// The value of hexadecimal digits; `None` where one is none, there are none, or they say too much.
pub(super) fn hex(digits: &[u16]) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u32, |value, digit| {
        let digit = char::from_u32(u32::from(*digit))?.to_digit(16)?;
        value.checked_mul(16)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Option<(String, usize)> {
        group_name(&text.encode_utf16().collect::<Vec<_>>())
    }

    #[test]
    fn names_are_identifiers() {
        // Node.js: new RegExp('(?' + text + ')')
        for (text, expected) in [
            ("<a>b", "a"),
            ("<$_9>", "$_9"),
            ("<é\u{200C}>", "é\u{200C}"),
            ("<\\u0061\\u{62}>", "ab"),
            ("<𝒜>", "𝒜"),
            ("<\\ud835\\udc9c>", "𝒜"),
            ("<\\u{1d49c}>", "𝒜"),
        ] {
            let (found, length) = name(text).unwrap();
            assert_eq!(
                (found.as_str(), text.encode_utf16().nth(length - 1)),
                (expected, Some(u16::from(b'>')))
            );
        }
        for text in [
            "",
            "a>",
            "<>",
            "<9>",
            "<a",
            "<a b>",
            "<-a>",
            "<a-b>",
            "<\\u00>",
            "<\\u{}>",
            "<\\u{110000}>",
            "<\\x61>",
            "<😀>",
            "<\\ud835>",
        ] {
            assert_eq!(name(text), None, "{text}");
        }
    }
}
