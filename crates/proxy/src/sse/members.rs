//! The streams of a group: how far each has read, and whom to wake.

use std::task::{Context, Poll, Waker};

use bytes::Bytes;

use super::backlog::Backlog;
use super::frame::HEARTBEAT;

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
    waker: Option<Waker>,
    /// Whether a heartbeat is due.
    beat: bool,
    /// Read too slowly, and gets nothing more.
    cut_off: bool,
}

/// To be woken or dropped when no lock is held: either may run code of others.
pub(super) type Wakers = Vec<Waker>;

impl Members {
    /// A new member, who gets what is pushed from now on.
    pub(super) fn join(&mut self) -> usize {
        let member = Member { cursor: self.backlog.end(), waker: None, beat: false, cut_off: false };
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
    pub(super) fn push(&mut self, frame: Bytes) -> (Wakers, usize) {
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

    /// What a member gets next; nothing more if it has ended. The waker is one that is no longer needed.
    pub(super) fn poll(
        &mut self,
        index: usize,
        context: &Context<'_>,
    ) -> (Poll<Option<Bytes>>, Option<Waker>) {
        let Some(Some(member)) = self.places.get_mut(index) else { return (Poll::Ready(None), None) };
        if member.cut_off {
            return (Poll::Ready(None), None);
        }
        if let Some(frame) = self.backlog.take(&mut member.cursor) {
            member.beat = false;
            return (Poll::Ready(Some(frame)), None);
        }
        if self.ended {
            return (Poll::Ready(None), None);
        }
        if std::mem::take(&mut member.beat) {
            return (Poll::Ready(Some(HEARTBEAT.clone())), None);
        }
        match &member.waker {
            Some(waker) if waker.will_wake(context.waker()) => (Poll::Pending, None),
            _ => (Poll::Pending, member.waker.replace(context.waker().clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_used_again() {
        let mut members = Members::default();
        let lasting = members.join();
        for _ in 0..100 {
            let (one, other) = (members.join(), members.join());
            assert_ne!(one, other);
            members.push("frame".into());
            members.leave(one);
            members.leave(other);
            members.leave(other);
        }
        // The lasting one has read nothing, and was cut off.
        assert_eq!((members.places.len(), members.readers()), (3, 0));
        members.leave(lasting);
        assert_eq!(members.join(), lasting);
        assert_eq!(members.readers(), 1);
    }

    #[test]
    fn whoever_is_cut_off_is_counted_out_once() {
        let mut members = Members::default();
        let slow = members.join();
        let cut_off: usize = (0..65).map(|_| members.push("frame".into()).1).sum();
        assert_eq!((cut_off, members.readers()), (1, 0));
        let context = &Context::from_waker(Waker::noop());
        assert!(matches!(members.poll(slow, context).0, Poll::Ready(None)));
        members.leave(slow);
        assert_eq!(members.readers(), 0);
    }
}
