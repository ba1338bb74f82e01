//! What the fuzzer does with its bytes, as plain functions.
//!
//! A target takes any bytes and panics where the project breaks a promise: that whatever comes from outside gets an answer, and
//! that this is the answer of somebody else's code, or a law, wherever there is one. `fuzz_targets/` hands the functions to
//! libFuzzer; `tests/replay.rs` calls them with the inputs in `corpus/`.
#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a target fails by panicking")]

mod answers;
mod cache_entry;
mod config;
mod event_stream;
mod exercise;
mod growthbook_decrypt;
mod growthbook_payload;
mod growthbook_session;
mod growthbook_url;
mod growthbook_user;
mod hashes;
mod headers;
mod json;
mod numbers;
mod overrides;
mod regex;
mod reserialise;
mod retry_after;
mod semver;
mod text;
mod user;

pub use answers::answers;
pub use cache_entry::cache_entry;
pub use config::config;
pub use event_stream::event_stream;
pub use growthbook_decrypt::growthbook_decrypt;
pub use growthbook_payload::growthbook_payload;
pub use growthbook_session::growthbook_session;
pub use growthbook_url::growthbook_url;
pub use hashes::hashes;
pub use headers::headers;
pub use json::json;
pub use numbers::numbers;
pub use overrides::overrides;
pub use regex::regex;
pub use retry_after::retry_after;
pub use semver::semver;
pub use text::text;

/// A fuzz target.
pub type Target = fn(&[u8]);

/// All targets by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("answers", answers),
    ("cache_entry", cache_entry),
    ("config", config),
    ("event_stream", event_stream),
    ("growthbook_decrypt", growthbook_decrypt),
    ("growthbook_payload", growthbook_payload),
    ("growthbook_session", growthbook_session),
    ("growthbook_url", growthbook_url),
    ("hashes", hashes),
    ("headers", headers),
    ("json", json),
    ("numbers", numbers),
    ("overrides", overrides),
    ("regex", regex),
    ("retry_after", retry_after),
    ("semver", semver),
    ("text", text),
];

/// Separates the parts of an input that has several. It can be typed, and no text that matters holds it.
const SEPARATOR: u8 = 0x1E;

/// The parts of an input.
fn parts(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    data.split(|byte| *byte == SEPARATOR)
}
