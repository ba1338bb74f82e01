//! Free memory, and who keeps it.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

/// Sees to it that memory goes back to the system where large configs were freed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn give_back_what_is_free() {
    vexil_client::give_memory_back_by(|| {
        // SAFETY: it may be called at any time from any thread; it gives whole pages back that nobody uses.
        unsafe { libc::malloc_trim(0) };
    });
}

/// Other allocators do that by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) const fn give_back_what_is_free() {}

/// Whether any thread has opened a client.
static HAS_FIRST: AtomicBool = AtomicBool::new(false);

thread_local! {
    static IS_KNOWN: Cell<bool> = const { Cell::new(false) };
}

/// A client is opened on this thread. With the first one on a further thread, what V8 took for loading the package there is free again;
/// glibc would keep it for that thread.
pub(crate) fn client_opened() {
    if !IS_KNOWN.replace(true) && HAS_FIRST.swap(true, Ordering::Relaxed) {
        vexil_client::give_memory_back_soon();
    }
}
