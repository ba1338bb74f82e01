//! A cluster of two servers.

use redis::cmd;

use super::*;

/// Two servers that share the slots. The password is for both, as clients know only one.
async fn start() -> Option<(Vec<Server>, RedisOptions)> {
    let mut servers = Vec::new();
    for _ in 0..2 {
        let (port, bus) = (free_port(), free_port());
        servers.push(Server::start_with(
            port,
            &[
                "--port",
                &port.to_string(),
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                &bus.to_string(),
                "--requirepass",
                "secret",
                "--masterauth",
                "secret",
            ],
        )?);
        let server = servers.last()?;
        let (first, last) = if servers.len() == 1 { (0, 8191) } else { (8192, 16383) };
        let options = RedisOptions { db: 0, ..server.options() };
        let node = RedisCache::open(&options, &quiet()).unwrap();
        // A cluster that is not whole answers nothing but this.
        until("the slots are given", async || {
            let mut slots = cmd("CLUSTER");
            slots.arg("ADDSLOTSRANGE").arg(first).arg(last);
            node.run::<String>(slots).await.is_ok()
        })
        .await;
        if let Some(known) = servers.first().filter(|known| known.port != port) {
            let mut meet = cmd("CLUSTER");
            let (_, bus) = known.ports();
            meet.arg("MEET").arg("127.0.0.1").arg(known.port).arg(bus);
            node.run::<String>(meet).await.unwrap();
        }
    }
    let addresses = servers.iter().map(|server| format!("127.0.0.1:{}", server.port)).collect();
    let options = RedisOptions { addresses, db: 0, ..servers.first()?.options() };
    Some((servers, options))
}

impl Server {
    /// Of clients, and of the other servers of the cluster.
    fn ports(&self) -> (u16, u16) {
        let bus = self.arguments.iter().skip_while(|argument| *argument != "--cluster-port").nth(1);
        (self.port, bus.unwrap().parse().unwrap())
    }
}

#[tokio::test]
async fn keys_and_announcements_reach_every_node() {
    let Some((_servers, options)) = start().await else { return };
    let one = RedisCache::open(&options, &quiet()).unwrap();
    // In the order of the other node.
    let addresses = options.addresses.iter().rev().cloned().collect();
    let two = RedisCache::open(&RedisOptions { addresses, ..options }, &quiet()).unwrap();
    for key in ["a", "b", "c", "d", "e", "f"] {
        until("it is written", async || one.set(key, key.into(), false).await == Ok(true)).await;
        assert_eq!(two.get(key).await, Ok(Some(key.into())));
        assert_eq!(two.set(key, "other".into(), true).await, Ok(false));
        let news = two.listen(key);
        // What may have been missed.
        timeout(BOUND, news.notified()).await.unwrap();
        one.announce(key, "etag").await.unwrap();
        timeout(BOUND, news.notified()).await.unwrap();
    }
}
