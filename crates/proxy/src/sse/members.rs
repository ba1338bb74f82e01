//! The streams of a group: how far each has read, and whom to wake.

use std::sync::Arc;
use std::task::{Context, Waker};

use bytes::Bytes;
use tokio::time::Instant;

use super::backlog::Backlog;
use super::flow::{Flow, PIECE};
use super::frame::HEARTBEAT;
use super::frames::Frame;

/// The streams of a group and what they have not taken yet.
#[derive(Debug, Default)]
pub(super) struct Members {
    backlog: Backlog,
    places: Vec<Option<Member>>,
    vacant: Vec<usize>,
    /// How many members are not cut off.
    readers: usize,
    /// Members are to end when they have taken what there is.
    ended: bool,
}

#[derive(Debug)]
struct Member {
    cursor: u64,
    /// What comes before the frame at the cursor.
    begun: Option<Begun>,
    waker: Option<Waker>,
    /// Whether a heartbeat is due.
    beat: bool,
    /// Read too slowly, and gets nothing more but the rest of a frame.
    cut_off: bool,
}

/// A frame that is handed out in pieces.
#[derive(Debug)]
struct Begun {
    frame: Arc<Frame>,
    /// How much was handed out.
    done: usize,
    /// Since when it waits.
    since: Instant,
}

/// What a member gets next.
#[derive(Debug)]
pub(super) enum Next {
    Bytes(Bytes),
    /// Nothing yet.
    Nothing,
    /// Something, as soon as there is more room.
    Full,
    End,
}

/// To be woken or dropped when no lock is held: either may run code of others.
pub(super) type Wakers = Vec<Waker>;

impl Members {
    /// A new member, who gets this frame and what is pushed from now on.
    pub(super) fn join(&mut self, first: Arc<Frame>) -> usize {
        let begun = Some(Begun { frame: first, done: 0, since: Instant::now() });
        let cursor = self.backlog.end();
        let member = Member { cursor, begun, waker: None, beat: false, cut_off: false };
        self.readers += 1;
        if let Some(index) = self.vacant.pop()
            && let Some(place) = self.places.get_mut(index)
        {
            *place = Some(member);
            return index;
        }
        self.places.push(Some(member));
        self.places.len() - 1
    }

    /// A member is gone.
    pub(super) fn leave(&mut self, index: usize) -> Option<Waker> {
        let member = self.places.get_mut(index)?.take()?;
        self.vacant.push(index);
        if !member.cut_off {
            self.readers -= 1;
            self.backlog.leave(member.cursor);
        }
        member.waker
    }

    /// How many get what is pushed.
    pub(super) const fn readers(&self) -> usize {
        self.readers
    }

    /// Hands a frame to all. Also returns how many were cut off because they have left too much unread.
    pub(super) fn push(&mut self, frame: Arc<Frame>) -> (Wakers, usize) {
        self.backlog.push(frame, self.readers);
        let cut_off = self.cut_off();
        (self.wakers(), cut_off)
    }

    fn cut_off(&mut self) -> usize {
        let Some(least) = self.backlog.slowest_allowed() else { return 0 };
        let mut count = 0;
        for member in self.places.iter_mut().flatten() {
            if !member.cut_off && member.cursor < least {
                self.backlog.leave(member.cursor);
                member.cut_off = true;
                count += 1;
            }
        }
        self.readers -= count;
        count
    }

    /// Those for whom something waits since then or longer: since when, and their places.
    pub(super) fn waiting(&self, since: Instant) -> impl Iterator<Item = (Instant, usize)> {
        let waits = |(place, member): (usize, &Option<Member>)| Some((self.waits(member.as_ref()?)?, place));
        self.places.iter().enumerate().filter_map(waits).filter(move |(begin, _)| *begin <= since)
    }

    fn waits(&self, member: &Member) -> Option<Instant> {
        let unread = || if member.cut_off { None } else { self.backlog.next(member.cursor) };
        member.begun.as_ref().map(|begun| begun.since).or_else(|| unread().map(|(_, since)| since))
    }

    /// Ends a member for whom something waits since then, without the rest of it. `false`: it has taken it meanwhile.
    pub(super) fn drop_waiting(&mut self, place: usize, since: Instant) -> Option<Option<Waker>> {
        let member = self.places.get(place)?.as_ref()?;
        if self.waits(member) != Some(since) {
            return None;
        }
        let member = self.places.get_mut(place)?.as_mut()?;
        member.begun = None;
        if !member.cut_off {
            member.cut_off = true;
            self.backlog.leave(member.cursor);
            self.readers -= 1;
        }
        Some(member.waker.take())
    }

    /// Sends a heartbeat to all who have nothing else to read.
    pub(super) fn beat(&mut self) -> Wakers {
        for member in self.places.iter_mut().flatten() {
            member.beat = true;
        }
        self.wakers()
    }

    /// Lets all end when they have taken what there is.
    pub(super) fn end(&mut self) -> Wakers {
        self.ended = true;
        self.wakers()
    }

    fn wakers(&mut self) -> Wakers {
        self.places.iter_mut().flatten().filter_map(|member| member.waker.take()).collect()
    }

    /// What a member gets next. The waker is one that is no longer needed.
    pub(super) fn poll(
        &mut self,
        index: usize,
        flow: &Arc<Flow>,
        room: usize,
        context: &Context<'_>,
    ) -> (Next, Option<Waker>) {
        let Some(Some(member)) = self.places.get_mut(index) else { return (Next::End, None) };
        if let Some(begun) = &mut member.begun {
            let (next, is_done) = begun.next(flow, room);
            if is_done {
                member.begun = None;
            }
            return (next, None);
        }
        if member.cut_off {
            return (Next::End, None);
        }
        if let Some((length, since)) = self.backlog.next(member.cursor) {
            // Long frames are handed out when all else is written.
            if room < length.min(PIECE) {
                return (Next::Full, None);
            }
            member.beat = false;
            let Some(frame) = self.backlog.take(&mut member.cursor) else { return (Next::End, None) };
            let mut begun = Begun { frame, done: 0, since };
            let (next, is_done) = begun.next(flow, room);
            member.begun = Some(begun).filter(|_| !is_done);
            return (next, None);
        }
        if self.ended {
            return (Next::End, None);
        }
        if std::mem::take(&mut member.beat) {
            return (Next::Bytes(HEARTBEAT.clone()), None);
        }
        match &member.waker {
            Some(waker) if waker.will_wake(context.waker()) => (Next::Nothing, None),
            _ => (Next::Nothing, member.waker.replace(context.waker().clone())),
        }
    }
}

impl Begun {
    /// What is handed out next, and whether that was all.
    fn next(&mut self, flow: &Arc<Flow>, room: usize) -> (Next, bool) {
        let length = self.frame.len();
        if room < length.min(PIECE) {
            return (Next::Full, false);
        }
        if length <= PIECE {
            return (Next::Bytes(flow.whole(Arc::clone(&self.frame))), true);
        }
        let end = length.min(self.done + PIECE);
        let piece = self.frame.bytes().get(self.done..end).unwrap_or_default();
        self.done = end;
        (Next::Bytes(flow.piece(piece)), end == length)
    }
}

#[cfg(test)]
mod tests {
    use super::super::frames::Frames;
    use super::*;

    fn frame(length: usize) -> Arc<Frame> {
        Frames::new().event(&vec![b'a'; length - 8])
    }

    fn next(members: &mut Members, index: usize, flow: &Arc<Flow>) -> Next {
        members.poll(index, flow, flow.room(), &Context::from_waker(Waker::noop())).0
    }

    #[test]
    fn long_frames_are_handed_out_one_piece_after_the_other() {
        let (mut members, flow) = (Members::default(), Arc::default());
        let place = members.join(frame(2 * PIECE + 1));
        members.push(frame(100));
        for length in [PIECE, PIECE, 1] {
            let Next::Bytes(piece) = next(&mut members, place, &flow) else { panic!("no piece") };
            assert_eq!(piece.len(), length);
            if length > 1 {
                assert!(matches!(next(&mut members, place, &flow), Next::Full));
                drop(piece);
            } else {
                // What is short goes along with others.
                let Next::Bytes(other) = next(&mut members, place, &flow) else { panic!("no frame") };
                assert_eq!((other.len(), flow.room()), (100, PIECE - 101));
                drop((piece, other));
                assert_eq!(flow.room(), PIECE);
            }
        }
        assert!(matches!(next(&mut members, place, &flow), Next::Nothing));
    }

    #[test]
    fn whoever_waits_can_be_ended() {
        let (mut members, flow) = (Members::default(), Arc::default());
        let (slow, quick) = (members.join(frame(2 * PIECE)), members.join(frame(10)));
        drop(next(&mut members, slow, &flow));
        drop(next(&mut members, quick, &flow));
        let waiting: Vec<_> = members.waiting(Instant::now()).collect();
        assert_eq!(waiting.iter().map(|(_, place)| *place).collect::<Vec<_>>(), [slow]);
        let since = waiting[0].0;
        assert!(members.drop_waiting(quick, since).is_none());
        assert!(members.drop_waiting(slow, since).is_some());
        assert!(members.drop_waiting(slow, since).is_none());
        assert!(matches!(next(&mut members, slow, &flow), Next::End));
        members.push(frame(11));
        assert!(matches!(next(&mut members, quick, &flow), Next::Bytes(_)));
        assert_eq!((members.readers(), members.waiting(Instant::now()).count()), (1, 0));
        members.leave(slow);
        assert_eq!(members.readers(), 1);
    }

    #[test]
    fn places_are_used_again() {
        let mut members = Members::default();
        let lasting = members.join(frame(10));
        for _ in 0..100 {
            let (one, other) = (members.join(frame(10)), members.join(frame(10)));
            assert_ne!(one, other);
            members.push(frame(10));
            members.leave(one);
            members.leave(other);
            members.leave(other);
        }
        // The lasting one has read nothing, and was cut off.
        assert_eq!((members.places.len(), members.readers()), (3, 0));
        members.leave(lasting);
        assert_eq!(members.join(frame(10)), lasting);
        assert_eq!(members.readers(), 1);
    }

    #[test]
    fn whoever_is_cut_off_is_counted_out_once() {
        let mut members = Members::default();
        let slow = members.join(frame(10));
        let cut_off: usize = (0..65).map(|_| members.push(frame(10)).1).sum();
        assert_eq!((cut_off, members.readers()), (1, 0));
        let flow = Arc::default();
        assert!(matches!(next(&mut members, slow, &flow), Next::Bytes(_)), "its first frame");
        assert!(matches!(next(&mut members, slow, &flow), Next::End));
        members.leave(slow);
        assert_eq!(members.readers(), 0);
    }
}
