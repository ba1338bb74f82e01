//! The JSON of OpenFeature answers, in the order of members that the official proxy has.

use bytes::Bytes;

use crate::eval::{Detail, write_text};

/// What is wrong, in a word.
#[derive(Debug, Clone, Copy)]
pub(super) enum Code {
    General,
    InvalidContext,
    FlagNotFound,
}

impl Code {
    const fn name(self) -> &'static str {
        match self {
            Self::General => "GENERAL",
            Self::InvalidContext => "INVALID_CONTEXT",
            Self::FlagNotFound => "FLAG_NOT_FOUND",
        }
    }
}

/// A text in quotes.
pub(super) fn quoted(text: &str) -> Bytes {
    let mut json = Vec::with_capacity(text.len() + 2);
    write_text(&mut json, text);
    json.into()
}

/// `{"key":…,"reason":…,"variant":…,"value":…}`. The key is JSON.
pub(super) fn success(key: &[u8], detail: &Detail) -> Bytes {
    let reason: &[u8] = if detail.matched { b"TARGETING_MATCH" } else { b"DEFAULT" };
    let parts: [&[u8]; 9] = [
        b"{\"key\":",
        key,
        b",\"reason\":\"",
        reason,
        b"\",\"variant\":",
        &detail.variant,
        b",\"value\":",
        &detail.value,
        b"}",
    ];
    parts.concat().into()
}

/// `{"key":…,"errorCode":…,"errorDetails":…}`. The key is JSON.
pub(super) fn failure(key: &[u8], code: Code, details: &str) -> Bytes {
    let mut json = b"{\"key\":".to_vec();
    json.extend_from_slice(key);
    json.push(b',');
    push_error(&mut json, Some(code), details);
    json.into()
}

/// The answer to a request that fails as a whole.
pub(super) fn error(key: Option<&str>, code: Option<Code>, details: &str) -> Bytes {
    let mut json = b"{".to_vec();
    if let Some(key) = key {
        json.extend_from_slice(b"\"key\":");
        write_text(&mut json, key);
        json.push(b',');
    }
    push_error(&mut json, code, details);
    json.into()
}

fn push_error(json: &mut Vec<u8>, code: Option<Code>, details: &str) {
    if let Some(code) = code {
        json.extend_from_slice(b"\"errorCode\":\"");
        json.extend_from_slice(code.name().as_bytes());
        json.extend_from_slice(b"\",");
    }
    json.extend_from_slice(b"\"errorDetails\":");
    write_text(json, details);
    json.push(b'}');
}

/// `{"flags":[…]}`.
#[derive(Debug)]
pub(super) struct List {
    json: Vec<u8>,
    is_empty: bool,
}

impl Default for List {
    fn default() -> Self {
        Self { json: b"{\"flags\":[".to_vec(), is_empty: true }
    }
}

impl List {
    pub(super) fn push(&mut self, item: &[u8]) {
        if !self.is_empty {
            self.json.push(b',');
        }
        self.is_empty = false;
        self.json.extend_from_slice(item);
    }

    pub(super) fn end(mut self) -> Bytes {
        self.json.extend_from_slice(b"]}");
        self.json.into()
    }
}
