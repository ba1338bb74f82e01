//! Lookups of the operating system, which block for as long as it likes.

use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Semaphore, watch};
use tokio::task::spawn_blocking;

/// How many helper threads of one runtime may look names up at a time.
pub(crate) const THREADS: usize = 6;

type Found = Result<Vec<SocketAddr>, Arc<io::Error>>;
type Answer = watch::Sender<Option<Found>>;

/// The lookups under way. One of a name serves all who ask meanwhile, so a server whose name hangs takes one thread, however
/// often it is asked for.
pub(super) struct Lookups {
    resolve: fn(&str) -> io::Result<Vec<SocketAddr>>,
    threads: Arc<Semaphore>,
    under_way: Mutex<HashMap<String, Weak<Answer>>>,
}

impl Default for Lookups {
    fn default() -> Self {
        Self::by(|name| Ok((name, 0).to_socket_addrs()?.collect()))
    }
}

impl Lookups {
    fn by(resolve: fn(&str) -> io::Result<Vec<SocketAddr>>) -> Self {
        Self { resolve, threads: Arc::new(Semaphore::new(THREADS)), under_way: Mutex::default() }
    }

    pub(super) async fn look_up(self: Arc<Self>, name: String) -> Found {
        let mut answer = self.join(name);
        let found = answer.wait_for(Option::is_some).await.ok().and_then(|found| found.clone());
        found.unwrap_or_else(|| Err(Arc::new(io::Error::other("the lookup was given up"))))
    }

    /// The answer to come, of the lookup under way or a new one.
    fn join(self: Arc<Self>, name: String) -> watch::Receiver<Option<Found>> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = under_way.get(&name).and_then(Weak::upgrade) {
            return answer.subscribe();
        }
        let (answer, receiver) = watch::channel(None);
        let answer = Arc::new(answer);
        under_way.insert(name.clone(), Arc::downgrade(&answer));
        drop(under_way);
        // A task of its own: the one who asks may give up, and those who come later join it all the same.
        tokio::spawn(self.run(name, answer));
        receiver
    }

    async fn run(self: Arc<Self>, name: String, answer: Arc<Answer>) {
        let permit = loop {
            tokio::select! {
                permit = Arc::clone(&self.threads).acquire_owned() => break permit,
                () = answer.closed() => if self.forget(&name, || answer.is_closed()) { return },
            }
        };
        let (resolve, wanted) = (self.resolve, name.clone());
        let looking = spawn_blocking(move || {
            let found = resolve(&wanted);
            drop(permit);
            found
        });
        let found = looking.await.unwrap_or_else(|error| Err(io::Error::other(error)));
        self.forget(&name, || true);
        answer.send_replace(Some(found.map_err(Arc::new)));
    }

    /// Lets the next one who asks for a name begin anew, if `is_over`. Nobody joins while that is looked at.
    fn forget(&self, name: &str, is_over: impl FnOnce() -> bool) -> bool {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = is_over();
        if is_over {
            under_way.remove(name);
        }
        is_over
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::{Duration, Instant};

    use tokio::runtime::{Builder, Runtime};
    use tokio::time::timeout;

    use super::*;
    use crate::background;

    const SHORT: Duration = Duration::from_millis(300);
    const HANG: Duration = Duration::from_secs(2);

    fn runtime() -> Runtime {
        Builder::new_current_thread().enable_all().build().unwrap()
    }

    fn hang(_: &str) -> io::Result<Vec<SocketAddr>> {
        thread::sleep(HANG);
        Err(io::Error::other("nothing found"))
    }

    #[test]
    fn equal_lookups_are_one_even_when_the_first_asker_gave_up() {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let lookups = Arc::new(Lookups::by(|_| {
            MADE.fetch_add(1, Ordering::SeqCst);
            thread::sleep(SHORT);
            Ok(vec![([127, 0, 0, 1], 0).into()])
        }));
        let look_up = |name: &str| Arc::clone(&lookups).look_up(name.to_owned());
        runtime().block_on(async {
            assert!(timeout(SHORT / 10, look_up("a")).await.is_err());
            let (first, second, other) = tokio::join!(look_up("a"), look_up("a"), look_up("b"));
            for found in [first, second, other] {
                assert_eq!(found.unwrap(), [([127, 0, 0, 1], 0).into()]);
            }
            assert_eq!(MADE.load(Ordering::SeqCst), 2);
            look_up("a").await.unwrap();
        });
        assert_eq!(MADE.load(Ordering::SeqCst), 3, "an answer is not kept");
    }

    #[test]
    fn those_that_nobody_waits_for_any_more_do_not_begin() {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let lookups = Arc::new(Lookups::by(|name| {
            MADE.fetch_add(1, Ordering::SeqCst);
            hang(name)
        }));
        runtime().block_on(async {
            let names = (0..THREADS + 10).map(|number| Arc::clone(&lookups).look_up(number.to_string()));
            let all = futures_util::future::join_all(names);
            assert!(timeout(SHORT, all).await.is_err());
            // Time for the last ones to see it.
            tokio::time::sleep(SHORT).await;
            assert_eq!(lookups.under_way.lock().unwrap().len(), THREADS);
            let late = Arc::clone(&lookups).look_up("late".to_owned()).await;
            assert_eq!(late.unwrap_err().to_string(), "nothing found");
        });
        assert_eq!(MADE.load(Ordering::SeqCst), THREADS + 1);
    }

    /// On the helper threads that programs have.
    #[test]
    fn hanging_lookups_leave_threads_for_files() {
        let lookups = Arc::new(Lookups::by(hang));
        let handle = background::handle().unwrap();
        for number in 0..20 {
            handle.spawn(Arc::clone(&lookups).look_up(number.to_string()));
        }
        let (sender, receiver) = std::sync::mpsc::channel();
        let start = Instant::now();
        handle.spawn(async move {
            tokio::time::sleep(SHORT).await;
            spawn_blocking(move || sender.send(())).await.unwrap().unwrap();
        });
        receiver.recv_timeout(HANG).unwrap();
        assert!(start.elapsed() < HANG, "{:?}", start.elapsed());
    }
}
