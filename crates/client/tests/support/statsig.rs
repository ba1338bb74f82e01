//! A network over a scripted wire, in paused time, and a host that writes down what it is told.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::io::Read as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::stream::iter;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};
use vexil_client::statsig::{
    Call, Network, NetworkEvent, NetworkHost, NetworkOptions, Reply, SharedIdLists, Wire,
};
use vexil_client::{BoxFuture, ClientError, Environment};

use super::support::TestClock;

pub(crate) const KEY: &str = "secret-ServerKey0123456";
pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const API: &str = "https://api.example.com/v1";

/// A body of specs with a time.
pub(crate) fn specs(time: u64) -> String {
    format!(
        r#"{{"has_updates":true,"time":{time},"feature_gates":[],"dynamic_configs":[],"layer_configs":[]}}"#
    )
}

/// What the server does.
#[derive(Clone)]
pub(crate) enum Say {
    Reply {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
        after: Duration,
        /// The connection breaks after the body.
        is_cut: bool,
    },
    Fail,
    Hang,
    Panic,
}

pub(crate) fn status(status: u16) -> Say {
    Say::Reply { status, headers: Vec::new(), body: Vec::new(), after: Duration::ZERO, is_cut: false }
}

pub(crate) fn ok(text: impl Into<Vec<u8>>) -> Say {
    status(200).body(text)
}

impl Say {
    pub(crate) fn body(mut self, text: impl Into<Vec<u8>>) -> Self {
        if let Self::Reply { body, .. } = &mut self {
            *body = text.into();
        }
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Self::Reply { headers, .. } = &mut self {
            headers.push((name, value.to_owned()));
        }
        self
    }

    pub(crate) fn after(mut self, time: Duration) -> Self {
        if let Self::Reply { after, .. } = &mut self {
            *after = time;
        }
        self
    }

    pub(crate) fn cut(mut self) -> Self {
        if let Self::Reply { is_cut, .. } = &mut self {
            *is_cut = true;
        }
        self
    }
}

/// A request, and when it came.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) at: Instant,
}

impl Seen {
    pub(crate) fn header(&self, wanted: &str) -> Option<&str> {
        self.headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    /// The body, unpacked.
    pub(crate) fn text(&self) -> String {
        let body = self.body.clone().unwrap_or_default();
        if self.header("content-encoding") != Some("gzip") {
            return String::from_utf8(body).unwrap();
        }
        let mut text = String::new();
        flate2::read::GzDecoder::new(&*body).read_to_string(&mut text).unwrap();
        text
    }

    /// The events in the body, in compact JSON.
    pub(crate) fn events(&self) -> Vec<String> {
        let body: serde_json::Value = serde_json::from_str(&self.text()).unwrap();
        body["events"].as_array().unwrap().iter().map(ToString::to_string).collect()
    }
}

type Server = dyn Fn(&Seen, usize) -> Say + Send + Sync;

/// Answers requests, and remembers them.
pub(crate) struct Script {
    server: Mutex<Arc<Server>>,
    seen: Mutex<Vec<Seen>>,
    under_way: Mutex<(isize, isize)>,
}

impl Script {
    /// Answers from now on by the request, and how many came before it at the same address.
    pub(crate) fn answer(&self, server: impl Fn(&Seen, usize) -> Say + Send + Sync + 'static) {
        *self.server.lock().unwrap() = Arc::new(server);
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn urls(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.url).collect()
    }

    /// When the requests came, in seconds after the first one.
    pub(crate) fn times(&self) -> Vec<f64> {
        let seen = self.seen();
        seen.iter().map(|one| (one.at - seen[0].at).as_secs_f64()).collect()
    }

    /// How many requests are under way, and the most that ever were.
    pub(crate) fn under_way(&self) -> (isize, isize) {
        *self.under_way.lock().unwrap()
    }
}

struct Scripted(Arc<Script>);

/// Counts as a request under way for as long as it lives.
struct UnderWay(Arc<Script>);

impl UnderWay {
    fn new(script: &Arc<Script>) -> Self {
        let mut under_way = script.under_way.lock().unwrap();
        under_way.0 += 1;
        under_way.1 = under_way.1.max(under_way.0);
        Self(Arc::clone(script))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.lock().unwrap().0 -= 1;
    }
}

impl Wire for Scripted {
    fn send(&self, call: Call) -> BoxFuture<Result<Reply, ClientError>> {
        let script = Arc::clone(&self.0);
        Box::pin(async move {
            let _under_way = UnderWay::new(&script);
            let body = call.body.map(|body| body.to_vec());
            let seen = Seen { url: call.url, headers: call.headers, body, at: Instant::now() };
            let before = {
                let mut all = script.seen.lock().unwrap();
                let before = all.iter().filter(|one| one.url == seen.url).count();
                all.push(seen.clone());
                before
            };
            let server = Arc::clone(&*script.server.lock().unwrap());
            match server(&seen, before) {
                Say::Reply { status, headers, body, after, is_cut } => {
                    sleep(after).await;
                    let cut = ClientError::BrokenBody { message: format!("cut {}", seen.url), ray_id: None };
                    let pieces = body.chunks(7).map(|piece| Ok(piece.to_vec())).collect::<Vec<_>>();
                    let body = Box::pin(iter(pieces.into_iter().chain(is_cut.then_some(Err(cut)))));
                    Ok(Reply { status, headers, body })
                }
                Say::Fail => Err(ClientError::Connect { message: format!("no way to {}", seen.url) }),
                Say::Hang => std::future::pending().await,
                Say::Panic => panic!("as planned, with {KEY}"),
            }
        })
    }
}

/// Writes down what it is told.
#[derive(Default)]
pub(crate) struct Told {
    events: Mutex<Vec<NetworkEvent>>,
}

impl NetworkHost for Told {
    fn emit(&self, event: NetworkEvent) {
        let text = format!("{event:?}");
        assert!(!text.contains("ServerKey"), "{text}");
        self.events.lock().unwrap().push(event);
    }
}

impl Told {
    pub(crate) fn take_events(&self) -> Vec<NetworkEvent> {
        std::mem::take(&mut *self.events.lock().unwrap())
    }

    /// What was told since the last call, in short.
    pub(crate) fn take(&self) -> Vec<String> {
        self.take_events().iter().map(short).collect()
    }
}

fn short(event: &NetworkEvent) -> String {
    match event {
        NetworkEvent::Specs { token, outcome: Ok(Some(specs)) } => {
            format!("specs {token} {}", String::from_utf8_lossy(specs.json()))
        }
        NetworkEvent::Specs { token, outcome: Ok(None) } => format!("specs {token} nothing new"),
        NetworkEvent::Specs { token, outcome: Err(error) } => format!("specs {token} {}", error.code()),
        NetworkEvent::IdLists { token, outcome: Ok(synced) } => {
            let failure = synced.failure.as_ref().map_or("ok", ClientError::code);
            format!("lists {token} {} {failure}", if synced.is_changed { "changed" } else { "same" })
        }
        NetworkEvent::IdLists { token, outcome: Err(error) } => format!("lists {token} {}", error.code()),
        NetworkEvent::Flushed { token } => format!("flushed {token}"),
        NetworkEvent::BackoffNeeded { retries_left, .. } => format!("backoff {retries_left}"),
        NetworkEvent::SendNeeded { count, .. } => format!("send {count}"),
        other => format!("{other:?}"),
    }
}

/// A scripted world.
pub(crate) struct World {
    pub(crate) script: Arc<Script>,
    pub(crate) environment: Arc<Environment>,
}

/// One server in it.
pub(crate) struct Member {
    pub(crate) network: Network,
    pub(crate) told: Arc<Told>,
    pub(crate) lists: Arc<SharedIdLists>,
}

impl Member {
    /// Queues the numbers as events.
    pub(crate) fn queue(&self, events: impl IntoIterator<Item = u32>) {
        let texts: Vec<_> = events.into_iter().map(|event| event.to_string()).collect();
        self.network.queue_events(texts.join(",").encode_utf16().collect(), texts.len());
    }
}

impl World {
    pub(crate) fn new(server: impl Fn(&Seen, usize) -> Say + Send + Sync + 'static) -> Self {
        let script = Arc::new(Script {
            server: Mutex::new(Arc::new(server)),
            seen: Mutex::default(),
            under_way: Mutex::default(),
        });
        let wire = Arc::new(Scripted(Arc::clone(&script)));
        let environment = Environment::statsig_wired(Handle::current(), TestClock::start(), wire);
        Self { script, environment }
    }

    pub(crate) fn join(&self) -> Member {
        self.join_as(|_| ())
    }

    pub(crate) fn join_as(&self, change: impl FnOnce(&mut NetworkOptions)) -> Member {
        let mut options = NetworkOptions::new(KEY, API);
        options.sdk.sdk_type = "statsig-node".to_owned();
        options.sdk.sdk_version = "6.5.2".to_owned();
        options.sdk.language_version = "20.20.2".to_owned();
        options.sdk.session_id = "a-session".to_owned();
        change(&mut options);
        let (told, lists) = (Arc::new(Told::default()), Arc::new(SharedIdLists::default()));
        let network =
            Network::open_in(&self.environment, options, Arc::clone(&lists), Arc::<Told>::clone(&told))
                .unwrap();
        Member { network, told, lists }
    }
}

/// Lets so much time pass, and all that is due in it happen.
pub(crate) async fn pass(time: Duration) {
    sleep(time).await;
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

/// Lets happen what needs no time.
pub(crate) async fn settle() {
    pass(Duration::from_micros(1)).await;
}
