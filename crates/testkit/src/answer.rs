//! Whole HTTP responses.

use crate::encode::Encoding;

/// A proper response with `Content-Length`, unless it is told to lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status. Default 200.
    pub status: u16,
    /// The reason phrase. Default "OK" for 200, else "Status".
    pub reason: Option<String>,
    /// Headers, names and values, as UTF-8.
    pub headers: Vec<(String, String)>,
    /// The body before it is encoded.
    pub body: Vec<u8>,
    /// How the body is encoded, the first one first. `Content-Encoding` says so.
    pub encodings: Vec<Encoding>,
    /// Added to the true `Content-Length`.
    pub length_off: i64,
}

impl Default for Answer {
    fn default() -> Self {
        Self {
            status: 200,
            reason: None,
            headers: Vec::new(),
            body: Vec::new(),
            encodings: Vec::new(),
            length_off: 0,
        }
    }
}

impl Answer {
    /// A 200 with a body.
    #[must_use]
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    /// An empty response with another status.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With one more encoding of the body.
    #[must_use]
    pub fn encoded(mut self, encoding: Encoding) -> Self {
        self.encodings.push(encoding);
        self
    }

    /// The bytes on the wire.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = self.encodings.iter().fold(self.body.clone(), |body, encoding| encoding.apply(&body));
        let length = i64::try_from(body.len()).unwrap_or(i64::MAX).saturating_add(self.length_off);
        let reason = self.reason.as_deref().unwrap_or(if self.status == 200 { "OK" } else { "Status" });
        let mut head = format!("HTTP/1.1 {} {reason}\r\nContent-Length: {length}\r\n", self.status);
        if !self.encodings.is_empty() {
            let names: Vec<&str> = self.encodings.iter().map(|encoding| encoding.name()).collect();
            head.push_str(&format!("Content-Encoding: {}\r\n", names.join(", ")));
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&body);
        bytes
    }
}
