//! A feed over a scripted wire, in paused time, and a host that writes down what it is told.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::stream::unfold;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};
use vexil_client::growthbook::{
    Feed, FeedEvent, FeedHost, FeedOptions, News, StreamState, Wire, WireResponse,
};
use vexil_client::{BoxFuture, ClientError, Environment, Request};

use super::support::TestClock;

pub(crate) const KEY: &str = "sdk-SecretClientKey0123";
pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// A part of a body.
#[derive(Clone)]
pub(crate) enum Piece {
    Bytes(Vec<u8>),
    Wait(Duration),
    /// The connection breaks.
    Cut,
    /// Nothing comes any more.
    Hang,
    /// Only signs of life come any more.
    Pings,
}

#[derive(Clone)]
pub(crate) enum Reply {
    Response { status: u16, headers: Vec<(&'static str, String)>, body: Vec<Piece>, after: Duration },
    Fail(ClientError),
    Hang,
    Panic,
}

pub(crate) fn text(bytes: &str) -> Piece {
    Piece::Bytes(bytes.into())
}

pub(crate) fn status(status: u16) -> Reply {
    Reply::Response { status, headers: Vec::new(), body: Vec::new(), after: Duration::ZERO }
}

pub(crate) fn ok(body: &str) -> Reply {
    status(200).body([text(body)])
}

/// The stream of a server, up to where it ends.
pub(crate) fn events(body: impl IntoIterator<Item = Piece>) -> Reply {
    status(200).header("content-type", "text/event-stream; charset=utf-8").body(body)
}

pub(crate) fn refused() -> Reply {
    Reply::Fail(ClientError::Connect { message: format!("no way to {KEY}") })
}

impl Reply {
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Self::Response { headers, .. } = &mut self {
            headers.push((name, value.to_owned()));
        }
        self
    }

    pub(crate) fn body(mut self, pieces: impl IntoIterator<Item = Piece>) -> Self {
        if let Self::Response { body, .. } = &mut self {
            *body = pieces.into_iter().collect();
        }
        self
    }

    pub(crate) fn after(mut self, time: Duration) -> Self {
        if let Self::Response { after, .. } = &mut self {
            *after = time;
        }
        self
    }
}

/// A request, and when it came.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) etag: Option<String>,
    pub(crate) at: Instant,
}

impl Seen {
    pub(crate) fn header(&self, wanted: &str) -> Option<&str> {
        self.headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }
}

/// Replies in turn to requests for payloads and for streams; the last one of each is repeated for ever.
#[derive(Default)]
pub(crate) struct Script {
    payloads: Mutex<VecDeque<Reply>>,
    streams: Mutex<VecDeque<Reply>>,
    seen: Mutex<Vec<Seen>>,
    open: Mutex<isize>,
}

impl Script {
    pub(crate) fn payloads(&self, replies: impl IntoIterator<Item = Reply>) {
        *self.payloads.lock().unwrap() = replies.into_iter().collect();
    }

    pub(crate) fn streams(&self, replies: impl IntoIterator<Item = Reply>) {
        *self.streams.lock().unwrap() = replies.into_iter().collect();
    }

    fn seen_where(&self, is_stream: bool) -> Vec<Seen> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|seen| seen.url.contains("/sub/") == is_stream).cloned().collect()
    }

    pub(crate) fn fetches(&self) -> Vec<Seen> {
        self.seen_where(false)
    }

    pub(crate) fn connects(&self) -> Vec<Seen> {
        self.seen_where(true)
    }

    /// How many bodies are being read.
    pub(crate) fn open(&self) -> isize {
        *self.open.lock().unwrap()
    }
}

/// The seconds between requests.
pub(crate) fn gaps(seen: &[Seen]) -> Vec<f64> {
    seen.windows(2).map(|pair| (pair[1].at - pair[0].at).as_secs_f64()).collect()
}

struct Scripted(Arc<Script>);

/// Counts as an open body for as long as it lives.
struct Open(Arc<Script>);

impl Open {
    fn new(script: &Arc<Script>) -> Self {
        *script.open.lock().unwrap() += 1;
        Self(Arc::clone(script))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        *self.0.open.lock().unwrap() -= 1;
    }
}

impl Wire for Scripted {
    fn send(&self, request: Request) -> BoxFuture<Result<WireResponse, ClientError>> {
        let script = Arc::clone(&self.0);
        Box::pin(async move {
            let is_stream = request.url.contains("/sub/");
            let (url, headers, etag) = (request.url, request.headers.to_vec(), request.etag);
            script.seen.lock().unwrap().push(Seen { url, headers, etag, at: Instant::now() });
            let reply = {
                let mut replies = if is_stream { &script.streams } else { &script.payloads }.lock().unwrap();
                if replies.len() > 1 { replies.pop_front() } else { replies.front().cloned() }
            };
            match reply.expect("an empty script") {
                Reply::Response { status, headers, body, after } => {
                    sleep(after).await;
                    let state = (VecDeque::from(body), Open::new(&script));
                    let body = Box::pin(unfold(state, |(mut pieces, open)| async move {
                        loop {
                            let chunk = match pieces.pop_front()? {
                                Piece::Wait(time) => {
                                    sleep(time).await;
                                    continue;
                                }
                                Piece::Hang => std::future::pending().await,
                                Piece::Pings => {
                                    sleep(SECOND * 30).await;
                                    pieces.push_front(Piece::Pings);
                                    Ok(b"data: \n\n".to_vec())
                                }
                                Piece::Bytes(bytes) => Ok(bytes),
                                Piece::Cut => Err(ClientError::BrokenBody {
                                    message: format!("cut {KEY}"),
                                    ray_id: None,
                                }),
                            };
                            return Some((chunk, (pieces, open)));
                        }
                    }));
                    Ok(WireResponse { status, headers, body })
                }
                Reply::Fail(error) => Err(error),
                Reply::Hang => {
                    sleep(request.timeout).await;
                    Err(ClientError::Timeout { timeout: request.timeout, ray_id: None })
                }
                Reply::Panic => panic!("as planned, with {KEY}"),
            }
        })
    }
}

/// Writes down what it is told.
#[derive(Default)]
pub(crate) struct Told {
    events: Mutex<Vec<FeedEvent>>,
}

impl FeedHost for Told {
    fn emit(&self, event: FeedEvent) {
        let text = format!("{event:?}");
        assert!(!text.contains("SecretClientKey"), "{text}");
        self.events.lock().unwrap().push(event);
    }
}

impl Told {
    /// What was told since the last call, in short: the token or kind of each event, and the `v` of its payload or the code of its error.
    pub(crate) fn take(&self) -> Vec<String> {
        self.events.lock().unwrap().drain(..).map(|event| short(&event)).collect()
    }
}

pub(crate) fn json(news: &News) -> String {
    String::from_utf8(news.payload.text().to_vec()).unwrap()
}

fn short(event: &FeedEvent) -> String {
    match event {
        FeedEvent::Fetched { token, outcome: Ok(news) } => format!("{token} {}", json(news)),
        FeedEvent::Fetched { token, outcome: Err(error) } => format!("{token} {}", error.code()),
        FeedEvent::Updated(news) => format!("updated {}", json(news)),
        FeedEvent::Confirmed => "confirmed".to_owned(),
        FeedEvent::Stream(StreamState::Open) => "open".to_owned(),
        FeedEvent::Stream(StreamState::Closed) => "closed".to_owned(),
        FeedEvent::Stream(StreamState::Unsupported) => "unsupported".to_owned(),
        FeedEvent::Failed { trouble, error } => format!("{trouble:?} {}", error.code()),
        other => format!("{other:?}"),
    }
}

/// A scripted world.
pub(crate) struct World {
    pub(crate) script: Arc<Script>,
    pub(crate) environment: Arc<Environment>,
}

impl World {
    /// `random` is what chance gives.
    pub(crate) fn new(random: f64) -> Self {
        let script = Arc::new(Script::default());
        let wire = Arc::new(Scripted(Arc::clone(&script)));
        let chance = Arc::new(move || random);
        let environment = Environment::wired(Handle::current(), TestClock::start(), chance, wire);
        Self { script, environment }
    }

    pub(crate) fn join(&self) -> (Feed, Arc<Told>) {
        self.join_as(|_| ())
    }

    pub(crate) fn join_as(&self, change: impl FnOnce(&mut FeedOptions)) -> (Feed, Arc<Told>) {
        let mut options = FeedOptions::new("https://flags.example.com", KEY);
        change(&mut options);
        let told = Arc::new(Told::default());
        let feed = Feed::open_in(&self.environment, options, Arc::<Told>::clone(&told)).unwrap();
        (feed, told)
    }
}

/// Lets so much time pass, and all that is due in it happen.
pub(crate) async fn pass(time: Duration) {
    sleep(time).await;
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

/// Lets happen what needs no time.
pub(crate) async fn settle() {
    pass(Duration::from_micros(1)).await;
}
