//! The data in the path of a stream.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;

const DECODER: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The bytes of percent-encoded base64 in either alphabet, padded or not; `None` if it is none. Browsers' `btoa` writes `+` and `/`, the
/// official clients `-` and `_`.
pub(super) fn decoded(data: &str) -> Option<Vec<u8>> {
    let standard: Vec<u8> = percent_decode_str(data)
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            byte => byte,
        })
        .collect();
    DECODER.decode(standard).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_alphabets_are_read() {
        let bytes = [0xfb, 0xff, 0xfe, 0x3e];
        for data in ["+//+Pg==", "-__-Pg==", "-__-Pg", "+/_-Pg", "%2B%2f%2F%2BPg%3D%3D"] {
            assert_eq!(decoded(data).as_deref(), Some(&bytes[..]), "{data}");
        }
        assert_eq!(decoded("").as_deref(), Some(&b""[..]));
        for bad in ["!", "a", "e3 0", "%ff", "e30=e30=", "=="] {
            assert_eq!(decoded(bad), None, "{bad}");
        }
    }
}
