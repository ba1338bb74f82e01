//! Redis as the shared cache: one server, or a cluster.
//!
//! `settings` is what the options mean, `connect` opens connections, `commands` reads and writes, `news` hears what other replicas announce,
//! `names` finds their addresses, `failure` puts errors into words.

mod commands;
mod connect;
mod failure;
mod names;
mod news;
mod settings;
#[cfg(test)]
mod tests;
mod tls;

use std::sync::Arc;

use redis::{Cmd, cmd};
use tokio::sync::Notify;

use self::commands::Commands;
use self::news::News;
use self::settings::Settings;
use super::{BoxFuture, Cache};
use crate::error::ProxyError;
use crate::log::Logger;
use crate::options::RedisOptions;

/// A cache in Redis.
pub(in crate::sdk) struct RedisCache {
    commands: Arc<Commands>,
    news: News,
    /// Tells the announcements of this replica from those of others.
    replica: String,
}

impl RedisCache {
    /// Sets the cache up. Connections are made when they are needed, and made again when they are lost.
    pub(in crate::sdk) fn open(options: &RedisOptions, log: &Logger) -> Result<Self, ProxyError> {
        let settings = Arc::new(Settings::of(options)?);
        if settings.has_useless_name() {
            log.warn("cache.redis.tls.server_name is not used for clusters: each node has its own name");
        }
        let replica = format!("{:016x}", fastrand::u64(..));
        Ok(Self {
            commands: Arc::new(Commands::new(Arc::clone(&settings))?),
            news: News::start(settings, replica.clone(), log.clone()),
            replica,
        })
    }

    /// Whether the cache could be set up.
    pub(in crate::sdk) fn check(options: &RedisOptions) -> Result<(), ProxyError> {
        Commands::new(Arc::new(Settings::of(options)?)).map(drop)
    }
}

impl Cache for RedisCache {
    fn get(&self, key: &str) -> BoxFuture<Result<Option<Vec<u8>>, String>> {
        let mut command = cmd("GET");
        command.arg(key);
        self.run(command)
    }

    fn set(&self, key: &str, payload: Vec<u8>, only_if_missing: bool) -> BoxFuture<Result<bool, String>> {
        let mut command = cmd("SET");
        command.arg(key).arg(payload);
        if only_if_missing {
            command.arg("NX");
        }
        // `OK`, or nothing where nothing was written.
        let written = self.run::<Option<String>>(command);
        Box::pin(async move { Ok(written.await?.is_some()) })
    }

    fn announce(&self, key: &str, etag: &str) -> BoxFuture<Result<(), String>> {
        let mut command = cmd("PUBLISH");
        command.arg(news::channel_of(key)).arg(format!("{} {etag}", self.replica));
        let heard = self.run::<i64>(command);
        Box::pin(async move { heard.await.map(drop) })
    }

    fn listen(&self, key: &str) -> Arc<Notify> {
        self.news.listen(key)
    }
}

impl RedisCache {
    fn run<T: redis::FromRedisValue + Send + 'static>(&self, command: Cmd) -> BoxFuture<Result<T, String>> {
        let commands = Arc::clone(&self.commands);
        Box::pin(async move { commands.run(&command).await })
    }
}
