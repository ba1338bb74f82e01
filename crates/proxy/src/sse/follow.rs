//! The task of an SDK that has streams.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::feed::Feed;
use super::room::PATIENCE;
use crate::eval::{EvalFailure, aside};
use crate::sdk::Snapshot;

/// For how long the task may keep others from the processor.
const SLICE: Duration = Duration::from_micros(200);

/// Groups that take longer wait if there is another change meanwhile.
const LIGHT: Duration = Duration::from_micros(100);

/// How long one change may wait altogether until clients have read of it, if memory is short.
const WAIT: Duration = Duration::from_secs(1);

/// Tells streams of changes, and that they are alive, until the SDK ends. Whoever takes the last stream away aborts it.
pub(super) async fn follow(feed: Arc<Feed>, mut changes: watch::Receiver<Option<Arc<Snapshot>>>) {
    loop {
        tokio::select! {
            changed = changes.changed() => match changed {
                Ok(()) => update(&feed, &changes).await,
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

/// Tells of a change. Groups whose evaluation takes long come last, and have to wait if there is another change meanwhile. Streams hear that they
/// are alive all the same.
async fn update(feed: &Feed, changes: &watch::Receiver<Option<Arc<Snapshot>>>) {
    let (mut failures, mut text) = (0_usize, None);
    let mut changes = changes.clone();
    let mut groups = feed.groups();
    // Roughly: equals keep their order.
    groups.sort_by_cached_key(|group| group.cost().as_micros().checked_ilog2());
    let (mut slice, mut wait) = (Slice::default(), WAIT);
    for group in groups {
        if group.cost() > LIGHT && changes.has_changed().unwrap_or(true) {
            break;
        }
        let outcome = if group.cost() < feed.bounds().heavy {
            group.update()
        } else {
            tokio::select! {
                biased;
                Ok(()) = changes.changed() => break,
                outcome = aside(true, || group.update()) => outcome,
            }
        };
        // Flags that are gone are no failure of ours, and the answers tell of those that failed.
        if let Err(EvalFailure::Panicked(error)) = outcome {
            failures += 1;
            text.get_or_insert(error);
        }
        if feed.is_crowded() {
            feed.make_room(&mut wait).await;
        }
        if feed.next_beat().is_some_and(|due| due <= Instant::now()) {
            beat(feed).await;
        }
        slice.end().await;
    }
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
    let mut slice = Slice::default();
    for group in feed.groups() {
        next = next.into_iter().chain(group.beat(now)).min();
        slice.end().await;
    }
    feed.beat_at(next);
}

/// Work between which others run.
struct Slice(std::time::Instant);

impl Default for Slice {
    fn default() -> Self {
        Self(std::time::Instant::now())
    }
}

impl Slice {
    /// Lets others run if it is time.
    async fn end(&mut self) {
        if self.0.elapsed() >= SLICE {
            tokio::task::yield_now().await;
            *self = Self::default();
        }
    }
}
