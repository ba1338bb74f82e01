//! Content encodings, and bodies that are small only on the wire.

use std::io::Write;

use brotli::enc::BrotliEncoderParams;
use flate2::write::GzEncoder;
use flate2::{Compress, Compression, Crc, FlushCompress};

use crate::script::Step;

/// A content encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
}

impl Encoding {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }

    /// The encoded bytes.
    #[must_use]
    pub fn apply(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
                // Writing to memory cannot fail.
                let _ = encoder.write_all(bytes);
                encoder.finish().unwrap_or_default()
            }
            Self::Brotli => {
                let mut encoded = Vec::new();
                let params = BrotliEncoderParams { quality: 1, ..BrotliEncoderParams::default() };
                let _ = brotli::BrotliCompress(&mut &*bytes, &mut encoded, &params);
                encoded
            }
        }
    }
}

const MEBIBYTE: usize = 1 << 20;

/// A 200 whose gzip body decompresses to so many MiB of blanks, at a thousandth of the size. It is a sound gzip stream:
/// whoever reads it to the end finds nothing wrong with it.
#[must_use]
pub fn gzip_bomb(mebibytes: u64) -> Vec<Step> {
    let blanks = vec![b' '; MEBIBYTE];
    // After a full flush nothing refers back, so that the same bytes can stand there again and again.
    let mut block = Vec::with_capacity(MEBIBYTE);
    let mut encoder = Compress::new(Compression::best(), false);
    let _ = encoder.compress_vec(&blanks, &mut block, FlushCompress::Full);

    let mut one = Crc::new();
    one.update(&blanks);
    let mut all = Crc::new();
    for _ in 0..mebibytes {
        all.combine(&one);
    }
    // An empty final block, then checksum and size.
    let mut end = vec![0x03, 0x00];
    end.extend_from_slice(&all.sum().to_le_bytes());
    end.extend_from_slice(&all.amount().to_le_bytes());

    let head = b"HTTP/1.1 200 OK\r\nETag: \"bomb\"\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n";
    let gzip_head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    vec![
        Step::Send([head.as_slice(), &gzip_head].concat()),
        Step::Repeat { bytes: block, times: mebibytes },
        Step::Send(end),
    ]
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn a_bomb_is_sound_and_small() {
        let mut bytes = Vec::new();
        for step in gzip_bomb(5) {
            match step {
                Step::Send(part) => bytes.extend(part),
                Step::Repeat { bytes: part, times } => (0..times).for_each(|_| bytes.extend(&part)),
                other => panic!("{other:?}"),
            }
        }
        let start = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        assert!(bytes.len() < 10_000, "{}", bytes.len());
        let mut decoded = Vec::new();
        GzDecoder::new(&bytes[start..]).read_to_end(&mut decoded).unwrap();
        assert_eq!(decoded.len(), 5 * MEBIBYTE);
        assert!(decoded.iter().all(|byte| *byte == b' '));
    }
}
