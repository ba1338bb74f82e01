//! Free memory, and who keeps it.

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
