//! The hash FNV-1a with 32 bits, as GrowthBook uses it: over whole UTF-16 code units instead of bytes.

/// The hash of no text.
pub(crate) const START: u32 = 0x811c_9dc5;

const PRIME: u32 = 0x0100_0193;

/// Goes on from the hash of what precedes the text, which is WTF-8.
#[inline]
pub(crate) fn fnv(hash: u32, text: &[u8]) -> u32 {
    let (mut hash, mut rest) = (hash, text);
    while let [byte @ ..0x80, after @ ..] = rest {
        hash = step(hash, u32::from(*byte));
        rest = after;
    }
    if rest.is_empty() { hash } else { of_characters(hash, rest) }
}

/// Goes on with the decimal digits of a number.
pub(crate) fn fnv_decimal(hash: u32, mut number: u32) -> u32 {
    let mut digits = [b'0'; 10];
    let mut first = digits.len();
    for (place, digit) in digits.iter_mut().enumerate().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
        first = place;
        if number == 0 {
            break;
        }
    }
    fnv(hash, digits.get(first..).unwrap_or_default())
}

const fn step(hash: u32, unit: u32) -> u32 {
    (hash ^ unit).wrapping_mul(PRIME)
}

fn of_characters(mut hash: u32, mut text: &[u8]) -> u32 {
    let low = |byte: u8| u32::from(byte & 0x3F);
    loop {
        let (code, length) = match *text {
            [] => return hash,
            [a, b, c, d, ..] if a >= 0xF0 => {
                (u32::from(a & 0x07) << 18 | low(b) << 12 | low(c) << 6 | low(d), 4)
            }
            [a, b, c, ..] if a >= 0xE0 => (u32::from(a & 0x0F) << 12 | low(b) << 6 | low(c), 3),
            [a, b, ..] if a >= 0xC0 => (u32::from(a & 0x1F) << 6 | low(b), 2),
            [a, ..] => (u32::from(a), 1),
        };
        hash = match code.checked_sub(0x1_0000) {
            None => step(hash, code),
            Some(pair) => step(step(hash, 0xD800 + (pair >> 10)), 0xDC00 + (pair & 0x3FF)),
        };
        text = text.get(length..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::js::wtf8;

    #[test]
    fn code_units_are_hashed_whole() {
        let texts: [&[u16]; 7] = [
            &[],
            &[0x61],
            &[0xFC, 0x62],
            &[0x20AC],
            &[0xD83D, 0xDE00, 0x61],
            &[0xD83D],
            &[0xDE00, 0xD83D, 0xFFFF],
        ];
        for units in texts {
            let expected = units.iter().fold(START, |hash, unit| step(hash, u32::from(*unit)));
            assert_eq!(fnv(START, &wtf8::from_utf16(units)), expected, "{units:x?}");
        }
        // Published: FNV-1a of "a" and of "foobar".
        assert_eq!(fnv(START, b"a"), 0xe40c_292c);
        assert_eq!(fnv(START, b"foobar"), 0xbf9c_f968);
    }

    #[test]
    fn bytes_that_are_no_text_do_no_harm() {
        for bytes in [&b"\xFF"[..], b"\xE2\x82", b"\xF0\x9F\x98", b"a\x80", b"\xC3"] {
            fnv(START, bytes);
        }
    }

    #[test]
    fn numbers_are_hashed_by_their_digits() {
        for number in [0, 7, 10, 4_294_967_295, 1_000_000_000] {
            assert_eq!(fnv_decimal(START, number), fnv(START, number.to_string().as_bytes()));
        }
    }
}
