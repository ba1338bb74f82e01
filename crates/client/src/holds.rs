//! What servers have asked of services that may be gone by now: those that come after them keep to it too.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

use crate::event::FetchReport;
use crate::registry::SharingKey;
use crate::status::LastError;

/// More services than this are not remembered; those whose time is over first are forgotten.
const MOST: usize = 256;

/// A server wants to be left alone.
#[derive(Clone)]
pub(crate) struct Hold {
    pub(crate) until: Instant,
    /// The failure that came last.
    pub(crate) report: FetchReport,
    pub(crate) error: Option<LastError>,
}

/// All of them in one environment, each until it is over.
#[derive(Clone, Default)]
pub(crate) struct Holds(Arc<Mutex<HashMap<SharingKey, Hold>>>);

/// What is remembered for equal services, one after the other.
pub(crate) struct Memory {
    key: SharingKey,
    holds: Holds,
}

impl Holds {
    pub(crate) fn memory(&self, key: SharingKey) -> Memory {
        Memory { key, holds: self.clone() }
    }
}

impl Memory {
    /// What holds for a service that starts now.
    pub(crate) fn recall(&self) -> Option<Hold> {
        let holds = self.holds.0.lock().unwrap_or_else(PoisonError::into_inner);
        holds.get(&self.key).filter(|hold| hold.until > Instant::now()).cloned()
    }

    /// Notes how it stands after an attempt: at once, because nobody knows which one is the last.
    pub(crate) fn note(&self, hold: Option<Hold>) {
        let mut holds = self.holds.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(hold) = hold else {
            holds.remove(&self.key);
            return;
        };
        let now = Instant::now();
        holds.retain(|_, hold| hold.until > now);
        holds.insert(self.key.clone(), hold);
        if holds.len() > MOST
            && let Some(first) = holds.iter().min_by_key(|(_, hold)| hold.until).map(|(key, _)| key.clone())
        {
            holds.remove(&first);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::event::FetchCode;
    use crate::options::{Mode, ServiceOptions};

    fn memory(holds: &Holds, number: usize) -> Memory {
        let mode = Mode::Auto { interval: Duration::from_secs(60), max_init_wait: None };
        let options = ServiceOptions::new(format!("key {number}"), mode);
        holds.memory(SharingKey::of(&options).unwrap())
    }

    fn hold(seconds: u64) -> Hold {
        let report = FetchReport {
            code: FetchCode::UnexpectedStatus,
            status: Some(503),
            reason: None,
            ray_id: None,
            error: None,
            timeout: Duration::from_secs(30),
        };
        Hold { until: Instant::now() + Duration::from_secs(seconds), report, error: None }
    }

    #[tokio::test(start_paused = true)]
    async fn so_many_are_remembered_and_none_for_longer_than_it_holds() {
        let holds = Holds::default();
        let count = || holds.0.lock().unwrap().len();
        for number in 0..2 * MOST {
            memory(&holds, number).note(Some(hold(10 + number as u64)));
        }
        assert_eq!(count(), MOST);
        assert!(memory(&holds, MOST - 1).recall().is_none(), "over first");
        assert!(memory(&holds, MOST).recall().is_some());
        tokio::time::advance(Duration::from_secs(10 + 2 * MOST as u64 - 1)).await;
        assert!(memory(&holds, 2 * MOST - 1).recall().is_none());
        memory(&holds, 0).note(Some(hold(5)));
        assert_eq!(count(), 1);
        memory(&holds, 1).note(None);
        memory(&holds, 0).note(None);
        assert_eq!(count(), 0);
    }
}
