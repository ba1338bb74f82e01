//! What a thread that was blocked for a while hears when it is back: the newest config only, told once, with the fetches that
//! led to it. Without this, each poll in between would keep a config of its own alive.

use std::collections::VecDeque;

use vexil_client::Event;

use super::notice::Notice;

/// Of so many groups of notices, which is twice as many fetches, the oldest fetches are forgotten.
const GROUPS: usize = 1_000;

/// Adds `notices` to those that wait for the thread, and returns what is needless now.
///
/// * Of entries only the newest waits, in the place of the oldest: whoever hears of any fetch, or has a refresh answered, finds
///   a config that is not older than that fetch.
/// * The change is told once, after the first fetch that brought one.
/// * Of questions about certificates only the last is open.
/// * Each fetch is told, up to a limit, and each refresh is answered.
pub(super) fn add(backlog: &mut VecDeque<Vec<Notice>>, mut notices: Vec<Notice>) -> Vec<Notice> {
    let mut needless = Vec::new();
    if let Some(newer) = notices.iter().position(is_stored)
        && let Some(older) = backlog.iter_mut().flatten().find(|notice| is_stored(notice))
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
fn forget_oldest_fetch(backlog: &mut VecDeque<Vec<Notice>>, needless: &mut Vec<Notice>) {
    let mut start = 0;
    for (index, group) in backlog.iter().enumerate() {
        if group.iter().any(is_answer) {
            start = index + 1;
        } else if group.iter().any(ends_fetch) {
            return take_out(backlog.range_mut(start..=index), needless, is_report);
        }
    }
}

fn take_out<'n>(
    groups: impl Iterator<Item = &'n mut Vec<Notice>>,
    needless: &mut Vec<Notice>,
    is_needless: fn(&Notice) -> bool,
) {
    for group in groups {
        needless.extend(group.extract_if(.., |notice| is_needless(notice)));
    }
}

const fn is_stored(notice: &Notice) -> bool {
    matches!(notice, Notice::Event(Event::Stored(_)))
}

const fn is_changed(notice: &Notice) -> bool {
    matches!(notice, Notice::Event(Event::Changed))
}

const fn is_question(notice: &Notice) -> bool {
    matches!(notice, Notice::Event(Event::TrustNeeded { .. }))
}

const fn is_answer(notice: &Notice) -> bool {
    matches!(notice, Notice::Event(Event::RefreshDone { .. }))
}

const fn ends_fetch(notice: &Notice) -> bool {
    matches!(notice, Notice::Event(Event::Fetched { .. } | Event::PollFailed { .. }))
}

const fn is_report(notice: &Notice) -> bool {
    matches!(
        notice,
        Notice::Event(
            Event::FetchEnded(_)
                | Event::Warned(_)
                | Event::Fetched { .. }
                | Event::PollFailed { .. }
                | Event::CacheFile(_)
        )
    )
}
