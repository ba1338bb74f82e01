//! A body of unknown length while it is being read.

use std::iter::repeat_n;
use std::sync::Arc;

use crate::memory;

/// Small enough for an allocator to take from memory that it keeps for such sizes, and to use again for something else.
const PIECE: usize = 64 * 1024;

/// Bytes that are collected in small pieces and put together once, in a place of just the right size.
///
/// One buffer that grows would leave more behind than itself: an allocator that sees a large block come back (glibc does)
/// takes blocks of that size for usual from then on, and lets every thread keep that much unused memory.
#[derive(Default)]
pub(crate) struct Pieces {
    pieces: Vec<Vec<u8>>,
    length: usize,
}

impl Pieces {
    pub(crate) const fn len(&self) -> usize {
        self.length
    }

    pub(crate) fn push(&mut self, mut bytes: &[u8]) {
        self.length += bytes.len();
        while !bytes.is_empty() {
            let room = self.pieces.last().map_or(0, |piece| PIECE - piece.len());
            if room == 0 {
                self.pieces.push(Vec::with_capacity(PIECE.min(bytes.len().next_power_of_two())));
                continue;
            }
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            if let Some(piece) = self.pieces.last_mut() {
                piece.extend_from_slice(now);
            }
            bytes = later;
        }
    }

    pub(crate) fn join(self) -> Arc<[u8]> {
        let mut joined: Arc<[u8]> = repeat_n(0, self.length).collect();
        let mut rest = Arc::get_mut(&mut joined).unwrap_or_default();
        for piece in &self.pieces {
            let Some((place, after)) = rest.split_at_mut_checked(piece.len()) else { break };
            place.copy_from_slice(piece);
            rest = after;
        }
        joined
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        self.pieces = Vec::new();
        memory::freed(self.length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_bytes_are_those_that_were_pushed() {
        for sizes in [&[][..], &[0], &[1], &[PIECE], &[PIECE - 1, 2, PIECE], &[3 * PIECE + 7, 0, 1, 5]] {
            let parts: Vec<Vec<u8>> = (0..)
                .zip(sizes)
                .map(|(mark, size)| (0..*size).map(|at| (at % 251) as u8 ^ mark).collect())
                .collect();
            let mut pieces = Pieces::default();
            parts.iter().for_each(|part| pieces.push(part));
            assert_eq!(pieces.len(), sizes.iter().sum::<usize>());
            assert_eq!(*pieces.join(), *parts.concat(), "{sizes:?}");
        }
    }
}
