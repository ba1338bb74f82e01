//! The body that a batch of events is sent as.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use vexil_engine::js::{Data, Object};

use super::intake::{Held, Part, Taken};
use super::texts::append;
use crate::statsig::options::SdkInfo;

/// What events are sent as.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) bytes: Bytes,
    pub(super) is_compressed: bool,
}

/// A batch that is ready to be sent.
#[derive(Debug)]
pub(in crate::statsig) struct Made {
    pub(super) body: Body,
    /// The number of its first event.
    pub(in crate::statsig) first: u64,
    pub(in crate::statsig) count: usize,
    /// As long as it may have to be sent.
    pub(super) held: Held,
}

/// Makes batches of events.
#[derive(Debug)]
pub(in crate::statsig) struct Maker {
    /// What precedes the events in every body.
    head: Vec<u8>,
    /// The host sends them: it gets a text.
    has_own_fetch: bool,
    compresses: AtomicBool,
}

impl Maker {
    pub(in crate::statsig) fn new(sdk: &SdkInfo, has_own_fetch: bool) -> Self {
        Self { head: head(sdk), has_own_fetch, compresses: AtomicBool::new(true) }
    }

    /// Says whether batches are compressed from now on.
    pub(in crate::statsig) fn set_compression(&self, compresses: bool) {
        self.compresses.store(compresses, Ordering::Relaxed);
    }

    /// Makes a batch. It takes a moment: some milliseconds for a megabyte.
    pub(in crate::statsig) fn make(&self, taken: Taken) -> Made {
        let Taken { parts, first, count, mut held } = taken;
        let compresses = !self.has_own_fetch && self.compresses.load(Ordering::Relaxed);
        let body = body(&self.head, &parts, compresses);
        drop(parts);
        held.change(body.bytes.len());
        Made { body, first, count, held }
    }
}

fn head(sdk: &SdkInfo) -> Vec<u8> {
    let entry = |key: &str, text: &str| (key.as_bytes().into(), Data::Text(text.as_bytes().into()));
    let metadata = Data::Object(Object::new([
        entry("sdkType", &sdk.sdk_type),
        entry("sdkVersion", &sdk.sdk_version),
        entry("languageVersion", &sdk.language_version),
        entry("sessionID", &sdk.session_id),
    ]));
    let metadata = metadata.view().json_text().unwrap_or_default();
    [b"{\"statsigMetadata\":", &*metadata, b",\"events\":["].concat()
}

fn body(head: &[u8], parts: &[Part], compresses: bool) -> Body {
    let compressed = if compresses { compressed(head, parts) } else { None };
    let is_compressed = compressed.is_some();
    let bytes = compressed.unwrap_or_else(|| {
        let mut plain = Vec::new();
        pieces(head, parts, |piece| plain.extend_from_slice(piece));
        plain
    });
    Body { bytes: bytes.into_boxed_slice().into(), is_compressed }
}

/// `None` for what cannot happen: there is always room for more.
fn compressed(head: &[u8], parts: &[Part]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let mut is_whole = true;
    pieces(head, parts, |piece| is_whole &= encoder.write_all(piece).is_ok());
    encoder.finish().ok().filter(|_| is_whole)
}

/// Gives the body piece by piece.
fn pieces(head: &[u8], parts: &[Part], mut take: impl FnMut(&[u8])) {
    take(head);
    let mut piece = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        piece.clear();
        if at > 0 {
            piece.push(b',');
        }
        append(&mut piece, part.text());
        take(&piece);
    }
    take(b"]}");
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn part(text: &str) -> Part {
        Part::new(text.encode_utf16().collect(), 1)
    }

    #[test]
    fn a_body_is_metadata_and_events_in_the_order_of_the_official_package() {
        let sdk = SdkInfo {
            sdk_type: "statsig-node".to_owned(),
            sdk_version: "6.5.2".to_owned(),
            language_version: "20.20.2".to_owned(),
            session_id: "a\"b".to_owned(),
        };
        // As captured from the official package, but for the session.
        let expected = r#"{"statsigMetadata":{"sdkType":"statsig-node","sdkVersion":"6.5.2","languageVersion":"20.20.2","sessionID":"a\"b"},"events":[{"a":"é"},{"b":1},{"c":2}]}"#;
        let parts = [part(r#"{"a":"é"},{"b":1}"#), part(r#"{"c":2}"#)];
        let plain = body(&head(&sdk), &parts, false);
        assert!(!plain.is_compressed);
        assert_eq!(plain.bytes, expected);
        let packed = body(&head(&sdk), &parts, true);
        assert!(packed.is_compressed);
        let mut unpacked = String::new();
        flate2::read::GzDecoder::new(&*packed.bytes).read_to_string(&mut unpacked).unwrap();
        assert_eq!(unpacked, expected);
    }
}
