//! Native data that JavaScript objects share.

use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// Drops what it is given, somewhere else.
pub(crate) type DropElsewhere = fn(Box<dyn Send>);

static DROP_ELSEWHERE: OnceLock<DropElsewhere> = OnceLock::new();

/// Says how large data is dropped. Until then it is dropped where it is let go.
pub(crate) fn drop_large_data_by(way: DropElsewhere) {
    DROP_ELSEWHERE.get_or_init(|| way);
}

/// Data that can be shared.
pub(crate) trait Share: Send + Sync + 'static {
    /// Whether dropping it takes so long that the event loop would notice.
    fn is_large(&self) -> bool {
        false
    }
}

impl Share for () {}

/// One share of the data. The garbage collector lets go of it on the thread of JavaScript; what is large is dropped elsewhere.
pub(crate) struct Shared<T: Share>(ManuallyDrop<Arc<T>>);

impl<T: Share> Shared<T> {
    pub(crate) fn new(data: &Arc<T>) -> Self {
        Self(ManuallyDrop::new(Arc::clone(data)))
    }
}

impl<T: Share> Deref for Shared<T> {
    type Target = Arc<T>;

    fn deref(&self) -> &Arc<T> {
        &self.0
    }
}

impl<T: Share> Drop for Shared<T> {
    fn drop(&mut self) {
        // SAFETY: this is the only place that takes it, and the last that sees it.
        let data = unsafe { ManuallyDrop::take(&mut self.0) };
        if Arc::strong_count(&data) == 1
            && data.is_large()
            && let Some(drop_elsewhere) = DROP_ELSEWHERE.get()
        {
            drop_elsewhere(Box::new(data));
        }
    }
}
