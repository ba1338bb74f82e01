//! Makes comparison values ready for evaluation.

use std::borrow::Cow;

use crate::configcat::comparator::{Comparator, Family, ValueKind};
use crate::configcat::model::{
    Digest, Digests, HashedSlice, NumberLiteral, Operand, VersionText, VersionTexts,
};
use crate::configcat::semver::Version;
use crate::configcat::wire::{NumberNode, UserConditionNode};
use crate::js::number::parse_int_strict;
use crate::js::wtf8::trim;
use crate::text::TextList;
use crate::text::TextSet;

/// Makes the comparison value that the comparator takes ready for it.
pub(super) fn prepare(comparator: Option<&Comparator>, node: &UserConditionNode<'_>) -> Operand {
    let Some(comparator) = comparator else { return only_value(node) };
    match comparator.value_kind() {
        ValueKind::Text => node.text.as_deref().map(|text| prepare_text(comparator.family, text)),
        ValueKind::Number => node.number.map(prepare_number),
        ValueKind::List => node.list.as_deref().map(|list| prepare_list(comparator.family, list)),
    }
    .unwrap_or(Operand::Missing)
}

/// What logs show of a condition whose comparator is not known.
fn only_value(node: &UserConditionNode<'_>) -> Operand {
    match (node.text.as_deref(), node.number, &node.list) {
        (Some(text), None, None) => Operand::Text(text.into()),
        (None, Some(number), None) => prepare_number(number),
        _ => Operand::Missing,
    }
}

fn prepare_number(node: NumberNode<'_>) -> Operand {
    match node.literal() {
        None => Operand::Number(node.value()),
        Some(literal) => {
            Operand::Literal(Box::new(NumberLiteral { number: node.value(), text: literal.into() }))
        }
    }
}

fn prepare_text(family: Family, text: &[u8]) -> Operand {
    match family {
        Family::HashedEquals => Operand::Digest(digest(text).map(Box::new)),
        Family::Version(_) => {
            let version = Version::parse(trim(text));
            Operand::Version(Box::new(VersionText { text: text.into(), version }))
        }
        _ => Operand::Text(text.into()),
    }
}

fn prepare_list(family: Family, list: &[Cow<'_, [u8]>]) -> Operand {
    match family {
        Family::HashedOneOf | Family::HashedListContains => {
            let set = list.iter().filter_map(|item| digest(item)).collect();
            Operand::Digests(Box::new(Digests { list: TextList::new(list), set }))
        }
        Family::HashedStartsWith | Family::HashedEndsWith => {
            Operand::Slices(list.iter().map(|item| slice(item)).collect())
        }
        Family::VersionOneOf => {
            let versions = versions(list);
            Operand::Versions(Box::new(VersionTexts { list: TextList::new(list), versions }))
        }
        Family::TextOneOf | Family::ListContains => {
            TextSet::new(TextList::new(list)).map_or_else(Operand::List, Operand::Set)
        }
        _ => Operand::List(TextList::new(list)),
    }
}

/// The versions of the list. Empty items are skipped.
fn versions(list: &[Cow<'_, [u8]>]) -> Option<Box<[Version]>> {
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
