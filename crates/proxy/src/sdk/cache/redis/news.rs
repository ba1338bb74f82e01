//! What other replicas announce. One connection listens for all SDKs; in a cluster announcements reach every node.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::StreamExt;
use redis::Msg;
use redis::aio::{PubSub, PubSubSink, PubSubStream};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};

use super::connect::{CONNECTING, stream};
use super::failure::describe;
use super::settings::Settings;
use crate::log::Logger;
use crate::sdk::task::Task;

/// How long to wait before connecting again.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// A connection that says nothing for this long is asked whether it is still there.
const SILENCE: Duration = Duration::from_secs(10);

/// Announcements of one key stand in one channel.
const CHANNEL: &str = "vexil-proxy:";

/// The channel of a key.
pub(super) fn channel_of(key: &str) -> String {
    format!("{CHANNEL}{key}")
}

/// The listening end.
pub(super) struct News {
    topics: Arc<Topics>,
    _task: Task,
}

/// Who listens to which channel.
#[derive(Default)]
struct Topics {
    listeners: Mutex<BTreeMap<String, Vec<Weak<Notify>>>>,
    changed: Notify,
}

impl News {
    pub(super) fn start(settings: Arc<Settings>, replica: String, log: Logger) -> Self {
        let topics = Arc::new(Topics::default());
        let receiver =
            Arc::new(Receiver { settings, replica, log: log.clone(), topics: Arc::clone(&topics) });
        let task = Task::lasting(log, move || {
            let receiver = Arc::clone(&receiver);
            async move { receiver.run().await }
        });
        Self { topics, _task: task }
    }

    pub(super) fn listen(&self, key: &str) -> Arc<Notify> {
        let listener = Arc::new(Notify::new());
        self.topics.lock().entry(channel_of(key)).or_default().push(Arc::downgrade(&listener));
        self.topics.changed.notify_one();
        listener
    }
}

impl Topics {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Vec<Weak<Notify>>>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The channels that somebody listens to; the others are forgotten.
    fn channels(&self) -> Vec<String> {
        let mut listeners = self.lock();
        listeners.retain(|_, listeners| {
            listeners.retain(|listener| listener.strong_count() > 0);
            !listeners.is_empty()
        });
        listeners.keys().cloned().collect()
    }

    fn notify(&self, channel: &str) {
        let listeners = self.lock();
        let listeners = listeners.get(channel).into_iter().flatten();
        listeners.filter_map(Weak::upgrade).for_each(|listener| listener.notify_one());
    }

    /// Whether several SDKs of this replica have the same key.
    fn is_shared(&self, channel: &str) -> bool {
        self.lock().get(channel).is_some_and(|listeners| listeners.len() > 1)
    }
}

struct Receiver {
    settings: Arc<Settings>,
    replica: String,
    log: Logger,
    topics: Arc<Topics>,
}

impl Receiver {
    /// Connects, listens, and begins again, for ever.
    async fn run(&self) {
        let mut wait = FIRST_WAIT;
        let mut is_told = false;
        for node in (0..self.settings.nodes.len()).cycle() {
            let began = Instant::now();
            match self.connect(node).await {
                Ok((sink, stream)) => {
                    if is_told {
                        self.log.info("listening to other replicas again");
                    }
                    is_told = false;
                    self.listen(sink, stream).await;
                    self.log.warn("the connection that announcements of other replicas come by was lost");
                }
                Err(error) if !is_told => {
                    self.log.warn(format_args!("announcements of other replicas cannot be heard: {error}"));
                    is_told = true;
                }
                Err(_) => {}
            }
            wait = if began.elapsed() > LONGEST_WAIT { FIRST_WAIT } else { wait };
            sleep(wait + wait.mul_f64(fastrand::f64() * 0.2)).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    async fn connect(&self, node: usize) -> Result<(PubSubSink, PubSubStream), String> {
        let node = self.settings.nodes.get(node).ok_or_else(|| "it has no address".to_owned())?;
        let stream = stream(&self.settings, node).await?;
        let login = timeout(CONNECTING, PubSub::new(&self.settings.login, stream)).await;
        let login = login.map_err(|_| "it does not answer".to_owned())?;
        Ok(login.map_err(|error| describe(&error))?.split())
    }

    /// Listens until the connection is lost.
    async fn listen(&self, mut sink: PubSubSink, stream: PubSubStream) {
        let mut stream = pin!(stream);
        let mut known = Vec::new();
        loop {
            if self.follow(&mut sink, &mut known).await.is_none() {
                return;
            }
            tokio::select! {
                message = stream.next() => match message {
                    Some(message) => self.hear(&message),
                    None => return,
                },
                () = self.topics.changed.notified() => {}
                () = sleep(SILENCE) => {
                    if !matches!(timeout(CONNECTING, sink.ping::<redis::Value>()).await, Ok(Ok(_))) {
                        return;
                    }
                }
            }
        }
    }

    /// Follows the channels that somebody listens to; `None`: the connection is lost.
    async fn follow(&self, sink: &mut PubSubSink, known: &mut Vec<String>) -> Option<()> {
        let wanted = self.topics.channels();
        for channel in known.iter().filter(|channel| !wanted.contains(channel)) {
            timeout(CONNECTING, sink.unsubscribe(channel)).await.ok()?.ok()?;
        }
        for channel in wanted.iter().filter(|channel| !known.contains(channel)) {
            timeout(CONNECTING, sink.subscribe(channel)).await.ok()?.ok()?;
            // What was announced before was not heard.
            self.topics.notify(channel);
        }
        *known = wanted;
        Some(())
    }

    fn hear(&self, message: &Msg) {
        let payload: String = message.get_payload().unwrap_or_default();
        let is_own = payload.split(' ').next() == Some(&self.replica);
        let channel = message.get_channel_name();
        if !is_own || self.topics.is_shared(channel) {
            self.topics.notify(channel);
        }
    }
}
