//! What a member hears that was blocked for a while: each answer, and of the rest only the newest.

use std::collections::VecDeque;

use super::event::{FeedEvent, StreamState};

/// Adds the events of one turn to those that wait for the host, and returns what is needless now. Without this, each change of a
/// payload would keep that payload alive until the host is back.
pub fn add_to_feed_backlog<E: AsRef<FeedEvent>>(backlog: &mut VecDeque<Vec<E>>, events: Vec<E>) -> Vec<E> {
    let mut needless = Vec::new();
    for group in backlog.iter_mut() {
        let is_over = |old: &mut E| events.iter().any(|new| ends(new.as_ref(), old.as_ref()));
        needless.extend(group.extract_if(.., is_over));
    }
    backlog.push_back(events);
    backlog.retain(|group| !group.is_empty());
    needless
}

/// Whether a newer event tells all that an older one does.
fn ends(new: &FeedEvent, old: &FeedEvent) -> bool {
    match (new, old) {
        (FeedEvent::Updated(_), FeedEvent::Updated(_) | FeedEvent::Confirmed)
        | (FeedEvent::Confirmed, FeedEvent::Confirmed)
        | (FeedEvent::TrustNeeded { .. }, FeedEvent::TrustNeeded { .. }) => true,
        (FeedEvent::Stream(_), FeedEvent::Stream(old)) => *old != StreamState::Unsupported,
        (FeedEvent::Failed { trouble: new, .. }, FeedEvent::Failed { trouble: old, .. }) => new == old,
        _ => false,
    }
}

impl AsRef<Self> for FeedEvent {
    fn as_ref(&self) -> &Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ClientError;
    use crate::growthbook::event::{News, Trouble};
    use crate::growthbook::payload::SharedPayload;

    fn updated() -> FeedEvent {
        let payload = SharedPayload::parse(b"{}".as_slice().into()).unwrap();
        FeedEvent::Updated(News { payload, has_stream: false })
    }

    fn failed(trouble: Trouble) -> FeedEvent {
        FeedEvent::Failed { trouble, error: ClientError::NotAStream }
    }

    fn fetched(token: u32) -> FeedEvent {
        FeedEvent::Fetched { token, outcome: Err(ClientError::NotAStream) }
    }

    #[test]
    fn however_long_a_host_is_blocked_little_waits_for_it_and_no_answer_is_lost() {
        let mut backlog = VecDeque::new();
        add_to_feed_backlog(&mut backlog, vec![FeedEvent::Stream(StreamState::Unsupported)]);
        let mut needless = 0;
        for token in 0..100 {
            let state = if token % 2 == 0 { StreamState::Open } else { StreamState::Closed };
            for event in [
                FeedEvent::Confirmed,
                updated(),
                FeedEvent::Confirmed,
                FeedEvent::Stream(state),
                failed(Trouble::Poll),
                failed(Trouble::Stream),
                FeedEvent::TrustNeeded { token },
            ] {
                needless += add_to_feed_backlog(&mut backlog, vec![event]).len();
            }
        }
        needless += add_to_feed_backlog(&mut backlog, vec![fetched(1)]).len();
        needless += add_to_feed_backlog(&mut backlog, vec![fetched(2)]).len();
        let waiting: Vec<_> = backlog.iter().flatten().collect();
        assert_eq!(needless + waiting.len(), 1 + 700 + 2);
        assert_eq!(waiting.len(), 9, "{waiting:?}");
        assert!(waiting.iter().any(|event| matches!(event, FeedEvent::TrustNeeded { token: 99 })));
        assert!(waiting.iter().any(|event| matches!(event, FeedEvent::Stream(StreamState::Closed))));
    }
}
