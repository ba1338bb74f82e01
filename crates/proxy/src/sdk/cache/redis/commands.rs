//! Commands, over one connection that is made again when it is lost.

use std::sync::Arc;
use std::time::{Duration, Instant};

use redis::aio::MultiplexedConnection;
use redis::cluster::{ClusterClient, ClusterClientBuilder};
use redis::cluster_async::ClusterConnection;
use redis::{
    AsyncConnectionConfig, ClientTlsConfig, Cmd, FromRedisValue, RedisResult, TlsCertificates, TlsMode,
};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::connect::{CONNECTING, stream};
use super::failure::describe;
use super::settings::{Settings, credentials, wrong};
use crate::error::ProxyError;
use crate::sdk::task::Task;

/// How long a command may take.
const COMMAND: Duration = Duration::from_secs(2);

/// After a connection could not be made, whoever else waits for one hears of that instead of trying it too.
const SHARED_FAILURE: Duration = Duration::from_millis(200);

/// Runs commands.
pub(super) struct Commands {
    settings: Arc<Settings>,
    cluster: Option<ClusterClient>,
    slot: Mutex<Slot>,
}

#[derive(Default)]
struct Slot {
    connection: Option<Numbered>,
    /// How many connections there were.
    count: u64,
    failure: Option<(Instant, String)>,
}

#[derive(Clone)]
struct Numbered {
    number: u64,
    connection: Connection,
}

#[derive(Clone)]
enum Connection {
    /// With the task that moves its bytes.
    Single(MultiplexedConnection, #[expect(dead_code, reason = "it is there to be dropped")] Arc<Task>),
    Cluster(ClusterConnection),
}

impl Commands {
    pub(super) fn new(settings: Arc<Settings>) -> Result<Self, ProxyError> {
        let cluster = if settings.is_cluster() { Some(cluster_client(&settings)?) } else { None };
        Ok(Self { settings, cluster, slot: Mutex::default() })
    }

    /// Runs a command. The error is a text without secrets.
    pub(super) async fn run<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, String> {
        let (mut connection, is_fresh) = self.connection().await?;
        let (error, is_lost) = match connection.run(command).await {
            Ok(value) => return Ok(value),
            Err(failure) => failure,
        };
        if !is_lost {
            return Err(error);
        }
        self.forget(connection.number).await;
        if is_fresh {
            return Err(error);
        }
        // It may have been lost long ago.
        let (mut connection, _) = self.connection().await?;
        match connection.run(command).await {
            Ok(value) => Ok(value),
            Err((error, is_lost)) => {
                if is_lost {
                    self.forget(connection.number).await;
                }
                Err(error)
            }
        }
    }

    /// A connection, and whether it was just made.
    async fn connection(&self) -> Result<(Numbered, bool), String> {
        let mut slot = self.slot.lock().await;
        if let Some(connection) = &slot.connection {
            return Ok((connection.clone(), false));
        }
        if let Some((time, error)) = &slot.failure
            && time.elapsed() < SHARED_FAILURE
        {
            return Err(error.clone());
        }
        let connected = timeout(CONNECTING, self.connect()).await;
        match connected.unwrap_or_else(|_| Err("it does not answer".to_owned())) {
            Ok(connection) => {
                slot.count += 1;
                let connection = Numbered { number: slot.count, connection };
                slot.connection = Some(connection.clone());
                slot.failure = None;
                Ok((connection, true))
            }
            Err(error) => {
                slot.failure = Some((Instant::now(), error.clone()));
                Err(error)
            }
        }
    }

    async fn connect(&self) -> Result<Connection, String> {
        if let Some(cluster) = &self.cluster {
            let connection = cluster.get_async_connection().await;
            return connection.map(Connection::Cluster).map_err(|error| describe(&error));
        }
        let node = self.settings.nodes.first().ok_or_else(|| "it has no address".to_owned())?;
        let stream = stream(&self.settings, node).await?;
        let config = AsyncConnectionConfig::new().set_response_timeout(Some(COMMAND));
        let connected = MultiplexedConnection::new_with_config(&self.settings.login, stream, config).await;
        let (connection, driver) = connected.map_err(|error| describe(&error))?;
        Ok(Connection::Single(connection, Arc::new(Task::spawn(driver))))
    }

    /// Lets go of a connection, unless another one has taken its place.
    async fn forget(&self, number: u64) {
        let mut slot = self.slot.lock().await;
        slot.connection.take_if(|connection| connection.number == number);
    }
}

impl Numbered {
    /// The error comes with whether the connection is lost.
    async fn run<T: FromRedisValue>(&mut self, command: &Cmd) -> Result<T, (String, bool)> {
        let running = async {
            let value: RedisResult<T> = match &mut self.connection {
                Connection::Single(connection, _) => command.query_async(connection).await,
                Connection::Cluster(connection) => command.query_async(connection).await,
            };
            value
        };
        match timeout(COMMAND, running).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => {
                let is_lost = error.is_io_error() || error.is_connection_dropped() || error.is_timeout();
                Err((describe(&error), is_lost))
            }
            Err(_) => Err(("it does not answer".to_owned(), true)),
        }
    }
}

fn cluster_client(settings: &Settings) -> Result<ClusterClient, ProxyError> {
    let mut builder = ClusterClientBuilder::new(&settings.nodes)
        .connection_timeout(CONNECTING)
        .response_timeout(COMMAND)
        .retries(1);
    let options = settings.options();
    if let Some((user, password)) = credentials(options) {
        builder = builder.password(password);
        if let Some(user) = user {
            builder = builder.username(user);
        }
    }
    if options.tls.enabled {
        builder = builder.tls(TlsMode::Secure);
        if let Some(files) = options.tls.certificates.first() {
            let unreadable =
                |_| wrong("cache.redis.tls.certificates: failed to load certificate and key files");
            let client_cert = std::fs::read(&files.cert).map_err(unreadable)?;
            let client_key = std::fs::read(&files.key).map_err(unreadable)?;
            let client_tls = Some(ClientTlsConfig { client_cert, client_key });
            builder = builder.certs(TlsCertificates { client_tls, root_cert: None });
        }
    }
    builder.build().map_err(|error| wrong(&format!("cache.redis: {}", describe(&error))))
}
