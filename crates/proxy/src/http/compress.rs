//! gzip for clients that can read it.

use std::cell::RefCell;

use axum::http::{HeaderMap, HeaderValue, header};
use bytes::Bytes;
use flate2::{Compress, Compression, Crc, FlushCompress, Status};

use super::reply::Reply;
use crate::content::Content;

const GZIP: HeaderValue = HeaderValue::from_static("gzip");
const VARY: HeaderValue = HeaderValue::from_static("Accept-Encoding");
/// No name, no time, unknown system.
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/// Shorter content is stored as it is: packing it takes longer than sending it.
const WORTHWHILE: usize = 1024;
/// The longest block of stored content.
const BLOCK: usize = 0xffff;

/// Whether the client can read gzip. As the official proxy has it, the name can be part of another (`x-gzip`); but a weight of 0 means no.
pub(super) fn is_accepted(request: &HeaderMap) -> bool {
    request.get_all(header::ACCEPT_ENCODING).iter().any(|value| {
        memchr::memmem::find(value.as_bytes(), b"gzip").is_some()
            && value.to_str().is_ok_and(|value| value.split(',').any(names_gzip))
    })
}

fn names_gzip(coding: &str) -> bool {
    let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
    let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.trim().parse::<f32>().ok());
    name.contains("gzip") && weight != Some(0.0)
}

/// Packs the content of an answer, if there is any that is not packed yet.
pub(super) fn pack(reply: &mut Reply) {
    if let Content::Whole(bytes) = &reply.content
        && !reply.headers.contains_key(header::CONTENT_ENCODING)
    {
        let packed = if bytes.len() < WORTHWHILE { stored(bytes) } else { fast(bytes) };
        reply.content = Content::Whole(packed.into());
        mark(&mut reply.headers);
    }
}

/// Says that content is packed.
pub(super) fn mark(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_ENCODING, GZIP);
    headers.insert(header::VARY, VARY);
}

/// Packs what is sent many times, and takes its time.
pub(super) fn thorough(bytes: &[u8]) -> Bytes {
    packed(bytes, &mut Compress::new(Compression::default(), false)).into()
}

/// Packs what is sent once.
fn fast(bytes: &[u8]) -> Vec<u8> {
    thread_local! {
        static PACKER: RefCell<Compress> = RefCell::new(Compress::new(Compression::fast(), false));
    }
    PACKER.with_borrow_mut(|packer| {
        packer.reset();
        packed(bytes, packer)
    })
}

fn packed(bytes: &[u8], packer: &mut Compress) -> Vec<u8> {
    let mut output = Vec::with_capacity(bytes.len() / 2 + 64);
    output.extend_from_slice(&HEAD);
    loop {
        let rest =
            usize::try_from(packer.total_in()).ok().and_then(|done| bytes.get(done..)).unwrap_or_default();
        match packer.compress_vec(rest, &mut output, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => break,
            Ok(_) => output.reserve(output.len()),
            // Packing has no errors; if it ever does, content that is stored is right as well.
            Err(_) => return stored(bytes),
        }
    }
    end(&mut output, bytes);
    output
}

fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(bytes.len() + bytes.len() / BLOCK * 5 + 32);
    output.extend_from_slice(&HEAD);
    let mut rest = bytes;
    loop {
        let (block, after) = rest.split_at(rest.len().min(BLOCK));
        rest = after;
        output.push(u8::from(rest.is_empty()));
        let length = block.len().to_le_bytes();
        output.extend_from_slice(&[length[0], length[1], !length[0], !length[1]]);
        output.extend_from_slice(block);
        if rest.is_empty() {
            break;
        }
    }
    end(&mut output, bytes);
    output
}

/// The check sum, and the length in 32 bits.
fn end(output: &mut Vec<u8>, bytes: &[u8]) {
    let mut crc = Crc::new();
    crc.update(bytes);
    output.extend_from_slice(&crc.sum().to_le_bytes());
    output.extend_from_slice(&crc.amount().to_le_bytes());
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn unpacked(bytes: &[u8]) -> Vec<u8> {
        let mut output = Vec::new();
        flate2::read::GzDecoder::new(bytes).read_to_end(&mut output).unwrap();
        output
    }

    #[test]
    fn whatever_is_packed_can_be_unpacked() {
        for size in [0, 1, 100, 1023, 1024, 65_535, 65_536, 70_000, 131_070, 300_000] {
            let random: Vec<u8> = (0..size).map(|_| fastrand::u8(..)).collect();
            let text: Vec<u8> = b"{\"value\":true,".iter().copied().cycle().take(size).collect();
            for bytes in [random, text] {
                assert_eq!(unpacked(&stored(&bytes)), bytes, "{size}");
                assert_eq!(unpacked(&fast(&bytes)), bytes, "{size}");
                assert_eq!(unpacked(&thorough(&bytes)), bytes, "{size}");
            }
        }
        assert!(thorough(&[b'a'; 10_000]).len() < 200);
        assert!(fast(&[b'a'; 10_000]).len() < 200);
    }

    #[test]
    fn clients_say_what_they_can_read() {
        let cases = [
            ("gzip", true),
            ("gzip, deflate, br", true),
            ("deflate, gzip;q=0.5", true),
            ("x-gzip", true),
            ("gzip;q=0", false),
            ("gzip; q=0.000, br", false),
            ("br, gzip;q=0, x-gzip", true),
            ("br", false),
            ("*", false),
            ("", false),
            ("GZIP", false),
        ];
        for (value, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, value.parse().unwrap());
            assert_eq!(is_accepted(&headers), expected, "{value}");
        }
        assert!(!is_accepted(&HeaderMap::new()));
    }
}
