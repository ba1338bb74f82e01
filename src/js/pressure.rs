//! Makes the garbage collector come by before replaced configs pile up. Told of memory outside of its heap, V8 begins to mark
//! after 64 MB of it, which are dozens of configs of usual size.

use std::cell::Cell;

use super::Scope;

/// What V8 takes as a reason to begin, in bytes.
const REASON: i64 = 64 * 1024 * 1024;

/// Less than this is not worth a collection, in bytes.
const LARGE: i64 = 256 * 1024;

/// So many pieces like the newest one may pile up before the collector is called.
const PIECES: i64 = 1;

/// What JavaScript objects of this thread keep, in bytes.
#[derive(Clone, Copy)]
struct Kept {
    now: i64,
    /// The least since the collector was last called.
    least: i64,
}

thread_local! {
    static KEPT: Cell<Kept> = const { Cell::new(Kept { now: 0, least: 0 }) };
}

/// Something keeps `bytes` from now on; a negative number: no longer.
pub(crate) fn keep(scope: Scope<'_>, bytes: i64) {
    scope.adjust_memory(bytes);
    let Kept { now, least } = KEPT.get();
    let now = now.saturating_add(bytes);
    let piled_up = bytes >= LARGE && now.saturating_sub(least) > bytes.saturating_mul(PIECES);
    KEPT.set(Kept { now, least: if piled_up { now } else { least.min(now) } });
    if piled_up {
        // Only the marking begins here, in steps of some milliseconds and on other threads.
        scope.adjust_memory(REASON);
        scope.adjust_memory(-REASON);
    }
}
