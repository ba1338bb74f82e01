//! Server-sent events.

use std::time::Duration;

use vexil_client::fuzzing::{Streamed, read_events};

/// More than any input has, and so little that most events are too large.
const LIMITS: [usize; 3] = [usize::MAX, 40, 8];

/// How large the chunks are that a stream is cut into.
const SIZES: [usize; 5] = [1, 2, 3, 7, 64];

/// A stream.
pub fn event_stream(data: &[u8]) {
    for limit in LIMITS {
        let whole = read_events(limit, [data]);
        for size in SIZES {
            assert_eq!(read_events(limit, data.chunks(size)), whole, "{size}");
        }
        let halves = data.split_at(data.len() / 2);
        assert_eq!(read_events(limit, [b"".as_slice(), halves.0, b"", halves.1, b""]), whole);
        if limit == usize::MAX {
            assert_eq!(whole, expected(data));
        }
    }
}

/// The HTML standard, 9.2.6, of a stream that is there as a whole.
fn expected(data: &[u8]) -> Streamed {
    let data = data.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(data);
    let mut streamed = Streamed::default();
    let (mut name, mut lines, mut id) = (b"".as_slice(), Vec::new(), b"".as_slice());
    for line in lines_of(data) {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let (field, value) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            _ if line.is_empty() => {
                streamed.last_id = id.to_vec();
                if !lines.is_empty() {
                    let name = if name.is_empty() { b"message" } else { name };
                    streamed.events.push((name.to_vec(), lines.join(b"\n".as_slice())));
                }
                (name, lines) = (b"", Vec::new());
            }
            b"event" => name = value,
            b"data" => lines.push(value),
            b"id" if !value.contains(&0) => id = value,
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                let time = value.iter().fold(0_u64, |time, digit| {
                    time.saturating_mul(10).saturating_add(u64::from(*digit - b'0'))
                });
                streamed.waits.push(Duration::from_millis(time));
            }
            _ => {}
        }
    }
    streamed
}

/// The lines that have ended, whichever way.
fn lines_of(data: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    let mut rest = data;
    while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
        lines.push(&rest[..end]);
        let length = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
        rest = &rest[end + length..];
    }
    lines
}
