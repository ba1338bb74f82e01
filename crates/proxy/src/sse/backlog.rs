//! Frames that not all streams of a group have taken, kept once for all of them.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::time::Instant;

use super::frames::Frame;

/// How many frames a stream may leave unread.
const FRAMES: usize = 64;

/// How many bytes a stream may leave unread in more than one frame.
const BYTES: usize = 1024 * 1024;

/// Frames by number, from the oldest one that somebody has not taken. A reader has a cursor: the number of the frame to take next.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    frames: VecDeque<Kept>,
    /// The number of the oldest frame.
    oldest: u64,
    bytes: usize,
}

#[derive(Debug)]
struct Kept {
    frame: Arc<Frame>,
    since: Instant,
    /// How many readers have not taken it. Whoever has not taken a frame has taken none of the later ones.
    unread: usize,
}

impl Backlog {
    /// The cursor of a reader who begins now.
    pub(super) fn end(&self) -> u64 {
        self.oldest + self.frames.len() as u64
    }

    /// Adds a frame for so many readers.
    pub(super) fn push(&mut self, frame: Arc<Frame>, readers: usize) {
        if readers > 0 {
            self.bytes += frame.len();
            self.frames.push_back(Kept { frame, since: Instant::now(), unread: readers });
        }
    }

    /// If more is kept than a reader may leave unread: the least cursor of a reader who is not too slow. The others must
    /// [leave](Self::leave), which makes the room.
    pub(super) fn slowest_allowed(&self) -> Option<u64> {
        let (mut frames, mut bytes) = (self.frames.len(), self.bytes);
        let mut kept = self.frames.iter();
        while frames > FRAMES || (bytes > BYTES && frames > 1) {
            frames -= 1;
            bytes -= kept.next()?.frame.len();
        }
        (frames < self.frames.len()).then(|| self.end() - frames as u64)
    }

    /// How long the next frame for a reader is, in bytes, and since when it waits.
    pub(super) fn next(&self, cursor: u64) -> Option<(usize, Instant)> {
        let kept = self.frames.get(self.index(cursor))?;
        Some((kept.frame.len(), kept.since))
    }

    /// Takes the next frame for a reader.
    pub(super) fn take(&mut self, cursor: &mut u64) -> Option<Arc<Frame>> {
        let kept = self.frames.get_mut(self.index(*cursor))?;
        let frame = Arc::clone(&kept.frame);
        kept.unread -= 1;
        *cursor += 1;
        self.trim();
        Some(frame)
    }

    /// A reader takes no more.
    pub(super) fn leave(&mut self, cursor: u64) {
        let index = self.index(cursor);
        for kept in self.frames.iter_mut().skip(index) {
            kept.unread -= 1;
        }
        self.trim();
    }

    fn index(&self, cursor: u64) -> usize {
        usize::try_from(cursor.saturating_sub(self.oldest)).unwrap_or(usize::MAX)
    }

    fn trim(&mut self) {
        while let Some(kept) = self.frames.front()
            && kept.unread == 0
        {
            self.bytes -= kept.frame.len();
            self.oldest += 1;
            self.frames.pop_front();
        }
        if self.frames.is_empty() {
            self.frames = VecDeque::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::frames::Frames;
    use super::*;

    /// A frame of so many bytes.
    fn frame(length: usize) -> Arc<Frame> {
        Frames::new().event(&vec![b'a'; length - 8])
    }

    #[test]
    fn frames_are_taken_in_order_and_freed_by_the_last_reader() {
        let mut backlog = Backlog::default();
        let take = |backlog: &mut Backlog, cursor: &mut u64| {
            let next = backlog.next(*cursor).map(|(length, _)| length);
            let taken = backlog.take(cursor).map(|frame| frame.len());
            assert_eq!(next, taken);
            taken
        };
        let (mut one, mut other) = (backlog.end(), backlog.end());
        backlog.push(frame(10), 2);
        backlog.push(frame(11), 2);
        let mut late = backlog.end();
        backlog.push(frame(12), 3);
        assert_eq!(take(&mut backlog, &mut one), Some(10));
        assert_eq!(take(&mut backlog, &mut one), Some(11));
        assert_eq!(take(&mut backlog, &mut late), Some(12));
        assert_eq!(take(&mut backlog, &mut late), None);
        assert_eq!((backlog.frames.len(), backlog.bytes), (3, 33));
        assert_eq!(take(&mut backlog, &mut other), Some(10));
        assert_eq!((backlog.frames.len(), backlog.bytes), (2, 23));
        backlog.leave(other);
        assert_eq!((backlog.frames.len(), backlog.bytes), (1, 12));
        assert_eq!(take(&mut backlog, &mut one), Some(12));
        assert_eq!((backlog.frames.len(), backlog.bytes), (0, 0));
        assert_eq!(take(&mut backlog, &mut one), None);
        assert_eq!(backlog.end(), 3);
    }

    #[test]
    fn a_frame_without_readers_is_not_kept() {
        let mut backlog = Backlog::default();
        backlog.push(frame(9), 0);
        assert_eq!((backlog.end(), backlog.bytes), (0, 0));
    }

    #[test]
    fn readers_are_too_slow_by_frames_or_by_bytes() {
        let mut backlog = Backlog::default();
        for _ in 0..64 {
            backlog.push(frame(9), 1);
        }
        assert_eq!(backlog.slowest_allowed(), None);
        backlog.push(frame(9), 1);
        assert_eq!(backlog.slowest_allowed(), Some(1));

        let mut backlog = Backlog::default();
        let large = frame(700 * 1024);
        backlog.push(frame(2 * BYTES), 1);
        assert_eq!(backlog.slowest_allowed(), None, "one frame of any size is allowed");
        backlog.push(Arc::clone(&large), 1);
        assert_eq!(backlog.slowest_allowed(), Some(1));
        backlog.push(large, 1);
        assert_eq!(backlog.slowest_allowed(), Some(2));
    }
}
