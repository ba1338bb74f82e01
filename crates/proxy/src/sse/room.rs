//! The memory that the streams of an SDK may take together.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::feed::Feed;
use super::group::Group;

/// What the streams of an SDK may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// What may wait for clients, in bytes. With more, streams end whose clients have let something wait for [`PATIENCE`], the slowest
    /// first; with twice as much, also others.
    pub(super) budget: usize,
    /// An evaluation that takes as long is done apart from others.
    pub(super) heavy: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { budget: 64 * 1024 * 1024, heavy: Duration::from_millis(5) }
    }
}

/// How long a client may take to read, if others need the room.
pub(super) const PATIENCE: Duration = Duration::from_millis(250);

/// The pause between two looks at the room.
const PAUSE: Duration = Duration::from_millis(10);

/// Looks for room.
#[derive(Debug, Default)]
pub(super) struct Room {
    looked: Mutex<Option<Instant>>,
}

/// A stream that waits: since when, in which group, and where there.
type Waiting = (Instant, Arc<Group>, usize);

impl Feed {
    /// Whether more waits for clients than should.
    pub(super) fn is_crowded(&self) -> bool {
        self.frames().held() > self.bounds().budget
    }

    /// Ends the streams whose clients read most slowly, if more waits for clients than should.
    pub(super) fn relieve(&self) {
        let now = Instant::now();
        let held = self.frames().held();
        if held <= self.bounds().budget || !self.room().is_due(now, held > 2 * self.bounds().budget) {
            return;
        }
        // Those who have just been told something may still be reading.
        let latest = if held > 2 * self.bounds().budget { Some(now) } else { now.checked_sub(PATIENCE) };
        let Some(latest) = latest else { return };
        let mut waiting: Vec<Waiting> = Vec::new();
        for group in self.groups() {
            group.waiting(latest, |since, place| waiting.push((since, Arc::clone(&group), place)));
        }
        waiting.sort_unstable_by_key(|(since, ..)| *since);
        let mut ended = 0;
        for (since, group, place) in waiting {
            if self.frames().held() <= self.bounds().budget / 4 * 3 {
                break;
            }
            ended += usize::from(group.drop_waiting(place, since));
        }
        if ended > 0 {
            self.log().warn(format_args!(
                "SDK '{}': {ended} streams ended, their clients read too slowly for how much waits for all of them",
                self.sdk_id()
            ));
        }
    }

    /// Waits until clients have read enough, or have been ended for not reading. Not for longer than that, and for no longer than
    /// `left`, from which it takes.
    pub(super) async fn make_room(&self, left: &mut Duration) {
        self.relieve();
        while self.is_crowded() && !left.is_zero() {
            let pause = PAUSE.min(*left);
            *left -= pause;
            tokio::time::sleep(pause).await;
            self.relieve();
        }
    }
}

impl Room {
    /// Whether it is time to look again.
    fn is_due(&self, now: Instant, is_urgent: bool) -> bool {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_urgent && looked.is_some_and(|looked| now < looked + PAUSE) {
            return false;
        }
        *looked = Some(now);
        true
    }
}
