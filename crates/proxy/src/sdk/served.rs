//! A config as SDKs get it.

use axum::http::HeaderValue;
use bytes::Bytes;
use tokio::sync::OnceCell;

/// The longest content that is packed right where it is asked for; more is packed beside the other requests.
const SHORT: usize = 64 * 1024;

/// The bytes of a config with what goes with them.
#[derive(Debug)]
pub(crate) struct Served {
    body: Bytes,
    etag: HeaderValue,
    gzip: OnceCell<Bytes>,
}

impl Served {
    /// Content with an ETag of its own: the bytes' xxHash64, in the way of the official proxy.
    pub(super) fn hashed(body: Bytes) -> Self {
        let etag = own_etag(&body);
        Self::new(body, &etag)
    }

    /// Content with the given ETag; one that no header can carry is replaced by one from the bytes.
    pub(super) fn new(body: Bytes, etag: &str) -> Self {
        let etag = HeaderValue::from_bytes(etag.as_bytes())
            .or_else(|_| HeaderValue::from_str(&own_etag(&body)))
            .unwrap_or(HeaderValue::from_static("W/\"\""));
        Self { body, etag, gzip: OnceCell::new() }
    }

    pub(crate) const fn body(&self) -> &Bytes {
        &self.body
    }

    pub(crate) const fn etag(&self) -> &HeaderValue {
        &self.etag
    }

    /// The content, packed by `pack`. Done once.
    pub(crate) async fn gzip(&self, pack: fn(&[u8]) -> Bytes) -> &Bytes {
        let packed = self.gzip.get_or_init(|| async {
            let body = self.body.clone();
            if body.len() <= SHORT {
                return pack(&body);
            }
            let beside = tokio::task::spawn_blocking(move || pack(&body)).await;
            beside.unwrap_or_else(|_| pack(&self.body))
        });
        packed.await
    }

    /// The same, if it is done already.
    pub(crate) fn gzip_at_hand(&self) -> Option<&Bytes> {
        self.gzip.get()
    }
}

/// `W/"<xxHash64 of the bytes>"`.
pub(super) fn own_etag(bytes: &[u8]) -> String {
    format!("W/\"{:016x}\"", xxhash_rust::xxh64::xxh64(bytes, 0))
}
