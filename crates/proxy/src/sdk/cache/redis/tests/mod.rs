//! Against real servers, of which each test starts its own.

mod cluster;
mod offline;
mod outages;
mod replicas;
mod tls;

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::RedisCache;
use crate::log::{Level, Logger, Memory};
use crate::metrics::Metrics;
use crate::options::{Options, RedisOptions, SdkOptions, TlsOptions};
use crate::sdk::cache::Cache;
use crate::sdk::upstream::{Upstream, tell};
use crate::sdk::{Opened, Sdk, open};

const KEY: &str = "configcat-sdk-1/aaaaaaaaaaaaaaaaaaaaaa/bbbbbbbbbbbbbbbbbbbbbb";
const V1: &str = r#"{"f":{"flag":{"t":0,"v":{"b":true},"i":"v1"}}}"#;
const V2: &str = r#"{"f":{"flag":{"t":0,"v":{"b":false},"i":"v2"}}}"#;
const BOUND: Duration = Duration::from_secs(30);

/// A server of its own, which ends with the test.
struct Server {
    port: u16,
    arguments: Vec<String>,
    folder: tempfile::TempDir,
    child: Option<Child>,
}

impl Server {
    /// `None`, told in a line, where there is no server to run.
    fn start() -> Option<Self> {
        let port = free_port();
        Self::start_with(port, &["--port", &port.to_string(), "--requirepass", "secret"])
    }

    /// A server that listens where the arguments say.
    fn start_with(port: u16, arguments: &[&str]) -> Option<Self> {
        let is_there = std::env::var_os("PATH").is_some_and(|path| {
            std::env::split_paths(&path).any(|folder| Path::new(&folder).join("redis-server").exists())
        });
        if !is_there {
            assert!(std::env::var("VEXIL_REQUIRE_ALL").as_deref() != Ok("1"), "redis-server is missing");
            tell("skipped: redis-server is missing");
            return None;
        }
        let arguments = arguments.iter().copied().map(str::to_owned).collect();
        let folder = tempfile::tempdir().unwrap();
        let mut server = Self { port, arguments, folder, child: None };
        server.revive();
        Some(server)
    }

    fn revive(&mut self) {
        let child = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir"])
            .arg(self.folder.path())
            .args(&self.arguments)
            .stdout(Stdio::null())
            .spawn();
        self.child = Some(child.unwrap());
    }

    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    fn options(&self) -> RedisOptions {
        RedisOptions {
            addresses: vec![format!("127.0.0.1:{}", self.port)],
            db: 3,
            user: None,
            password: Some("secret".to_owned()),
            tls: TlsOptions::default(),
        }
    }

    /// A line of one's own, once the server answers.
    async fn cache(&self) -> RedisCache {
        cache(&self.options()).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A cache, once it answers.
async fn cache(options: &RedisOptions) -> RedisCache {
    let cache = RedisCache::open(options, &quiet()).unwrap();
    until("redis answers", async || cache.get("x").await.is_ok()).await;
    cache
}

fn quiet() -> Logger {
    Logger::new(Level::Debug, Arc::new(Memory::default()))
}

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is_so().await {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(BOUND, waiting).await.unwrap_or_else(|_| panic!("{what}"));
}

fn options(server: &Server, upstream: &Upstream) -> Options {
    let mut options = Options::default();
    let sdk = SdkOptions { base_url: Some(upstream.url().to_owned()), ..SdkOptions::new(KEY) };
    options.sdks.insert("env1".to_owned(), sdk);
    options.cache.redis = Some(server.options());
    options
}

async fn replica(options: &Options) -> (Opened, Arc<Sdk>, Arc<Memory>) {
    let memory = Arc::new(Memory::default());
    let log = Logger::new(Level::Debug, Arc::<Memory>::clone(&memory));
    let opened = open(options, None, &Arc::new(Metrics::default()), &log).await.unwrap();
    let sdk = Arc::clone(opened.sdks.get("env1").unwrap());
    (opened, sdk, memory)
}

fn has_etag(sdk: &Sdk, etag: &str) -> bool {
    sdk.snapshot().is_some_and(|snapshot| snapshot.etag() == etag)
}

fn cache_records(opened: &Opened) -> Vec<String> {
    opened.cache.records().iter().map(|record| record.message.clone()).collect()
}

async fn stored(cache: &RedisCache) -> Option<String> {
    let payload = cache.get(&vexil_client::cache_key(KEY)).await.ok().flatten()?;
    Some(String::from_utf8(payload).unwrap())
}
