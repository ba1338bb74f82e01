//! The bytes of a cache file: one line that says whose it is and what follows, then the payload that ConfigCat SDKs keep
//! in caches (time, `ETag` and config, each after a line break).
//!
//! ```text
//! vexil-cache 1 <owner> <length of the payload> <SHA-256 of the payload>
//! 1700000000000
//! "etag"
//! {"f":{...}}
//! ```

use vexil_engine::hash::sha256;

use crate::entry::{Entry, parse_int};

/// How all versions begin.
const MAGIC: &[u8] = b"vexil-cache ";

const VERSION: &str = "1";

/// More than the first line ever takes.
pub(super) const LONGEST_HEAD: usize = 256;

/// More than everything around the config ever takes. Transports accept no longer headers.
pub(super) const LARGEST_FRAME: usize = 1024 * 1024;

/// What a file holds.
pub(super) struct Parts<'a> {
    pub(super) timestamp_ms: f64,
    pub(super) etag: Option<String>,
    pub(super) json: &'a [u8],
}

/// Who may replace what stands in a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// The one who asks, or nobody.
    Own,
    /// The same package, for another SDK key or server.
    Other,
    /// Some other program.
    Foreign,
}

/// Names an SDK key and the server that was chosen for it (`None`: the CDN, whatever its region) without telling them.
pub(super) fn owner(sdk_key: &str, server: Option<&str>) -> String {
    let server = server.unwrap_or_default().trim_end_matches('/');
    hex(&sha256(&[b"vexil-cache-owner\0", sdk_key.as_bytes(), b"\0", server.as_bytes()]))
}

/// The whole file for an entry.
pub(super) fn encode(entry: &Entry, owner: &str) -> Vec<u8> {
    // A host's own fetcher may give an ETag that would break the lines.
    let is_line = entry.etag.as_deref().is_none_or(|etag| !etag.contains(['\n', '\r']));
    let payload =
        if is_line { entry.to_payload() } else { Entry { etag: None, ..entry.clone() }.to_payload() };
    let checksum = hex(&sha256(&[&payload]));
    let mut file = MAGIC.to_vec();
    file.extend_from_slice(format!("{VERSION} {owner} {} {checksum}\n", payload.len()).as_bytes());
    file.extend_from_slice(&payload);
    file
}

/// Reads a file, or says why it cannot be used.
pub(super) fn decode<'a>(file: &'a [u8], owner: &str) -> Result<Parts<'a>, String> {
    let torn = || "it is incomplete or damaged".to_owned();
    if MAGIC.starts_with(file) {
        return Err(torn());
    }
    let file = file.strip_prefix(MAGIC).ok_or_else(|| "it is not a cache file of this package".to_owned())?;
    let (head, payload) = split_line(file).ok_or_else(torn)?;
    let head = std::str::from_utf8(head).map_err(|_| torn())?;
    let mut fields = head.split(' ');
    if fields.next() != Some(VERSION) {
        return Err("it was written by another version of this package".to_owned());
    }
    if fields.next() != Some(owner) {
        return Err("it holds the config of another SDK key or server".to_owned());
    }
    let length = fields.next().and_then(|length| length.parse::<usize>().ok());
    let checksum = fields.next();
    if fields.next().is_some()
        || length != Some(payload.len())
        || checksum != Some(&*hex(&sha256(&[payload])))
    {
        return Err(torn());
    }
    let (time, rest) = split_line(payload).ok_or_else(torn)?;
    let (etag, json) = split_line(rest).ok_or_else(torn)?;
    let etag = std::str::from_utf8(etag).map_err(|_| torn())?;
    Ok(Parts {
        timestamp_ms: parse_int(time).ok_or_else(torn)?,
        etag: (!etag.is_empty()).then(|| etag.to_owned()),
        json,
    })
}

/// Whose file begins like this. What is left of a torn one is nobody's.
pub(super) fn holder(head: &[u8], owner: &str) -> Holder {
    if MAGIC.starts_with(head) {
        return Holder::Own;
    }
    let Some(rest) = head.strip_prefix(MAGIC) else { return Holder::Foreign };
    let mut fields = rest.split(|byte| *byte == b' ');
    // Only this version is known to name an owner there.
    let is_other = fields.next() == Some(VERSION.as_bytes())
        && fields.next().is_some_and(|field| field.len() == owner.len() && field != owner.as_bytes());
    if is_other { Holder::Other } else { Holder::Own }
}

fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = bytes.split_at_checked(end)?;
    Some((line, rest.get(1..)?))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
