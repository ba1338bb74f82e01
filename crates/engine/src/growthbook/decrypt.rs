//! Encrypted payloads: AES in CBC mode, the initialisation vector before the text, both in Base64.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, KeyIvInit};
use aes::{Aes128, Aes192, Aes256};
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use cbc::Decryptor;

/// What `atob` takes besides canonical texts: padding or none, and bits behind the last byte.
const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// The text that was encrypted, as UTF-8; `None` where text or key are wrong.
///
/// # Example
/// ```
/// use vexil_engine::growthbook::decrypt;
///
/// let key = b"Zvwv/+uhpFDznZ6SX28Yjg==";
/// let encrypted = b"m5ylFM6ndyOJA2OPadubkw==.Uu7ViqgKEt/dWvCyhI46q088PkAEJbnXKf3KPZjf9IEQQ+A8fojNoxw4wIbPX3aj";
/// assert_eq!(decrypt(encrypted, key).as_deref(), Some(r#"{"feature":{"defaultValue":true}}"#));
/// ```
#[must_use]
pub fn decrypt(encrypted: &[u8], key: &[u8]) -> Option<String> {
    let mut parts = encrypted.split(|byte| *byte == b'.');
    let vector = decode(parts.next()?)?;
    let text = decode(parts.next()?)?;
    let key = decode(key)?;
    let plain = match key.len() {
        16 => plain::<Decryptor<Aes128>>(&key, &vector, &text),
        24 => plain::<Decryptor<Aes192>>(&key, &vector, &text),
        32 => plain::<Decryptor<Aes256>>(&key, &vector, &text),
        _ => None,
    }?;
    let plain = plain.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&plain);
    Some(String::from_utf8_lossy(plain).into_owned())
}

fn plain<C: KeyIvInit + BlockModeDecrypt>(key: &[u8], vector: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    let mut plain = text.to_vec();
    let length = C::new_from_slices(key, vector).ok()?.decrypt_padded::<Pkcs7>(&mut plain).ok()?.len();
    plain.truncate(length);
    Some(plain)
}

/// `atob(text)`
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut text: Vec<u8> =
        text.iter().copied().filter(|byte| !matches!(byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')).collect();
    if text.len().is_multiple_of(4) {
        let padding = text.iter().rev().take(2).take_while(|byte| **byte == b'=').count();
        text.truncate(text.len() - padding);
    }
    FORGIVING.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_as_atob_reads_it() {
        let text =
            |text: &str| decode(text.as_bytes()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        // Node.js: atob(...)
        for (given, expected) in [
            ("", Some("")),
            ("YWI=", Some("ab")),
            ("YWI", Some("ab")),
            (" Y\tW\nI\r=", Some("ab")),
            ("YWJ", Some("ab")),
            ("YQ==", Some("a")),
            ("YQ=", None),
            ("Y", None),
            ("YWI*", None),
            ("YW=I", None),
            ("=", None),
            ("YWJj=", None),
            ("YWI-", None),
        ] {
            assert_eq!(text(given).as_deref(), expected, "{given:?}");
        }
    }

    #[test]
    fn what_is_no_encrypted_text_gives_nothing() {
        let key = b"Ns04T5n9+59rl2x3SlNHtQ==";
        for text in ["", ".", "a.b", "vMSg2Bj/IurObDsWVmvkUg==", "vMSg2Bj/IurObDsWVmvkUg==.", "AAAA.AAAA"] {
            assert_eq!(decrypt(text.as_bytes(), key), None, "{text:?}");
        }
    }
}
