//! Encrypted payloads.

use vexil_engine::growthbook::decrypt;

use crate::parts;

/// An encrypted text and a key.
pub fn growthbook_decrypt(data: &[u8]) {
    let mut parts = parts(data);
    let (encrypted, key) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let plain = decrypt(encrypted, key);
    if let Some(plain) = &plain {
        assert!(encrypted.contains(&b'.'));
        // Each byte that is no text takes three.
        assert!(plain.len() <= encrypted.len() * 3);
    }
    // `atob` skips white space, and a third part is nobody's.
    let spaced = |text: &[u8]| text.iter().flat_map(|byte| [*byte, b'\n']).collect::<Vec<u8>>();
    assert_eq!(decrypt(&spaced(encrypted), &spaced(key)), plain);
    if encrypted.contains(&b'.') {
        assert_eq!(decrypt(&[encrypted, b".*"].concat(), key), plain);
    }
}
