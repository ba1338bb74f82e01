//! Looking up the addresses of servers. The system blocks for as long as it likes: threads of their own bear it, not those that read files.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::watch;

type Found = Option<Result<Vec<SocketAddr>, String>>;
type Answer = watch::Sender<Found>;
type Resolve = fn(&str, u16) -> io::Result<Vec<SocketAddr>>;

/// The lookups under way. One of a name serves all who ask meanwhile: a name that hangs takes one thread, however often it is asked for.
pub(super) struct Names {
    resolve: Resolve,
    under_way: Mutex<HashMap<(String, u16), Weak<Answer>>>,
}

impl Default for Names {
    fn default() -> Self {
        Self::by(|host, port| Ok((host, port).to_socket_addrs()?.collect()))
    }
}

impl Names {
    fn by(resolve: Resolve) -> Self {
        Self { resolve, under_way: Mutex::default() }
    }

    /// The addresses of a server.
    pub(super) async fn look_up(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let mut answer = self.join(host, port)?;
        let found = answer.wait_for(Option::is_some).await.ok().and_then(|found| found.clone());
        found.unwrap_or_else(|| Err("the lookup was given up".to_owned())).map_err(io::Error::other)
    }

    /// The answer to come, of the lookup under way or of a new one.
    fn join(&self, host: &str, port: u16) -> io::Result<watch::Receiver<Found>> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.retain(|_, answer| answer.strong_count() > 0);
        let key = (host.to_owned(), port);
        if let Some(answer) = under_way.get(&key).and_then(Weak::upgrade) {
            return Ok(answer.subscribe());
        }
        let (sender, receiver) = watch::channel(None);
        let sender = Arc::new(sender);
        let (answer, resolve, host) = (Arc::clone(&sender), self.resolve, host.to_owned());
        std::thread::Builder::new().name("vexil-names".to_owned()).spawn(move || {
            let found = resolve(&host, port).map_err(|error| error.to_string());
            answer.send_replace(Some(found));
        })?;
        under_way.insert(key, Arc::downgrade(&sender));
        Ok(receiver)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_name_that_hangs_takes_one_thread() {
        static ASKED: AtomicU32 = AtomicU32::new(0);
        static HANGS: AtomicBool = AtomicBool::new(true);
        let names = Names::by(|_, port| {
            ASKED.fetch_add(1, Ordering::Relaxed);
            while HANGS.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(1));
            }
            Ok(vec![SocketAddr::from(([127, 0, 0, 1], port))])
        });
        for _ in 0..5 {
            let looking = names.look_up("redis.test", 5);
            tokio::time::timeout(Duration::from_millis(10), looking).await.unwrap_err();
        }
        HANGS.store(false, Ordering::Relaxed);
        let found = names.look_up("redis.test", 5).await.unwrap();
        assert_eq!(found, [SocketAddr::from(([127, 0, 0, 1], 5))]);
        assert_eq!(ASKED.load(Ordering::Relaxed), 1);
        assert_eq!(names.look_up("::1", 6).await.unwrap(), ["[::1]:6".parse().unwrap()]);
        names.look_up("redis.test", 5).await.unwrap();
        assert_eq!(ASKED.load(Ordering::Relaxed), 2);
    }
}
