//! The groups of one SDK.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::follow;
use super::frames::Frames;
use super::group::{Group, Membership};
use super::room::{Bounds, Room};
use super::seats::Seat;
use super::streams::Shared;
use super::watched::{Key, Watched};
use crate::eval::EvalFailure;
use crate::log::Logger;
use crate::metrics::Metrics;
use crate::sdk::{Sdk, Snapshot, State};

/// An SDK that has streams.
pub(super) struct Feed {
    shared: Arc<Shared>,
    /// Does not keep the SDK; but its address is not used again.
    sdk: Weak<State>,
    sdk_id: String,
    changes: watch::Receiver<Option<Arc<Snapshot>>>,
    groups: Mutex<Groups>,
    frames: Arc<Frames>,
    room: Room,
    /// There is an earlier heartbeat than the task knows of, or too much waits for clients.
    pub(super) sooner: Notify,
}

#[derive(Default)]
struct Groups {
    by_key: HashMap<Key, Counted>,
    /// Takes nobody any more.
    ended: bool,
    task: Option<AbortHandle>,
    /// When the next heartbeat is due.
    beat: Option<Instant>,
}

struct Counted {
    group: Arc<Group>,
    members: usize,
}

impl Feed {
    /// Begins to follow an SDK.
    pub(super) fn start(shared: &Arc<Shared>, sdk: &Arc<Sdk>) -> Arc<Self> {
        let changes = sdk.changes();
        let feed = Arc::new(Self {
            shared: Arc::clone(shared),
            sdk: Arc::downgrade(sdk.state()),
            sdk_id: sdk.id().to_owned(),
            changes: changes.clone(),
            groups: Mutex::default(),
            frames: Frames::new(),
            room: Room::default(),
            sooner: Notify::new(),
        });
        // Groups that evaluate before the task has begun see the same configs as it does.
        let task = tokio::spawn(follow::follow(Arc::clone(&feed), changes));
        feed.lock().task = Some(task.abort_handle());
        feed
    }

    /// Counts a stream in. `None`: the feed has ended.
    pub(super) fn enter(
        self: &Arc<Self>,
        key: &Key,
        watched: &Watched,
        heartbeat: Option<Duration>,
        seat: &mut Option<Seat>,
    ) -> Option<Membership> {
        let mut groups = self.lock();
        if groups.ended {
            return None;
        }
        let seat = seat.take()?;
        if let Some(counted) = groups.by_key.get_mut(key) {
            counted.members += 1;
            return Some(Membership::counted(Arc::clone(&counted.group), seat));
        }
        let group = Arc::new(Group::new(Arc::clone(self), *key, watched.clone(), heartbeat));
        groups.by_key.insert(*key, Counted { group: Arc::clone(&group), members: 1 });
        if let Some(heartbeat) = heartbeat {
            let due = Instant::now() + heartbeat;
            if groups.beat.is_none_or(|beat| due < beat) {
                groups.beat = Some(due);
                self.sooner.notify_one();
            }
        }
        Some(Membership::counted(group, seat))
    }

    /// Counts a stream out. The last one of a group takes the group along, the last one of all the feed.
    pub(super) fn leave(self: &Arc<Self>, key: &Key) {
        let mut groups = self.lock();
        let Some(counted) = groups.by_key.get_mut(key) else { return };
        counted.members -= 1;
        if counted.members > 0 {
            return;
        }
        groups.by_key.remove(key);
        if !groups.by_key.is_empty() {
            return;
        }
        groups.ended = true;
        let task = groups.task.take();
        drop(groups);
        if let Some(task) = task {
            task.abort();
        }
        self.shared.forget(self);
    }

    /// Ends all streams. No more come.
    pub(super) fn end(&self) {
        let mut groups = self.lock();
        groups.ended = true;
        let task = groups.task.take();
        let all: Vec<_> = groups.by_key.values().map(|counted| Arc::clone(&counted.group)).collect();
        drop(groups);
        if let Some(task) = task {
            task.abort();
        }
        all.iter().for_each(|group| group.end());
    }

    /// Ends all streams because the SDK has ended.
    pub(super) fn sdk_ended(self: &Arc<Self>) {
        self.end();
        self.shared.forget(self);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.lock().ended
    }

    /// The groups at the moment.
    pub(super) fn groups(&self) -> Vec<Arc<Group>> {
        self.lock().by_key.values().map(|counted| Arc::clone(&counted.group)).collect()
    }

    /// When the next heartbeat is due.
    pub(super) fn next_beat(&self) -> Option<Instant> {
        self.lock().beat
    }

    /// Nothing is due any more, until [`beat_at`](Self::beat_at) or a new group say so.
    pub(super) fn clear_beat(&self) {
        self.lock().beat = None;
    }

    /// A heartbeat is due then.
    pub(super) fn beat_at(&self, due: Option<Instant>) {
        let mut groups = self.lock();
        groups.beat = match (groups.beat, due) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }

    /// The SDK's config at the moment.
    pub(super) fn latest(&self) -> Option<Arc<Snapshot>> {
        self.changes.borrow().clone()
    }

    pub(super) fn answer(&self, snapshot: &Snapshot, watched: &Watched) -> Result<Bytes, EvalFailure> {
        let answer = (self.shared.answer)(snapshot, watched);
        snapshot.answers().log_failures(&self.shared.log, &self.sdk_id);
        answer
    }

    pub(super) const fn frames(&self) -> &Arc<Frames> {
        &self.frames
    }

    pub(super) const fn room(&self) -> &Room {
        &self.room
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.shared.bounds
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.shared.metrics
    }

    pub(super) fn log(&self) -> &Logger {
        &self.shared.log
    }

    pub(super) fn sdk_id(&self) -> &str {
        &self.sdk_id
    }

    /// The address of the SDK's state, which stays when its options change.
    pub(super) fn sdk(&self) -> *const State {
        self.sdk.as_ptr()
    }

    fn lock(&self) -> MutexGuard<'_, Groups> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
