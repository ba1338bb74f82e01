//! What a stream has on its way to the client.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Waker;

use bytes::Bytes;
use futures_util::task::AtomicWaker;

use super::frames::Frame;

/// The server gets no more than this at once: what it has cannot be taken back from a client who reads too slowly. Also the largest
/// frame that is not handed out in pieces, in bytes.
pub(super) const PIECE: usize = 16 * 1024;

/// How many bytes of a stream the server has not written yet.
#[derive(Debug, Default)]
pub(super) struct Flow {
    on_its_way: AtomicUsize,
    /// Waits for room.
    waker: AtomicWaker,
}

impl Flow {
    /// How many bytes can be handed out.
    pub(super) fn room(&self) -> usize {
        PIECE.saturating_sub(self.on_its_way.load(Ordering::Acquire))
    }

    /// Wakes when there is more room than so much. `false`: there is already.
    pub(super) fn waits(&self, room: usize, waker: &Waker) -> bool {
        self.waker.register(waker);
        self.room() <= room
    }

    /// A whole frame.
    pub(super) fn whole(self: &Arc<Self>, frame: Arc<Frame>) -> Bytes {
        self.hand_out(frame.len(), Held::Whole(frame))
    }

    /// A piece of a frame, without the frame.
    pub(super) fn piece(self: &Arc<Self>, bytes: &[u8]) -> Bytes {
        self.hand_out(bytes.len(), Held::Piece(bytes.into()))
    }

    fn hand_out(self: &Arc<Self>, length: usize, held: Held) -> Bytes {
        self.on_its_way.fetch_add(length, Ordering::AcqRel);
        Bytes::from_owner(OnItsWay { held, flow: Arc::clone(self) })
    }
}

enum Held {
    Whole(Arc<Frame>),
    Piece(Box<[u8]>),
}

/// Bytes that make room when they are written.
struct OnItsWay {
    held: Held,
    flow: Arc<Flow>,
}

impl AsRef<[u8]> for OnItsWay {
    fn as_ref(&self) -> &[u8] {
        match &self.held {
            Held::Whole(frame) => frame.bytes(),
            Held::Piece(bytes) => bytes,
        }
    }
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        self.flow.on_its_way.fetch_sub(self.as_ref().len(), Ordering::AcqRel);
        self.flow.waker.wake();
    }
}
