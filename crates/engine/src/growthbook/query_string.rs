//! Variations that are forced by the query string of a URL.

use crate::js::wtf8;

/// The variation that the URL asks of an experiment that has `count` of them.
#[must_use]
pub fn query_string_override(key: &[u8], url: &[u8], count: usize) -> Option<usize> {
    let query = url.split(|byte| *byte == b'?').nth(1)?;
    let query = query.split(|byte| *byte == b'#').next()?;
    let value = query.split(|byte| *byte == b'&').find_map(|pair| {
        let mut parts = pair.split(|byte| *byte == b'=');
        (parts.next() == Some(key)).then(|| parts.next().unwrap_or_default())
    })?;
    parse_int(value).filter(|variation| *variation < count)
}

/// `parseInt(text)` of what is no negative number: the digits that the text begins with.
fn parse_int(text: &[u8]) -> Option<usize> {
    let text = wtf8::trim_start(text);
    let (sign, text) = match text {
        [sign @ (b'+' | b'-'), digits @ ..] => (*sign, digits),
        _ => (b'+', text),
    };
    let (radix, text) = match text {
        [b'0', b'x' | b'X', digits @ ..] => (16, digits),
        _ => (10, text),
    };
    let mut digits = text.iter().map_while(|byte| char::from(*byte).to_digit(radix)).peekable();
    digits.peek()?;
    let number = digits
        .try_fold(0_usize, |number, digit| number.checked_mul(radix as usize)?.checked_add(digit as usize))?;
    // -0 is 0 to the comparisons that follow.
    (sign == b'+' || number == 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_pair_with_the_key_decides() {
        // What `new GrowthBook({url}).run({key: 'k', variations: [0, 1]})` of the official package chooses without a hash.
        let cases: [(&str, Option<usize>); 20] = [
            ("?k=1?k=0", Some(1)),
            ("http://a/?x=1&k=0", Some(0)),
            ("http://a/?k=0#?k=1", Some(0)),
            ("http://a#x?k=0", Some(0)),
            ("http://a/?k", None),
            ("http://a/?k=0=1", Some(0)),
            ("http://a/?k=5&k=0", None),
            ("http://a/?a?k=0", None),
            ("http://a/?k=0&k=1", Some(0)),
            ("http://a/?k=-1", None),
            ("http://a/?k=1abc", Some(1)),
            ("http://a/?k= 1", Some(1)),
            ("http://a/?k=\t1", Some(1)),
            ("http://a/?k=+1", Some(1)),
            ("http://a/?k=0x1", Some(1)),
            ("http://a/?k=%31", None),
            ("http://a/?k=1.9", Some(1)),
            ("http://a/?k=", None),
            ("http://a/?k=99999999999999999999999", None),
            ("", None),
        ];
        for (url, expected) in cases {
            assert_eq!(query_string_override(b"k", url.as_bytes(), 2), expected, "{url}");
        }
    }
}
