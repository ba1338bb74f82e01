//! Makes comparison values ready for evaluation.

use crate::configcat::comparator::{Comparator, Family, ValueKind};
use crate::configcat::membership::TextSet;
use crate::configcat::model::{Digest, HashedSlice, Operand, Prepared, Text};
use crate::configcat::semver::Version;
use crate::js::number::parse_int_strict;
use crate::js::wtf8::trim;

/// Makes the operand ready for the comparator.
pub(super) fn prepare(comparator: Option<&Comparator>, operand: &Operand) -> Prepared {
    let Some(comparator) = comparator else { return Prepared::Missing };
    match comparator.value_kind() {
        ValueKind::Text => operand.text.as_deref().map(|text| prepare_text(comparator.family, text)),
        ValueKind::Number => operand.number.map(Prepared::Number),
        ValueKind::List => operand.list.as_deref().map(|list| prepare_list(comparator.family, list)),
    }
    .unwrap_or(Prepared::Missing)
}

fn prepare_text(family: Family, text: &[u8]) -> Prepared {
    match family {
        Family::HashedEquals => Prepared::Digest(digest(text)),
        Family::Version(_) => Prepared::Version(Version::parse(trim(text))),
        _ => Prepared::Plain,
    }
}

fn prepare_list(family: Family, list: &[Text]) -> Prepared {
    match family {
        Family::HashedOneOf | Family::HashedListContains => {
            Prepared::Digests(list.iter().filter_map(|item| digest(item)).collect())
        }
        Family::HashedStartsWith | Family::HashedEndsWith => {
            Prepared::Slices(list.iter().map(|item| slice(item)).collect())
        }
        Family::VersionOneOf => Prepared::Versions(versions(list)),
        Family::TextOneOf | Family::ListContains => TextSet::new(list).map_or(Prepared::Plain, Prepared::Set),
        _ => Prepared::Plain,
    }
}

/// The versions of the list. Empty items are skipped.
fn versions(list: &[Text]) -> Option<Box<[Version]>> {
    list.iter().filter(|item| !item.is_empty()).map(|item| Version::parse(trim(item))).collect()
}

/// Reads `length_hash`.
fn slice(item: &[u8]) -> Option<HashedSlice> {
    let (length, hash) = item.split_at_checked(memchr::memchr(b'_', item)?)?;
    let length = parse_int_strict(length).filter(|length| *length >= 0.0)?;
    let hash = hash.get(1..).filter(|hash| !hash.is_empty())?;
    Some(HashedSlice { length: length as usize, digest: digest(hash) })
}

/// Reads 64 lower-case hexadecimal digits: the only texts that the text of a digest can equal.
fn digest(hash: &[u8]) -> Option<Digest> {
    let mut digest = [0; 32];
    let (pairs, rest) = hash.as_chunks::<2>();
    if pairs.len() != digest.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in digest.iter_mut().zip(pairs) {
        *byte = (hex_value(*high)? << 4) | hex_value(*low)?;
    }
    Some(digest)
}

const fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_of_a_digest_is_a_digest() {
        let hash = "0f".repeat(32);
        assert_eq!(digest(hash.as_bytes()), Some([0x0F; 32]));
        for other in [hash.to_uppercase(), format!("{hash}0f"), "0f".repeat(31), format!(" {}", &hash[1..])] {
            assert_eq!(digest(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn slices_need_a_length_and_a_hash() {
        for (item, length) in [("3_x", 3), (" +3 _x_y", 3), ("-0_x", 0)] {
            assert_eq!(slice(item.as_bytes()).unwrap().length, length, "{item}");
        }
        for item in ["", "_", "3_", "3", "_x", "-1_x", "1.5_x", "9007199254740992_x", "a_x"] {
            assert!(slice(item.as_bytes()).is_none(), "{item}");
        }
    }
}
