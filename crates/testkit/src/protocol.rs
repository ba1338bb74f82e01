//! Commands and answers as lines of JSON, one answer per command, in order.
//!
//! * `{"do":"listen"}` gives `{"id":1,"port":40001}`. `"tls"` may be `"trusted"`, `"expired"`, `"wrong-host"`,
//!   `"self-signed"` (these also answer `"ca"` in PEM) or `"old-version"`; `"backlog":"full"` makes connecting hang;
//!   `"refuse":true` makes it fail; `"port"` asks for that port.
//! * `{"do":"script","id":1,"connections":[[step,...],...]}` gives `{}`: one list of steps per request, the last one again
//!   and again.
//! * `{"do":"requests","id":1}` gives `{"connections":1,"requests":[{"line":"GET / HTTP/1.1","headers":{},"atMs":12}]}`.
//! * `{"do":"forget","id":1}` gives `{}`: the listener and its connections are closed.
//!
//! Whatever goes wrong is answered with `{"error":"..."}`. Steps: `{"send":"text"}`, `{"base64":"..."}`,
//! `{"repeat":{"text":"x","times":9}}`, `{"drip":{"text":"...","size":1,"everyMs":1000}}`, `{"waitMs":100}`,
//! `{"gzipBomb":{"mebibytes":10240}}`, `{"answer":{...}}`, and, each with `true`: `hang`, `reset`, `close`, `keep`, `early`.
//! See [`Step`](crate::Step). An answer has `status`, `reason`, `headers` (a value may be a list), `body` or `base64`,
//! `gzip` (`true`, `"gzip"`, `"brotli"` or a list) and `lengthOff`, see [`Answer`](crate::Answer).

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::encode::{Encoding, gzip_bomb};
use crate::identity::Certificate;
use crate::script::Step;
use crate::server::{FaultServer, Listen};

/// The servers that one client of the protocol has started.
#[derive(Debug, Default)]
pub struct Servers {
    last: u64,
    running: HashMap<u64, FaultServer>,
}

impl Servers {
    /// Does what a line says, and gives the line to answer.
    pub async fn handle(&mut self, line: &str) -> String {
        let answer = match serde_json::from_str(line) {
            Ok(command) => self.run(command).await,
            Err(error) => Err(error.to_string()),
        };
        answer.unwrap_or_else(|error| json!({ "error": error })).to_string()
    }

    async fn run(&mut self, command: Command) -> Result<Value, String> {
        match command {
            Command::Listen(options) => {
                let server = FaultServer::listen(options.how()?, options.port).await;
                let server = server.map_err(|error| error.to_string())?;
                self.last += 1;
                let mut answer = json!({ "id": self.last, "port": server.address().port() });
                if let Some(ca) = server.ca() {
                    answer["ca"] = ca.into();
                }
                self.running.insert(self.last, server);
                Ok(answer)
            }
            Command::Script { id, connections } => {
                let lists = connections
                    .into_iter()
                    .map(|steps| steps.into_iter().map(WireStep::into_steps).collect::<Result<Vec<_>, _>>());
                let lists = lists.collect::<Result<Vec<_>, _>>()?;
                self.server(id)?.script(lists.into_iter().map(|steps| steps.concat()));
                Ok(json!({}))
            }
            Command::Requests { id } => {
                let server = self.server(id)?;
                Ok(json!({ "connections": server.connections(), "requests": server.requests() }))
            }
            Command::Forget { id } => {
                self.running.remove(&id).ok_or_else(|| unknown(id))?.close().await;
                Ok(json!({}))
            }
        }
    }

    fn server(&self, id: u64) -> Result<&FaultServer, String> {
        self.running.get(&id).ok_or_else(|| unknown(id))
    }
}

fn unknown(id: u64) -> String {
    format!("there is no listener {id}")
}

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "camelCase")]
enum Command {
    Listen(ListenOptions),
    Script { id: u64, connections: Vec<Vec<WireStep>> },
    Requests { id: u64 },
    Forget { id: u64 },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListenOptions {
    #[serde(default)]
    port: u16,
    tls: Option<Tls>,
    backlog: Option<Backlog>,
    #[serde(default)]
    refuse: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Tls {
    Certificate(Certificate),
    Other(OtherTls),
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum OtherTls {
    OldVersion,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Backlog {
    Full,
}

impl ListenOptions {
    fn how(&self) -> Result<Listen, String> {
        match (self.tls, self.backlog, self.refuse) {
            (None, None, false) => Ok(Listen::Plain),
            (Some(Tls::Certificate(certificate)), None, false) => Ok(Listen::Tls(certificate)),
            (Some(Tls::Other(OtherTls::OldVersion)), None, false) => Ok(Listen::OldTls),
            (None, Some(Backlog::Full), false) => Ok(Listen::Full),
            (None, None, true) => Ok(Listen::Refuse),
            _ => Err("of tls, backlog and refuse only one makes sense".to_owned()),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum WireStep {
    Send(String),
    Base64(String),
    Repeat {
        text: String,
        times: u64,
    },
    #[serde(rename_all = "camelCase")]
    Drip {
        text: String,
        size: usize,
        every_ms: u64,
    },
    WaitMs(u64),
    GzipBomb {
        mebibytes: u64,
    },
    Answer(WireAnswer),
    Hang(bool),
    Reset(bool),
    Close(bool),
    Keep(bool),
    Early(bool),
}

impl WireStep {
    fn into_steps(self) -> Result<Vec<Step>, String> {
        let step = match self {
            Self::Send(text) => Step::Send(text.into_bytes()),
            Self::Base64(text) => Step::Send(decode(&text)?),
            Self::Repeat { text, times } => Step::Repeat { bytes: text.into_bytes(), times },
            Self::Drip { text, size, every_ms } => {
                Step::Drip { bytes: text.into_bytes(), size, every: Duration::from_millis(every_ms) }
            }
            Self::WaitMs(time) => Step::Wait(Duration::from_millis(time)),
            Self::GzipBomb { mebibytes } => return Ok(gzip_bomb(mebibytes)),
            Self::Answer(answer) => answer.into_answer()?.into(),
            Self::Hang(true) => Step::Hang,
            Self::Reset(true) => Step::Reset,
            Self::Close(true) => Step::Close,
            Self::Keep(true) => Step::Keep,
            Self::Early(true) => Step::Early,
            Self::Hang(_) | Self::Reset(_) | Self::Close(_) | Self::Keep(_) | Self::Early(_) => {
                return Ok(Vec::new());
            }
        };
        Ok(vec![step])
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WireAnswer {
    #[serde(default = "ok")]
    status: u16,
    reason: Option<String>,
    #[serde(default)]
    headers: BTreeMap<String, OneOrMany<String>>,
    #[serde(default)]
    body: String,
    base64: Option<String>,
    gzip: Option<WireEncoding>,
    #[serde(default)]
    length_off: i64,
}

const fn ok() -> u16 {
    200
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WireEncoding {
    Gzip(bool),
    Named(OneOrMany<EncodingName>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum EncodingName {
    Gzip,
    Brotli,
}

impl From<EncodingName> for Encoding {
    fn from(name: EncodingName) -> Self {
        match name {
            EncodingName::Gzip => Self::Gzip,
            EncodingName::Brotli => Self::Brotli,
        }
    }
}

impl<T> OneOrMany<T> {
    fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

impl WireAnswer {
    fn into_answer(self) -> Result<Answer, String> {
        let headers = self
            .headers
            .into_iter()
            .flat_map(|(name, values)| values.into_vec().into_iter().map(move |value| (name.clone(), value)));
        Ok(Answer {
            status: self.status,
            reason: self.reason,
            headers: headers.collect(),
            body: match self.base64 {
                Some(text) => decode(&text)?,
                None => self.body.into_bytes(),
            },
            encodings: match self.gzip {
                None | Some(WireEncoding::Gzip(false)) => Vec::new(),
                Some(WireEncoding::Gzip(true)) => vec![Encoding::Gzip],
                Some(WireEncoding::Named(names)) => {
                    names.into_vec().into_iter().map(Encoding::from).collect()
                }
            },
            length_off: self.length_off,
        })
    }
}

fn decode(text: &str) -> Result<Vec<u8>, String> {
    BASE64_STANDARD.decode(text).map_err(|error| error.to_string())
}
