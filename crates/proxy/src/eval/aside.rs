//! Evaluations that take long, apart from those that do not.

use std::sync::LazyLock;

use memchr::memchr_iter;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::Semaphore;
use tokio::task::block_in_place;

/// Requests of this size may always take long, in bytes.
const LARGE: usize = 16 * 1024;
/// Shorter ones never do because of their length, in bytes.
const SMALL: usize = 4 * 1024;
/// So many bytes, each counted once per flag, are hashed in about 10 ms.
const BYTES: usize = 2_000_000;
/// So many texts, which may be items of lists, are not too many for any config.
const FEW: usize = 64;
/// So many texts, each counted once per flag, are hashed in about 10 ms.
const TEXTS: usize = 30_000;

/// How many evaluations may take long at the same time, however many processors there are.
const AT_ONCE: usize = 4;

/// One processor is always left to the others, if there is more than one.
static PERMITS: LazyLock<Semaphore> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    Semaphore::new(processors.saturating_sub(1).clamp(1, AT_ONCE))
});

/// Whether the evaluation of so many flags for the user of a request may take more than a few milliseconds: flags can hash each item
/// of a list, each in its own way.
#[inline]
pub(crate) fn is_heavy(request: &[u8], flags: usize) -> bool {
    let length = request.len();
    if length > LARGE || (length > SMALL && length.saturating_mul(flags) > BYTES) {
        return true;
    }
    // Each text has two quotes.
    let texts = memchr_iter(b'"', request).count() / 2;
    texts > FEW && texts.saturating_mul(flags) > TEXTS
}

/// Does the work of an evaluation. Heavy ones wait for each other, and do not keep this thread's other tasks waiting.
#[inline]
pub(crate) async fn aside<T>(is_heavy: bool, work: impl FnOnce() -> T + Send) -> T {
    // Boxed: all requests would have to make room for what few need.
    if is_heavy { Box::pin(in_turn(work)).await } else { work() }
}

async fn in_turn<T>(work: impl FnOnce() -> T + Send) -> T {
    // Never closed.
    let _permit = PERMITS.acquire().await.ok();
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::MultiThread => block_in_place(work),
        // There is nobody to take over.
        _ => work(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn many_texts_for_many_flags_are_heavy() {
        let texts = |count: usize| r#""a","#.repeat(count).into_bytes();
        for (request, flags, expected) in [
            (vec![b'a'; 300], 1_000_000, false),
            (texts(64), 1_000_000, false),
            (texts(300), 100, false),
            (texts(301), 100, true),
            (texts(1_000), 30, false),
            (texts(1_000), 300, true),
            (texts(4_000), 1, false),
            (vec![b'a'; 4 * 1024], 1_000_000, false),
            (vec![b'a'; 10_000], 200, false),
            (vec![b'a'; 10_000], 201, true),
            (vec![b'a'; 16 * 1024], 1, false),
            (vec![b'a'; 16 * 1024 + 1], 1, true),
        ] {
            assert_eq!(is_heavy(&request, flags), expected, "{} {flags}", request.len());
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn heavy_work_keeps_nobody_waiting() {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let heavy: Vec<_> = (0..8)
            .map(|_| {
                let (now, most) = (Arc::clone(&now), Arc::clone(&most));
                tokio::spawn(aside(true, move || {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(100));
                    now.fetch_sub(1, Ordering::SeqCst);
                }))
            })
            .collect();
        while most.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        // Others begin and end while the heavy ones are at work.
        for _ in 0..100 {
            tokio::spawn(aside(false, || ())).await.unwrap();
        }
        assert!(heavy.iter().any(|task| !task.is_finished()));
        for task in heavy {
            task.await.unwrap();
        }
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        assert!(most.load(Ordering::SeqCst) <= processors.saturating_sub(1).max(1));
    }
}
