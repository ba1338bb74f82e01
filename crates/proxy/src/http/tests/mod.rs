//! Every documented answer, asked for in process.

mod api;
mod cdn;
mod cors;
mod hostile;
mod ofrep;
mod pipeline;
mod sse;
mod webhook;

use std::io::Read;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Version};
use http_body_util::BodyExt;
use vexil_client::Entry;

use super::Front;
use crate::log::{Level, Logger, Memory};
use crate::options::{Options, SdkOptions};
use crate::sdk::{Sdk, Snapshot, Source, State};
use crate::site::Site;
use crate::testing;

/// Two flags that look at the user, others of each type, and one whose value is not of its type.
pub(super) const CONFIG: &str = r#"{"p":{"u":"https://elsewhere.com","r":2,"s":"c2FsdA=="},"f":{
"flag":{"t":0,"v":{"b":true},"i":"v1","r":[{"c":[{"u":{"a":"Identifier","c":0,"l":["u1"]}}],"s":{"v":{"b":false},"i":"v2"}}]},
"text":{"t":1,"v":{"s":"a<b>&c"}},
"int":{"t":2,"v":{"i":5},"i":"i5"},
"double":{"t":3,"v":{"d":3.0},"i":"d3"}}}"#;
pub(super) const BROKEN: &str =
    r#"{"f":{"broken":{"t":0,"v":{"s":"x"},"i":"b"},"ok":{"t":0,"v":{"b":true},"i":"o"}}}"#;
pub(super) const ETAG: &str = "W/\"config-1\"";
pub(super) const KEY: &str = "configcat-sdk-1/1234567890123456789012/abcdefghijklmnopqrstuv";

/// The headers of a request.
pub(super) type Headers<'a> = &'a [(&'a str, &'a str)];

/// What the next refresh of an SDK brings: a config and its ETag, or an error.
pub(super) type Next = Arc<Mutex<Vec<Result<(String, String), String>>>>;

/// A source that a test can steer, and that counts.
struct Steered {
    state: Arc<State>,
    next: Next,
    asked: Arc<Mutex<u32>>,
    insisted: Arc<Mutex<u32>>,
}

impl Source for Steered {
    fn refresh(&self) -> std::pin::Pin<Box<dyn Future<Output = Result<(), String>> + Send>> {
        *self.asked.lock().unwrap() += 1;
        let result = match self.next.lock().unwrap().pop() {
            Some(Ok((json, etag))) => {
                self.state.publish(testing::snapshot(&json, &etag));
                Ok(())
            }
            Some(Err(error)) => Err(error),
            None => Ok(()),
        };
        Box::pin(std::future::ready(result))
    }

    fn insist(&self) -> std::pin::Pin<Box<dyn Future<Output = Result<(), String>> + Send>> {
        *self.insisted.lock().unwrap() += 1;
        self.refresh()
    }
}

/// An SDK with a steered source.
pub(super) struct Steering {
    pub(super) sdk: Arc<Sdk>,
    pub(super) next: Next,
    pub(super) asked: Arc<Mutex<u32>>,
    pub(super) insisted: Arc<Mutex<u32>>,
}

pub(super) fn steered(id: &str, options: SdkOptions, config: Option<&str>) -> Steering {
    let state = Arc::new(State::new());
    if let Some(json) = config {
        state.publish(testing::snapshot(json, ETAG));
    }
    state.set_started();
    let (next, asked, insisted) = (Next::default(), Arc::default(), Arc::default());
    let source = Steered {
        state: Arc::clone(&state),
        next: Arc::clone(&next),
        asked: Arc::clone(&asked),
        insisted: Arc::clone(&insisted),
    };
    let sdk = Arc::new(Sdk::new(id, options, None, state, Box::new(source)));
    Steering { sdk, next, asked, insisted }
}

/// `sdk1` with the config, `broken` with the broken one, `none` without any.
pub(super) fn front(change: impl FnOnce(&mut Options)) -> Front {
    let mut options = Options::default();
    change(&mut options);
    let sdks = [
        testing::sdk("sdk1", SdkOptions::new(KEY), Some((CONFIG, ETAG))),
        testing::sdk("broken", SdkOptions::new("broken/key"), Some((BROKEN, "\"b\""))),
        testing::sdk("none", SdkOptions::new("none/key"), None),
    ];
    Front::new(testing::site(options, sdks))
}

/// A snapshot without an ETag from its source.
pub(super) fn plain_snapshot(json: &str) -> Snapshot {
    Snapshot::of(&Entry::parse(Some(json.as_bytes()), 1.0, None).unwrap()).unwrap()
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(super) fn unpacked(&self) -> String {
        let mut text = String::new();
        flate2::read::GzDecoder::new(&self.body[..]).read_to_string(&mut text).unwrap();
        text
    }
}

/// Asks `METHOD path`, with headers and a body.
pub(super) async fn ask(front: &Front, line: &str, headers: Headers<'_>, body: impl Into<Body>) -> Answer {
    let (method, path) = line.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(path).version(Version::HTTP_11);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answer(front, request.body(body.into()).unwrap()).await
}

pub(super) async fn answer(front: &Front, request: Request) -> Answer {
    let (parts, body) = front.answer(request).await.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}

/// An answer must be an error with the text and a line break.
pub(super) fn assert_error(answer: &Answer, status: u16, text: &str, what: &str) {
    assert_eq!((answer.status, answer.text()), (status, format!("{text}\n").as_str()), "{what}");
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8", "{what}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
}

/// A request without headers and body: `METHOD path`.
pub(super) fn request(line: &str) -> Request {
    let (method, path) = line.split_once(' ').unwrap();
    Request::builder().method(method).uri(path).version(Version::HTTP_11).body(Body::empty()).unwrap()
}

/// As [`front`], with what it logs.
pub(super) fn logged(change: impl FnOnce(&mut Options)) -> (Front, Arc<Memory>) {
    let mut options = Options::default();
    change(&mut options);
    let sdks = [
        testing::sdk("sdk1", SdkOptions::new(KEY), Some((CONFIG, ETAG))),
        testing::sdk("broken", SdkOptions::new("broken/key"), Some((BROKEN, "\"b\""))),
    ];
    let site = testing::site(options, sdks);
    let memory = Arc::new(Memory::default());
    let log = Logger::new(Level::Warn, Arc::<Memory>::clone(&memory));
    let site = Site {
        options: Arc::clone(&site.options),
        sdks: site.sdks.iter().cloned().collect(),
        streams: Arc::clone(&site.streams),
        metrics: Arc::clone(&site.metrics),
        cache: Arc::clone(&site.cache),
        log,
    };
    (Front::new(Arc::new(site)), memory)
}
