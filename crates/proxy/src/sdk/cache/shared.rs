//! The shared cache with what the status page says of it.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use super::Cache;
use crate::log::Logger;
use crate::sdk::{Health, Records};
use crate::site::CacheState;

/// A cache whose use is noted.
pub(in crate::sdk) struct SharedCache {
    cache: Arc<dyn Cache>,
    records: Mutex<Records>,
    log: Logger,
}

impl SharedCache {
    pub(in crate::sdk) fn new(cache: Arc<dyn Cache>, log: Logger) -> Self {
        Self { cache, records: Mutex::default(), log }
    }

    /// What is kept under a key; `Err`: the cache cannot be read, which is noted and logged.
    pub(in crate::sdk) async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, ()> {
        let read = self.cache.get(key).await;
        self.note(read, "cache read succeeded", "cache read failed")
    }

    /// Keeps a payload and announces it. `Ok(false)`: there was one already, and it was to be kept.
    pub(super) async fn write(
        &self,
        key: &str,
        payload: Vec<u8>,
        etag: &str,
        only_if_missing: bool,
    ) -> Result<bool, ()> {
        let written = self.cache.set(key, payload, only_if_missing).await;
        let written = self.note(written, "cache write succeeded", "cache write failed")?;
        if written && let Err(error) = self.cache.announce(key, etag).await {
            self.log.warn(format_args!("a new config could not be announced to other replicas: {error}"));
        }
        Ok(written)
    }

    pub(in crate::sdk) fn listen(&self, key: &str) -> Arc<Notify> {
        self.cache.listen(key)
    }

    /// Notes that what was read is of no use.
    pub(super) fn note_unusable(&self, message: &str) {
        self.records().note(false, message.to_owned());
    }

    fn note<T>(&self, result: Result<T, String>, well: &str, badly: &str) -> Result<T, ()> {
        match result {
            Ok(value) => {
                self.records().note(true, well.to_owned());
                Ok(value)
            }
            Err(error) => {
                self.log.error(format_args!("{badly}: {error}"));
                self.records().note(false, badly.to_owned());
                Err(())
            }
        }
    }

    fn records(&self) -> std::sync::MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CacheState for SharedCache {
    fn health(&self) -> Health {
        self.records().health()
    }

    fn records(&self) -> Records {
        Self::records(self).clone()
    }
}
