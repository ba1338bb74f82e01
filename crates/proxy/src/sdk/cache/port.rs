//! What a shared cache can do.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::Notify;

pub(in crate::sdk) type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A cache of payloads by key. Nothing here waits for long: a server that does not answer is an error. The errors are texts without
/// addresses and passwords.
pub(in crate::sdk) trait Cache: Send + Sync {
    /// What is kept under a key.
    fn get(&self, key: &str) -> BoxFuture<Result<Option<Vec<u8>>, String>>;

    /// Keeps a payload for good; if `only_if_missing`, unless there is one. Says whether it was written.
    fn set(&self, key: &str, payload: Vec<u8>, only_if_missing: bool) -> BoxFuture<Result<bool, String>>;

    /// Tells all other replicas that there is something new under a key.
    fn announce(&self, key: &str, etag: &str) -> BoxFuture<Result<(), String>>;

    /// Is notified whenever another replica has announced something under the key, and whenever announcements may have been missed. Ends
    /// with the last owner of what is returned.
    fn listen(&self, key: &str) -> Arc<Notify>;
}
