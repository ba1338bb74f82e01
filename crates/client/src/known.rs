//! One compiled form per text, for the whole process.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::shared::{Compiled, Shared};

/// What somebody still holds.
#[derive(Debug)]
pub(crate) struct Known<T: Compiled> {
    hasher: RandomState,
    held: Mutex<Held<T>>,
}

/// By hash of the text. Texts come from the network: the hash is seeded, and a hit compares the bytes.
type Held<T> = HashMap<u64, Vec<Weak<Shared<T>>>>;

impl<T: Compiled> Default for Known<T> {
    fn default() -> Self {
        Self { hasher: RandomState::default(), held: Mutex::default() }
    }
}

impl<T: Compiled> Known<T> {
    /// What somebody holds of the text, or what it is compiled to.
    pub(crate) fn find_or_compile<E>(
        &self,
        text: &Arc<[u8]>,
        compile: impl FnOnce(Arc<[u8]>) -> Result<T, E>,
    ) -> Result<Arc<Shared<T>>, E> {
        let hash = self.hasher.hash_one(text);
        if let Some(known) = find(&self.lock(), hash, text) {
            return Ok(known);
        }
        // Not under the lock: compiling may take long.
        let compiled = Arc::new(Shared::from(compile(Arc::clone(text))?));
        let mut held = self.lock();
        if let Some(earlier) = find(&held, hash, text) {
            return Ok(earlier);
        }
        held.retain(|_, held| {
            held.retain(|compiled| compiled.strong_count() > 0);
            !held.is_empty()
        });
        held.entry(hash).or_default().push(Arc::downgrade(&compiled));
        Ok(compiled)
    }

    fn lock(&self) -> MutexGuard<'_, Held<T>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn find<T: Compiled>(held: &Held<T>, hash: u64, text: &[u8]) -> Option<Arc<Shared<T>>> {
    let held = held.get(&hash)?;
    held.iter().filter_map(Weak::upgrade).find(|compiled| compiled.text() == Some(text))
}
