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
#[inline]
pub(crate) fn fnv_decimal(hash: u32, number: u32) -> u32 {
    // The two halves are taken apart side by side, and the first digits are ready before the last ones are known.
    let (upper, lower) = (number / HALF, number % HALF);
    if upper == 0 { fnv_leading(hash, lower) } else { fnv_five(fnv_leading(hash, upper), lower) }
}

/// Five digits.
const HALF: u32 = 100_000;

/// How many digits are right of the point where a number below [`HALF`] has only its first digit left of it.
const POINT: u32 = 32;

/// Goes on with the digits of a number below [`HALF`], without leading zeros.
#[inline(always)]
fn fnv_leading(hash: u32, number: u32) -> u32 {
    match number {
        10_000.. => fnv_five(hash, number),
        1_000.. => fnv_digits::<4>(hash, u64::from(number) * 10),
        100.. => fnv_digits::<3>(hash, u64::from(number) * 100),
        10.. => fnv_digits::<2>(hash, u64::from(number) * 1_000),
        _ => step(hash, u32::from(b'0') + number),
    }
}

#[inline(always)]
fn fnv_five(hash: u32, number: u32) -> u32 {
    fnv_digits::<5>(hash, u64::from(number))
}

/// Goes on with the first `COUNT` of the five digits of a number.
#[inline(always)]
fn fnv_digits<const COUNT: usize>(mut hash: u32, number: u64) -> u32 {
    // A ten-thousandth, rounded up: exact enough for five digits.
    const UNIT: u64 = (1 << POINT) / 10_000 + 1;
    let mut rest = number * UNIT;
    for _ in 0..COUNT {
        hash = step(hash, u32::from(b'0') + (rest >> POINT) as u32);
        rest = (rest & ((1 << POINT) - 1)) * 10;
    }
    hash
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
        let halves = (0..HALF).chain((0..HALF).map(|upper| upper.wrapping_mul(HALF).wrapping_add(upper)));
        for number in halves.chain([u32::MAX, 1_000_000_000, 999_999_999, 4_200_000_001]) {
            assert_eq!(fnv_decimal(START, number), fnv(START, number.to_string().as_bytes()), "{number}");
        }
    }
}
