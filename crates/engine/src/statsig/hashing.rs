//! What users are hashed to.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::hash::sha256;
use crate::js::wtf8;

/// The number of a text: the first eight bytes of its SHA-256, the most significant first. The text is WTF-8; lone surrogates are hashed
/// as U+FFFD, as Node.js does.
#[must_use]
pub fn bucket(text: &[u8]) -> u64 {
    bucket_of(&[text])
}

/// The number of a text in parts. No surrogate pair may be split between two of them.
pub(super) fn bucket_of(parts: &[&[u8]]) -> u64 {
    let digest = digest(parts);
    let [first, ..] = digest.as_chunks::<8>().0 else { return 0 };
    u64::from_be_bytes(*first)
}

/// What the official package takes for the hash of an empty text, which it is not.
const OF_NOTHING: [u8; 32] = [
    0xda, 0x56, 0x98, 0xbe, 0x17, 0xb9, 0xb4, 0x69, 0x62, 0x33, 0x57, 0x99, 0x77, 0x9f, 0xbe, 0xca, 0x8c,
    0xe5, 0xd4, 0x91, 0xc0, 0xd2, 0x62, 0x43, 0xba, 0xfe, 0xf9, 0xea, 0x18, 0x37, 0xa9, 0xd8,
];

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    if parts.iter().all(|part| part.is_empty()) {
        return OF_NOTHING;
    }
    if parts.iter().any(|part| wtf8::has_lone_surrogate(part)) {
        let lossy: Vec<_> = parts.iter().map(|part| wtf8::to_lossy(part)).collect();
        return sha256(&lossy.iter().map(|part| part.as_bytes()).collect::<Vec<_>>());
    }
    sha256(parts)
}

/// What an ID list has of an id: the first eight characters of the base64 of its SHA-256.
#[must_use]
pub fn id_list_key(id: &[u8]) -> [u8; 8] {
    let digest = digest(&[id]);
    let mut key = [0; 8];
    // Six bytes are eight characters.
    let _ = STANDARD.encode_slice(digest.get(..6).unwrap_or_default(), &mut key);
    key
}

/// The hash of names in responses for clients: `31 * hash + unit` over the UTF-16 code units of WTF-8 text, 32 bits.
#[must_use]
pub fn djb2(text: &[u8]) -> u32 {
    let step = |hash: u32, unit: u16| hash.wrapping_mul(31).wrapping_add(u32::from(unit));
    if text.is_ascii() {
        return text.iter().fold(0, |hash, byte| step(hash, u16::from(*byte)));
    }
    wtf8::to_utf16(text).into_iter().fold(0, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_of_texts() {
        // The official package, of the texts in the table of hash vectors.
        assert_eq!(bucket(b""), 15_732_930_290_474_660_969);
        assert_eq!(bucket(b"a"), 14_598_278_634_844_962_250);
        assert_eq!((&id_list_key(b""), &id_list_key(b"a")), (b"2laYvhe5", b"ypeBEsob"));
        assert_eq!((djb2(b""), djb2(b"a")), (0, 97));
    }

    #[test]
    fn lone_surrogates_are_hashed_as_replacement_characters() {
        let lone = wtf8::from_utf16(&[0xD83D]);
        assert_eq!(bucket(&lone), bucket("\u{FFFD}".as_bytes()));
        assert_eq!(bucket_of(&[b"x", &lone]), bucket("x\u{FFFD}".as_bytes()));
        assert_eq!(djb2(&lone), 0xD83D);
    }
}
