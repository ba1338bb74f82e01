//! One refresh as a state machine without I/O: it says which request to make and judges the response.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use vexil_engine::configcat::Redirect;

use crate::compiled;
use crate::entry::Entry;
use crate::error::{ClientError, FaultKind};
use crate::event::{FetchCode, FetchReport, FetchWarning};
use crate::host::{Body, Request, Response};
use crate::limits::Limits;
use crate::redirect_hosts;
use crate::sdk_key::SdkKey;
use crate::shared::SharedConfig;

/// What stays the same over all requests of a service.
pub(crate) struct Target {
    pub(crate) sdk_key: SdkKey,
    pub(crate) base_url_overridden: bool,
    pub(crate) headers: Arc<[(String, String)]>,
    pub(crate) timeout: Duration,
    /// Whether a failure puts off the next look at the config at hand.
    pub(crate) renews_on_failure: bool,
    pub(crate) limits: Limits,
}

/// A refresh in progress.
pub(crate) struct Fetch {
    target: Arc<Target>,
    latest: Arc<Entry>,
    base_url: String,
    redirects: u32,
}

/// What follows from a response.
pub(crate) enum Step {
    /// Ask again, at the new base URL.
    Again(Vec<FetchWarning>),
    /// The refresh has ended.
    Done(Vec<FetchWarning>, Ended),
}

/// The end of a refresh.
pub(crate) enum Ended {
    /// With a report; the entry is given where the content or its time is new.
    Reported { report: FetchReport, entry: Option<Entry> },
    /// The host's transport gave it up.
    Aborted(ClientError),
}

impl Fetch {
    pub(crate) const fn new(target: Arc<Target>, latest: Arc<Entry>, base_url: String) -> Self {
        Self { target, latest, base_url, redirects: 0 }
    }

    /// The base URL to go on with after this refresh.
    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The entry that the refresh started from.
    pub(crate) const fn latest(&self) -> &Arc<Entry> {
        &self.latest
    }

    pub(crate) fn request(&self) -> Request {
        let slash = if self.base_url.ends_with('/') { "" } else { "/" };
        Request {
            url: format!(
                "{}{slash}configuration-files/{}/config_v6.json",
                self.base_url,
                self.target.sdk_key.expose()
            ),
            headers: Arc::clone(&self.target.headers),
            etag: self.latest.etag.clone(),
            timeout: self.target.timeout,
            may_repeat: true,
        }
    }

    /// `config` is what the body was compiled to; `None` if nobody has done that yet.
    pub(crate) fn receive(
        &mut self,
        result: Result<Response, ClientError>,
        config: Option<Compiled>,
        now_ms: f64,
    ) -> Step {
        // What others say about a request may repeat its address.
        let result = result.map_err(|error| self.target.sdk_key.hide_in_error(error)).map(|mut response| {
            response.reason = self.target.sdk_key.hide_in(response.reason);
            response.ray_id = response.ray_id.map(|id| self.target.sdk_key.hide_in(id));
            response
        });
        let mut step = match result {
            Ok(mut response) if response.status == 200 => {
                let body = response.body.take();
                let config = config.unwrap_or_else(|| compile(body, &self.target.limits));
                self.receive_config(response, config, now_ms)
            }
            Ok(response) => Step::Done(Vec::new(), self.receive_status(&response, now_ms)),
            Err(error) if error.kind() == FaultKind::Abort => Step::Done(Vec::new(), Ended::Aborted(error)),
            Err(error) => Step::Done(Vec::new(), self.failed(error)),
        };
        if self.target.renews_on_failure
            && !self.latest.is_empty()
            && let Step::Done(_, Ended::Reported { entry: entry @ None, .. }) = &mut step
        {
            *entry = Some(self.latest.put_off(now_ms));
        }
        step
    }

    fn receive_config(&mut self, response: Response, config: Compiled, now_ms: f64) -> Step {
        let config = match config {
            Ok(config) => config,
            Err(error @ ClientError::InvalidConfig { .. }) => {
                let report = self.report(FetchCode::InvalidBody, Some(&response), Some(error));
                return Step::Done(Vec::new(), Ended::Reported { report, entry: None });
            }
            Err(error) => return Step::Done(Vec::new(), self.failed(error)),
        };

        let mut warnings = Vec::new();
        let preferences = config.preferences();
        if let Some(base_url) = self.redirected_to(preferences.base_url.as_deref(), preferences.redirect) {
            self.base_url = base_url;
            let ray_id = || response.ray_id.clone();
            if preferences.redirect == Some(Redirect::Should) {
                warnings.push(FetchWarning::GovernanceOutOfSync { ray_id: ray_id() });
            }
            if preferences.redirect != Some(Redirect::No) {
                if self.redirects < self.target.limits.redirects {
                    self.redirects += 1;
                    return Step::Again(warnings);
                }
                warnings.push(FetchWarning::RedirectLoop { ray_id: ray_id() });
            }
        }

        let report = self.report(FetchCode::Fetched, Some(&response), None);
        let entry = Entry {
            config: Some(config),
            timestamp_ms: now_ms,
            confirmed_ms: Some(now_ms),
            etag: response.etag.filter(|etag| !etag.is_empty()),
            initial: false,
        };
        Step::Done(warnings, Ended::Reported { report, entry: Some(entry) })
    }

    /// The base URL that a config asks for, if it is to be taken over.
    fn redirected_to(&self, base_url: Option<&[u8]>, redirect: Option<Redirect>) -> Option<String> {
        let base_url = std::str::from_utf8(base_url?).ok()?;
        if base_url == self.base_url || (self.target.base_url_overridden && redirect != Some(Redirect::Force))
        {
            return None;
        }
        // A config never leads away from TLS, nor to an address that could not be asked at all: it would stick
        // for the life of the client.
        let allowed = has_scheme(base_url, "https:")
            || (has_scheme(base_url, "http:") && !has_scheme(&self.base_url, "https:"));
        (allowed && redirect_hosts::is_allowed(base_url)).then(|| base_url.to_owned())
    }

    fn receive_status(&self, response: &Response, now_ms: f64) -> Ended {
        let (code, entry) = match response.status {
            304 if self.latest.is_empty() => (FetchCode::NotModifiedWhenEmpty, None),
            304 => (FetchCode::NotModified, Some(self.latest.renewed(now_ms))),
            // Put off against floods: a wrong key is asked once per interval, not once per call.
            403 | 404 => (FetchCode::InvalidSdkKey, Some(self.latest.put_off(now_ms))),
            _ => (FetchCode::UnexpectedStatus, None),
        };
        Ended::Reported { report: self.report(code, Some(response), None), entry }
    }

    fn failed(&self, error: ClientError) -> Ended {
        let code = match error.kind() {
            FaultKind::Timeout => FetchCode::TimedOut,
            _ => FetchCode::Failed,
        };
        Ended::Reported { report: self.report(code, None, Some(error)), entry: None }
    }

    fn report(
        &self,
        code: FetchCode,
        response: Option<&Response>,
        error: Option<ClientError>,
    ) -> FetchReport {
        let ray_id = match (response, &error) {
            (Some(response), _) => response.ray_id.clone(),
            (None, error) => error.as_ref().and_then(|error| error.ray_id().map(str::to_owned)),
        };
        FetchReport {
            code,
            status: response.map(|response| response.status),
            reason: response.map(|response| response.reason.clone()),
            ray_id,
            timeout: match &error {
                Some(ClientError::Timeout { timeout, .. }) => *timeout,
                _ => self.target.timeout,
            },
            error,
        }
    }
}

/// What a body gave.
pub(crate) type Compiled = Result<Arc<SharedConfig>, ClientError>;

/// Takes the body of a response that should have one, and compiles it: a large one where that delays nobody else.
pub(crate) async fn compile_body(
    result: &mut Result<Response, ClientError>,
    limits: &Limits,
) -> Option<Compiled> {
    let response = result.as_mut().ok().filter(|response| response.status == 200)?;
    let (body, limits) = (response.body.take(), limits.clone());
    let length = body.as_ref().map_or(0, Body::len);
    Some(compiled::apart(length, move || compile(body, &limits)).await)
}

fn compile(body: Option<Body>, limits: &Limits) -> Compiled {
    match body.map(decode) {
        Some(json) if !json.is_empty() => compiled::parse(json, limits),
        _ => Err(ClientError::InvalidConfig { message: "No response body.".to_owned() }),
    }
}

/// The text of a body as WTF-8.
pub(crate) fn decode(body: Body) -> Arc<[u8]> {
    match body {
        Body::Text(text) => text.into(),
        Body::Bytes(bytes) => match String::from_utf8_lossy(&bytes) {
            Cow::Borrowed(_) => bytes.into(),
            Cow::Owned(text) => text.into_bytes().into(),
        },
        Body::Shared(bytes) => match String::from_utf8_lossy(&bytes) {
            Cow::Borrowed(_) => bytes,
            Cow::Owned(text) => text.into_bytes().into(),
        },
    }
}

pub(crate) fn has_scheme(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}
