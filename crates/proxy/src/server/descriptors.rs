//! How many sockets the process may have.

use std::sync::OnceLock;

/// The files and sockets that are no clients of the main port: configs, caches, logs, operators.
const OTHERS: u64 = 128;

/// How many clients the main port can have without taking from the process what it needs for itself. Asks the system once, and raises
/// its limit as far as it lets the process.
pub(crate) fn for_clients() -> usize {
    static SOCKETS: OnceLock<usize> = OnceLock::new();
    *SOCKETS.get_or_init(|| {
        raise().map_or(usize::MAX, |limit| {
            usize::try_from(limit.saturating_sub(OTHERS).max(1)).unwrap_or(usize::MAX)
        })
    })
}

/// Raises the limit. Returns it; `None`: there is none.
#[cfg(unix)]
fn raise() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let wanted = Rlimit { current: limit.maximum, maximum: limit.maximum };
    match setrlimit(Resource::Nofile, wanted) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    }
}

/// There is no such limit.
#[cfg(not(unix))]
const fn raise() -> Option<u64> {
    None
}
