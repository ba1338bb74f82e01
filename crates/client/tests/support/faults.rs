//! A client that has a config, a server that lets it down, and what has to hold meanwhile.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::sync::Arc;

use vexil_client::{Client, FetchReport, ServiceOptions};
use vexil_testkit::{Answer, FaultServer, Step};

use super::http::{again, at, fetch};
use super::support::{CONFIG, OTHER_CONFIG, Recorder};

/// Answers, and keeps the connection.
pub(crate) fn say(answer: Answer) -> Vec<Step> {
    vec![answer.into(), Step::Keep]
}

/// A config with the ETag "good".
pub(crate) fn good() -> Vec<Step> {
    say(Answer::ok(CONFIG).header("ETag", "good"))
}

/// Another config, with the ETag "new".
pub(crate) fn new() -> Vec<Step> {
    say(Answer::ok(OTHER_CONFIG).header("ETag", "new"))
}

pub(crate) struct Survivor {
    pub(crate) server: FaultServer,
    pub(crate) client: Client,
    pub(crate) host: Arc<Recorder>,
}

impl Survivor {
    /// Has fetched the good config.
    pub(crate) async fn start() -> Self {
        Self::with(|_| ()).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut ServiceOptions)) -> Self {
        let server = FaultServer::start([good()]).await.unwrap();
        let mut options = at(server.url());
        change(&mut options);
        let (report, client, host) = fetch(options).await;
        assert_eq!(report.code.number(), 0, "{:?}", report.error);
        Self { server, client, host }
    }

    /// Fetches while the server does this. The good config has to stay, and be what the server is asked about next.
    pub(crate) async fn suffer(&self, faults: impl IntoIterator<Item = Vec<Step>>) -> FetchReport {
        self.server.script(faults);
        self.fail().await
    }

    /// Fetches, which has to fail.
    pub(crate) async fn fail(&self) -> FetchReport {
        let report = again(&self.client, &self.host).await;
        assert!(!report.code.is_success(), "{report:?}");
        let entry = self.client.entry();
        assert_eq!(entry.etag.as_deref(), Some("good"), "{report:?}");
        assert_eq!(entry.json().map(|json| &**json), Some(CONFIG.as_bytes()), "{report:?}");
        let text = format!("{report:?}");
        assert!(!text.contains("TEST_KEY"), "{text}");
        report
    }

    /// Fetches once more from a server that is well again.
    pub(crate) async fn recover(&self) {
        self.server.script([new()]);
        let report = again(&self.client, &self.host).await;
        assert_eq!(report.code.number(), 0, "{:?}", report.error);
        let last = self.server.requests().pop().unwrap();
        assert_eq!(last.headers.get("if-none-match").map(String::as_str), Some("good"));
        assert_eq!(self.client.entry().etag.as_deref(), Some("new"));
    }
}

/// The number and, for failures, the stable code of a report.
pub(crate) fn codes(report: &FetchReport) -> (u32, &'static str) {
    (report.code.number(), report.error.as_ref().map_or("", |error| error.code()))
}
