//! What has come in.

use std::collections::BTreeMap;

use serde::Serialize;

/// A request as it arrived.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SeenRequest {
    /// The request line.
    pub line: String,
    /// By name in lowercase; values of the same name are joined with ", ".
    pub headers: BTreeMap<String, String>,
    /// Milliseconds since the server started.
    pub at_ms: u64,
}

impl SeenRequest {
    /// Reads a head, as Latin-1.
    pub(crate) fn parse(head: &[u8], at_ms: u64) -> Self {
        let head: String = head.iter().copied().map(char::from).collect();
        let mut lines = head.lines();
        let line = lines.next().unwrap_or_default().to_owned();
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            headers
                .entry(name.to_lowercase())
                .and_modify(|known| {
                    known.push_str(", ");
                    known.push_str(value.trim());
                })
                .or_insert_with(|| value.trim().to_owned());
        }
        Self { line, headers, at_ms }
    }

    pub(crate) fn body_length(&self) -> u64 {
        self.headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) connections: usize,
    pub(crate) requests: Vec<SeenRequest>,
}
