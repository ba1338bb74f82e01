//! Whose the cache files of the process are. Two owners of one file would replace each other's config again and again.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::time::Instant;

use super::{Written, folder_of};

/// The claims to files, by their canonical paths.
#[derive(Clone, Default)]
pub(crate) struct Claims(Arc<Mutex<HashMap<PathBuf, Weak<Claim>>>>);

/// The right to write a file, for as long as somebody holds it.
pub(super) struct Claim {
    owner: String,
    /// When the newest config was fetched that the owner's services wrote.
    newest: Mutex<Option<Instant>>,
}

impl Claim {
    /// Does a writing of what was fetched at that time, one after the other, and none after that of something newer: a service that
    /// has ended may be late.
    pub(super) fn write<E>(
        &self,
        fetched: Instant,
        writing: impl FnOnce() -> Result<Written, E>,
    ) -> Result<Written, E> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if newest.is_some_and(|newest| newest > fetched) {
            return Ok(Written::Done);
        }
        let written = writing()?;
        *newest = Some(fetched);
        Ok(written)
    }
}

impl Claims {
    /// Claims a file for an owner; `None` while it is another one's. The services of one owner share the claim.
    pub(super) fn claim(&self, path: &Path, owner: &str) -> Option<Arc<Claim>> {
        let place = canonical(path);
        let mut claims = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(claim) = claims.get(&place).and_then(Weak::upgrade) {
            return (claim.owner == owner).then_some(claim);
        }
        claims.retain(|_, claim| claim.strong_count() > 0);
        let claim = Arc::new(Claim { owner: owner.to_owned(), newest: Mutex::default() });
        claims.insert(place, Arc::downgrade(&claim));
        Some(claim)
    }
}

/// One name for a file, whether it exists or is still to be made.
fn canonical(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| match (folder_of(path).canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    })
}
