//! Digests of texts in parts, compared with those of the whole text.

use sha1::Sha1;
use sha2::{Digest, Sha256};
use vexil_engine::hash;

use crate::parts;

/// The parts of a text to hash.
pub fn hashes(data: &[u8]) {
    let parts: Vec<&[u8]> = parts(data).collect();
    let whole = parts.concat();
    assert_eq!(hash::sha1(&parts)[..], Sha1::digest(&whole)[..]);
    assert_eq!(hash::sha256(&parts)[..], Sha256::digest(&whole)[..]);
    let mut digits = vec![0; 2 * whole.len()];
    hash::hex_lower(&whole, &mut digits);
    let expected: String = whole.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digits, expected.as_bytes());
}
