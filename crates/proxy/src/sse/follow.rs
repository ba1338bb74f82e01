//! The task of an SDK that has streams.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::feed::Feed;
use super::group::Group;
use super::room::PATIENCE;
use crate::eval::EvalFailure;
use crate::sdk::Snapshot;

/// For how long the task may keep others from the processor.
const SLICE: Duration = Duration::from_micros(200);

/// How long one change may wait altogether until clients have read of it, if memory is short.
const WAIT: Duration = Duration::from_secs(1);

/// Tells streams of changes, and that they are alive, until the SDK ends. Whoever takes the last stream away aborts it.
pub(super) async fn follow(feed: Arc<Feed>, mut changes: watch::Receiver<Option<Arc<Snapshot>>>) {
    loop {
        tokio::select! {
            changed = changes.changed() => match changed {
                Ok(()) => update(&feed).await,
                Err(_) => break,
            },
            () = until(feed.next_beat()) => beat(&feed).await,
            () = feed.sooner.notified() => {}
            () = tokio::time::sleep(PATIENCE), if feed.is_crowded() => feed.relieve(),
        }
    }
    feed.sdk_ended();
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

async fn update(feed: &Feed) {
    let (mut failures, mut text) = (0_usize, None);
    let mut wait = WAIT;
    in_slices(feed, &mut wait, |group| {
        // Flags that are gone are no failure of ours, and the answers tell of those that failed.
        if let Err(EvalFailure::Panicked(error)) = group.update() {
            failures += 1;
            text.get_or_insert(error);
        }
    })
    .await;
    if let Some(text) = text {
        feed.log().error(format_args!(
            "SDK '{}': the evaluation for {failures} groups of streams failed: {text}",
            feed.sdk_id()
        ));
    }
}

async fn beat(feed: &Feed) {
    feed.clear_beat();
    let now = Instant::now();
    let mut next: Option<Instant> = None;
    let mut wait = Duration::ZERO;
    in_slices(feed, &mut wait, |group| {
        let due = group.beat(now);
        next = next.into_iter().chain(due).min();
    })
    .await;
    feed.beat_at(next);
}

/// Lets others run between groups, and waits for room, but not for longer than `wait` in all.
async fn in_slices(feed: &Feed, wait: &mut Duration, mut work: impl FnMut(&Group)) {
    let mut begin = std::time::Instant::now();
    for group in feed.groups() {
        work(&group);
        if feed.is_crowded() {
            feed.make_room(wait).await;
        }
        if begin.elapsed() >= SLICE {
            tokio::task::yield_now().await;
            begin = std::time::Instant::now();
        }
    }
}
