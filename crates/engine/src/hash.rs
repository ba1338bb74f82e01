//! Digests of text that is given in parts.

use sha1::Sha1;
use sha2::{Digest, Sha256};

const HEX_DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The initial state of SHA-1 (FIPS 180-4, 5.3.1).
const SHA1_STATE: [u32; 5] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0];

/// The initial state of SHA-256 (FIPS 180-4, 5.3.3).
const SHA256_STATE: [u32; 8] =
    [0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19];

/// How many bytes both hashes take at a time.
const BLOCK: usize = 64;

/// The SHA-1 digest of the parts' concatenation.
pub fn sha1(parts: &[&[u8]]) -> [u8; 20] {
    match Padded::new(parts) {
        Some(padded) => {
            let mut state = SHA1_STATE;
            sha1::block_api::compress(&mut state, padded.blocks());
            to_bytes(state)
        }
        None => digest::<Sha1>(parts).into(),
    }
}

/// The SHA-256 digest of the parts' concatenation.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    match Padded::new(parts) {
        Some(padded) => {
            let mut state = SHA256_STATE;
            sha2::block_api::compress256(&mut state, padded.blocks());
            to_bytes(state)
        }
        None => digest::<Sha256>(parts).into(),
    }
}

/// A padded message (FIPS 180-4, 5.1.1) of one or two blocks. Nearly all attributes with their salts are that short, and a hasher that
/// has to be ready for more takes a good part of the time for its own work.
struct Padded {
    bytes: [u8; 2 * BLOCK],
    count: usize,
}

impl Padded {
    /// `None` if the message needs more blocks.
    #[inline]
    fn new(parts: &[&[u8]]) -> Option<Self> {
        const END: u8 = 0x80;
        const LENGTH: usize = size_of::<u64>();
        let mut bytes = [0; 2 * BLOCK];
        let mut length = 0;
        for part in parts {
            let end = length + part.len();
            bytes.get_mut(length..end)?.copy_from_slice(part);
            length = end;
        }
        let count = (length + 1 + LENGTH).div_ceil(BLOCK);
        let (message, bits) = bytes.get_mut(..count * BLOCK)?.split_last_chunk_mut::<LENGTH>()?;
        *message.get_mut(length)? = END;
        *bits = (length as u64 * 8).to_be_bytes();
        Some(Self { bytes, count })
    }

    fn blocks(&self) -> &[[u8; BLOCK]] {
        let (blocks, _) = self.bytes.as_chunks::<BLOCK>();
        blocks.get(..self.count).unwrap_or(blocks)
    }
}

fn to_bytes<const WORDS: usize, const BYTES: usize>(state: [u32; WORDS]) -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    for (bytes, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    bytes
}

/// Writes the bytes as lower-case hexadecimal digits: two per byte, as many as `out` has room for.
pub fn hex_lower(bytes: &[u8], out: &mut [u8]) {
    for (byte, digits) in bytes.iter().zip(out.chunks_exact_mut(2)) {
        digits.copy_from_slice(&[hex_digit(byte >> 4), hex_digit(byte & 0x0F)]);
    }
}

fn digest<D: Digest>(parts: &[&[u8]]) -> sha2::digest::Output<D> {
    let mut hasher = D::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize()
}

fn hex_digit(nibble: u8) -> u8 {
    HEX_DIGITS.get(usize::from(nibble)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        let mut out = vec![0; bytes.len() * 2];
        hex_lower(bytes, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn published_digests() {
        assert_eq!(hex(&sha1(&[b"abc"])), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(
            hex(&sha256(&[b"abc"])),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn short_texts_have_the_digests_of_the_general_way() {
        let text: Vec<u8> = (0..200).map(|byte| byte as u8 ^ 0xA5).collect();
        for length in 0..=text.len() {
            for cut in [0, length / 3, length] {
                let parts = [&text[..cut], &text[cut..length]];
                assert_eq!(sha1(&parts)[..], digest::<Sha1>(&parts)[..], "{length}");
                assert_eq!(sha256(&parts)[..], digest::<Sha256>(&parts)[..], "{length}");
            }
        }
        for (length, count) in
            [(0, Some(1)), (55, Some(1)), (56, Some(2)), (119, Some(2)), (120, None), (200, None)]
        {
            assert_eq!(
                Padded::new(&[&text[..length]]).map(|padded| padded.blocks().len()),
                count,
                "{length}"
            );
        }
    }

    #[test]
    fn parts_are_concatenated() {
        assert_eq!(sha1(&[b"a", b"", b"bc"]), sha1(&[b"abc"]));
        assert_eq!(sha256(&[b"ab", b"c"]), sha256(&[b"abc"]));
        assert_eq!(sha256(&[]), sha256(&[b""]));
    }
}
