//! What a host that was blocked for a while hears when it is back: the newest config only, told once, with the fetches that
//! led to it. Without this, each poll in between would keep a config of its own alive.

use std::collections::VecDeque;

use crate::event::Event;

/// Of so many groups of notices, two of which make a fetch, the oldest fetches are forgotten.
const GROUPS: usize = 1_000;

/// Something that waits for a host with a loop of its own.
pub trait Notice {
    /// The event that it tells; `None` for what has to be told in any case.
    fn event(&self) -> Option<&Event>;
}

/// Adds the notices of one turn to those that wait for the host, and returns what is needless now.
///
/// * Of entries only the newest waits, in the place of the oldest: whoever hears of any fetch, or has a refresh answered, finds
///   a config that is not older than that fetch.
/// * The change is told once, after the first fetch that brought one.
/// * Of questions about certificates only the last is open.
/// * Each fetch is told, up to a limit, and each refresh is answered.
pub fn add_to_backlog<N: Notice>(backlog: &mut VecDeque<Vec<N>>, mut notices: Vec<N>) -> Vec<N> {
    let mut needless = Vec::new();
    if let Some(newer) = notices.iter().position(is_stored)
        && let Some(older) = backlog.iter_mut().flatten().find(|notice| is_stored(&**notice))
    {
        needless.push(std::mem::replace(older, notices.remove(newer)));
    }
    if backlog.iter().flatten().any(is_changed) {
        notices.retain(|notice| !is_changed(notice));
    }
    if notices.iter().any(is_question) {
        take_out(backlog.iter_mut(), &mut needless, is_question);
    }
    backlog.push_back(notices);
    if backlog.len() > GROUPS {
        forget_oldest_fetch(backlog, &mut needless);
    }
    backlog.retain(|group| !group.is_empty());
    needless
}

/// A fetch goes with all that is told of it, so that nobody takes its result for that of another. One that answers a refresh stays.
fn forget_oldest_fetch<N: Notice>(backlog: &mut VecDeque<Vec<N>>, needless: &mut Vec<N>) {
    let mut start = 0;
    for (index, group) in backlog.iter().enumerate() {
        if group.iter().any(is_answer) {
            start = index + 1;
        } else if group.iter().any(ends_fetch) {
            return take_out(backlog.range_mut(start..=index), needless, is_report);
        }
    }
}

fn take_out<'n, N: Notice + 'n>(
    groups: impl Iterator<Item = &'n mut Vec<N>>,
    needless: &mut Vec<N>,
    is_needless: fn(&N) -> bool,
) {
    for group in groups {
        needless.extend(group.extract_if(.., |notice| is_needless(notice)));
    }
}

fn is_stored<N: Notice>(notice: &N) -> bool {
    matches!(notice.event(), Some(Event::Stored(_)))
}

fn is_changed<N: Notice>(notice: &N) -> bool {
    matches!(notice.event(), Some(Event::Changed))
}

fn is_question<N: Notice>(notice: &N) -> bool {
    matches!(notice.event(), Some(Event::TrustNeeded { .. }))
}

fn is_answer<N: Notice>(notice: &N) -> bool {
    matches!(notice.event(), Some(Event::RefreshDone { .. }))
}

fn ends_fetch<N: Notice>(notice: &N) -> bool {
    matches!(notice.event(), Some(Event::Fetched { .. } | Event::PollFailed { .. }))
}

fn is_report<N: Notice>(notice: &N) -> bool {
    matches!(
        notice.event(),
        Some(
            Event::FetchEnded(_)
                | Event::Warned(_)
                | Event::Fetched { .. }
                | Event::PollFailed { .. }
                | Event::CacheFile(_)
        )
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{FetchWarning, RefreshOutcome};

    impl Notice for Event {
        fn event(&self) -> Option<&Event> {
            Some(self)
        }
    }

    /// What is told before a fetch ends.
    fn begun(number: usize) -> Event {
        Event::Warned(FetchWarning::RedirectLoop { ray_id: Some(number.to_string()) })
    }

    fn fetched() -> Event {
        Event::Fetched { by_user: false }
    }

    fn add_fetches(backlog: &mut VecDeque<Vec<Event>>, numbers: std::ops::Range<usize>) {
        for number in numbers {
            add_to_backlog(backlog, vec![begun(number)]);
            add_to_backlog(backlog, vec![fetched()]);
        }
    }

    /// The numbers of the fetches that are told from start to end.
    fn told(backlog: &VecDeque<Vec<Event>>) -> Vec<String> {
        let mut begun = None;
        let mut told = Vec::new();
        for notice in backlog.iter().flatten() {
            match notice {
                Event::Warned(warning) => {
                    assert_eq!(begun.replace(warning.ray_id().map(str::to_owned)), None);
                }
                Event::Fetched { .. } => told.extend(begun.take().flatten()),
                _ => {}
            }
        }
        told
    }

    #[test]
    fn the_oldest_fetches_are_forgotten_as_a_whole() {
        let mut backlog = VecDeque::new();
        add_fetches(&mut backlog, 0..3 * GROUPS);
        assert!(backlog.len() <= GROUPS);
        let kept = GROUPS / 2;
        let newest: Vec<_> = (3 * GROUPS - kept..3 * GROUPS).map(|number| number.to_string()).collect();
        assert_eq!(told(&backlog), newest);
    }

    #[test]
    fn the_end_of_a_fetch_whose_beginning_was_told_is_forgotten_alone() {
        let mut backlog = VecDeque::new();
        add_to_backlog(&mut backlog, vec![fetched()]);
        add_fetches(&mut backlog, 0..GROUPS / 2);
        assert_eq!(told(&backlog).len(), GROUPS / 2);
    }

    #[test]
    fn a_fetch_that_answers_a_refresh_is_never_forgotten() {
        let mut backlog = VecDeque::new();
        let answer = Event::RefreshDone { token: 7, outcome: RefreshOutcome::Offline };
        add_to_backlog(&mut backlog, vec![begun(0)]);
        add_to_backlog(&mut backlog, vec![fetched(), answer]);
        add_fetches(&mut backlog, 1..2 * GROUPS);
        assert!(backlog.len() <= GROUPS);
        assert_eq!(backlog.iter().flatten().filter(|notice| is_answer(*notice)).count(), 1);
        assert_eq!(told(&backlog).first().map(String::as_str), Some("0"));
    }
}
