//! Signed messages that came already.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Mutex, PoisonError};

/// How many messages are remembered. Only whoever has the signing key can add to them.
const KEPT: usize = 4096;

/// The hash of a message.
pub(crate) type MessageHash = [u8; 32];

/// Remembers messages as long as they are valid, so that none is obeyed twice.
#[derive(Debug, Default)]
pub(crate) struct Seen(Mutex<Messages>);

#[derive(Debug, Default)]
struct Messages {
    hashes: HashSet<MessageHash>,
    /// By the second in which they lose their validity.
    ends: BTreeSet<(i64, MessageHash)>,
}

impl Seen {
    /// Whether the message is new. It is remembered up to the second `end`. When there is no more room, what loses its validity first
    /// is forgotten first. Times are in seconds since the Unix epoch.
    pub(crate) fn is_first(&self, message: MessageHash, now: i64, end: i64) -> bool {
        let mut messages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((end, hash)) = messages.ends.first().copied() {
            if end >= now && messages.ends.len() < KEPT {
                break;
            }
            messages.ends.remove(&(end, hash));
            messages.hashes.remove(&hash);
        }
        let is_first = messages.hashes.insert(message);
        if is_first {
            messages.ends.insert((end, message));
        }
        is_first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_remembered_while_they_are_valid() {
        let seen = Seen::default();
        assert!(seen.is_first([1; 32], 100, 400));
        assert!(!seen.is_first([1; 32], 400, 400));
        assert!(seen.is_first([2; 32], 400, 500));
        assert!(seen.is_first([1; 32], 401, 701));
    }

    #[test]
    fn memory_is_bounded() {
        let seen = Seen::default();
        for number in 0..20_000_u64 {
            let mut message = [0; 32];
            message[..8].copy_from_slice(&number.to_le_bytes());
            assert!(seen.is_first(message, 0, 1_000_000 + i64::try_from(number).unwrap()));
        }
        let messages = seen.0.lock().unwrap();
        assert_eq!((messages.hashes.len(), messages.ends.len()), (KEPT, KEPT));
    }
}
