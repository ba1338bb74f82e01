//! One fetched config with its time and ETag, and the text form that caches keep.

use std::sync::Arc;

use vexil_engine::hash::sha1;
use vexil_engine::js;

use crate::compiled;
use crate::error::ClientError;
use crate::limits::Limits;
use crate::shared::SharedConfig;

/// Clocks of two machines may differ this much. A time that lies further in the future says nothing about an age.
const CLOCK_TOLERANCE_MS: f64 = 5000.0;

/// What a service knows at one moment. Never changes; a new fetch makes a new one.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Entry {
    /// The config; `None` if none has ever been fetched.
    pub config: Option<Arc<SharedConfig>>,
    /// From when on the content counts as fresh, in milliseconds since the Unix epoch: when it was last confirmed, or when a
    /// failure put off the next look at it.
    pub timestamp_ms: f64,
    /// When the content was last fetched or confirmed, in milliseconds since the Unix epoch; `None`: nobody knows.
    pub confirmed_ms: Option<f64>,
    /// The `ETag` header that came with the content; never an empty string.
    pub etag: Option<String>,
    /// Whether nothing was ever tried. An entry without config that is not initial exists too: a 403 or 404
    /// renews the time even of an empty one.
    pub initial: bool,
}

impl Entry {
    /// The entry before the first fetch: empty and always expired.
    #[must_use]
    pub const fn initial() -> Self {
        Self { config: None, timestamp_ms: 0.0, confirmed_ms: None, etag: None, initial: true }
    }

    /// An entry from its parts. `json` is the config text as WTF-8; `None` gives an empty entry.
    ///
    /// # Errors
    /// [`ClientError::InvalidConfig`] with the engine's text; [`ClientError::BodyTooLarge`].
    pub fn parse(
        json: Option<impl Into<Arc<[u8]>>>,
        timestamp_ms: f64,
        etag: Option<String>,
    ) -> Result<Self, ClientError> {
        let config = json.map(|json| compiled::parse(json.into(), &Limits::default())).transpose()?;
        let confirmed_ms = (config.is_some() && timestamp_ms > 0.0).then_some(timestamp_ms);
        let etag = etag.filter(|etag| !etag.is_empty());
        Ok(Self { config, timestamp_ms, confirmed_ms, etag, initial: false })
    }

    /// Reads the payload of an external cache: `"{timestamp}\n{etag}\n{json}"` as WTF-8.
    ///
    /// # Errors
    /// [`ClientError::InvalidPayload`] with the documented text, or the errors of [`Entry::parse`].
    pub fn from_payload(payload: &[u8]) -> Result<Self, ClientError> {
        let mut parts = payload.splitn(3, |byte| *byte == b'\n');
        let (Some(time), Some(etag), Some(json)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(invalid_payload("Number of values is fewer than expected.".to_owned()));
        };
        let timestamp_ms = parse_int(time)
            .ok_or_else(|| invalid_payload(format!("Invalid fetch time: {}", js::wtf8::to_lossy(time))))?;
        let etag = js::wtf8::to_lossy(etag).into_owned();
        Self::parse((!json.is_empty()).then_some(json), timestamp_ms, Some(etag))
    }

    /// The payload for an external cache, the counterpart of [`Entry::from_payload`].
    #[must_use]
    pub fn to_payload(&self) -> Vec<u8> {
        let json = self.json().map_or(&[] as &[u8], |json| &**json);
        let etag = self.etag.as_deref().unwrap_or_default();
        let mut payload = js::number::to_text(self.timestamp_ms).into_bytes();
        payload.reserve(etag.len() + json.len() + 2);
        payload.push(b'\n');
        payload.extend_from_slice(etag.as_bytes());
        payload.push(b'\n');
        payload.extend_from_slice(json);
        payload
    }

    /// The config text as it came.
    #[must_use]
    pub fn json(&self) -> Option<&Arc<[u8]>> {
        self.config.as_ref().and_then(|config| config.json())
    }

    /// Whether there is no config.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.config.is_none()
    }

    /// Whether the entry is older than `max_age_ms` at the time `now_ms`. The initial one always is, and so is one whose
    /// time lies more than 5 s in the future: a clock was wrong, and nobody knows how old it is.
    #[must_use]
    pub fn is_expired(&self, max_age_ms: f64, now_ms: f64) -> bool {
        self.initial || self.timestamp_ms + max_age_ms < now_ms || self.is_from_the_future(now_ms)
    }

    /// Whether the time of the entry has not come yet at the time `now_ms`.
    pub(crate) fn is_from_the_future(&self, now_ms: f64) -> bool {
        self.timestamp_ms > now_ms + CLOCK_TOLERANCE_MS
    }

    /// Whether both have the same config, or none. An ETag proves nothing: servers give one to different texts.
    #[must_use]
    pub fn has_same_config(&self, other: &Self) -> bool {
        match (&self.config, &other.config) {
            (Some(mine), Some(theirs)) => Arc::ptr_eq(mine, theirs) || mine.json() == theirs.json(),
            (mine, theirs) => mine.is_none() && theirs.is_none(),
        }
    }

    /// The same content confirmed at another time.
    #[must_use]
    pub fn renewed(&self, timestamp_ms: f64) -> Self {
        Self { confirmed_ms: self.config.is_some().then_some(timestamp_ms), ..self.put_off(timestamp_ms) }
    }

    /// The same content, which nobody confirmed, counting as fresh from another time on.
    #[must_use]
    pub fn put_off(&self, timestamp_ms: f64) -> Self {
        Self { timestamp_ms, initial: false, ..self.clone() }
    }
}

/// The key under which all ConfigCat SDKs keep a config v6 in a shared cache.
#[must_use]
pub fn cache_key(sdk_key: &str) -> String {
    let digest = sha1(&[sdk_key.as_bytes(), b"_config_v6.json_v2"]);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

const fn invalid_payload(message: String) -> ClientError {
    ClientError::InvalidPayload { message }
}

/// JavaScript's `parseInt(text)`; `None` for NaN.
pub(crate) fn parse_int(text: &[u8]) -> Option<f64> {
    let text = js::wtf8::trim(text);
    let (negative, digits) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    let (prefix, radix) = match digits {
        [b'0', b'x' | b'X', ..] => (2, 16),
        _ => (0, 10),
    };
    let length = digits.iter().skip(prefix).take_while(|byte| char::from(**byte).is_digit(radix)).count();
    let literal = digits.get(..prefix + length).filter(|_| length > 0)?;
    let value = js::number::parse(literal);
    Some(if negative { -value } else { value })
}
