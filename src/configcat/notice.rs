//! What a service tells JavaScript: a kind, as a number, and its arguments.

use std::collections::VecDeque;
use std::sync::Arc;

use vexil_client::{ClientError, Entry, Event, FetchReport, RefreshOutcome, Request};

use super::entry;
use crate::js::{Emitted, Fault, Scope, Value};

/// One call of the listener that `configcatOpen` was given.
pub(super) enum Notice {
    Event(Event),
    /// The external cache is to be read; answered by `cacheSynced`.
    SyncCache(u32),
    /// An entry is to be kept; answered by `stored`.
    Store(u32, Arc<Entry>),
    /// A request is to be made; answered by `fetched` or `fetchFailed`.
    Fetch(u32, Request),
}

/// The first argument of the listener. `binding-header.d.ts` describes what follows it.
mod kind {
    pub(super) const STORED: u32 = 1;
    pub(super) const FETCH_ENDED: u32 = 2;
    pub(super) const FETCHED: u32 = 3;
    pub(super) const CHANGED: u32 = 4;
    pub(super) const READY: u32 = 5;
    pub(super) const WARNED: u32 = 6;
    pub(super) const REFRESH_DONE: u32 = 7;
    pub(super) const SYNC_CACHE: u32 = 8;
    pub(super) const STORE: u32 = 9;
    pub(super) const FETCH: u32 = 10;
    pub(super) const POLL_FAILED: u32 = 11;
    pub(super) const TRUST_NEEDED: u32 = 12;
    pub(super) const RESTORED: u32 = 13;
    pub(super) const CACHE_FILE: u32 = 14;
}

impl vexil_client::Notice for Notice {
    fn event(&self) -> Option<&Event> {
        match self {
            Self::Event(event) => Some(event),
            Self::SyncCache(_) | Self::Store(..) | Self::Fetch(..) => None,
        }
    }
}

impl Emitted for Notice {
    fn wait(waiting: &mut VecDeque<Vec<Self>>, notices: Vec<Self>) -> Vec<Self> {
        vexil_client::add_to_backlog(waiting, notices)
    }

    fn arguments<'s>(self, scope: Scope<'s>) -> Result<Vec<Value<'s>>, Fault> {
        match self {
            Self::Event(event) => event_arguments(scope, event),
            Self::SyncCache(token) => Ok(vec![scope.uint32(kind::SYNC_CACHE)?, scope.uint32(token)?]),
            Self::Store(token, entry) => {
                Ok(vec![scope.uint32(kind::STORE)?, scope.uint32(token)?, entry::to_js(scope, &entry)?])
            }
            Self::Fetch(token, request) => Ok(vec![
                scope.uint32(kind::FETCH)?,
                scope.uint32(token)?,
                scope.text(request.url.as_bytes())?,
                optional(scope, request.etag.as_deref())?,
                scope.number(request.timeout.as_secs_f64() * 1000.0)?,
                scope.boolean(request.may_repeat)?,
            ]),
        }
    }

    fn failed<'s>(scope: Scope<'s>, message: &str) -> Result<Vec<Value<'s>>, Fault> {
        Ok(vec![scope.uint32(kind::POLL_FAILED)?, scope.text(message.as_bytes())?])
    }
}

fn event_arguments<'s>(scope: Scope<'s>, event: Event) -> Result<Vec<Value<'s>>, Fault> {
    Ok(match event {
        Event::Stored(entry) => vec![scope.uint32(kind::STORED)?, entry::to_js(scope, &entry)?],
        Event::FetchEnded(report) => report_arguments(scope, &report)?,
        Event::Fetched { by_user } => vec![scope.uint32(kind::FETCHED)?, scope.boolean(by_user)?],
        Event::Changed => vec![scope.uint32(kind::CHANGED)?],
        Event::Ready => vec![scope.uint32(kind::READY)?],
        Event::Warned(warning) => {
            vec![scope.uint32(kind::WARNED)?, scope.uint32(warning.id())?, optional(scope, warning.ray_id())?]
        }
        Event::RefreshDone { token, outcome } => {
            let error = match &outcome {
                RefreshOutcome::Failed(error) => Some(error),
                _ => None,
            };
            vec![
                scope.uint32(kind::REFRESH_DONE)?,
                scope.uint32(token)?,
                scope.int32(outcome.number())?,
                optional(scope, error.map(ToString::to_string).as_deref())?,
                optional(scope, error.map(ClientError::code))?,
            ]
        }
        Event::PollFailed { message } => {
            let mut arguments = Notice::failed(scope, &message)?;
            arguments.push(scope.text(b"PANIC")?);
            arguments
        }
        Event::TrustNeeded { token } => vec![scope.uint32(kind::TRUST_NEEDED)?, scope.uint32(token)?],
        Event::Restored(entry) => vec![
            scope.uint32(kind::RESTORED)?,
            entry.map_or_else(|| scope.null(), |entry| entry::to_js(scope, &entry))?,
        ],
        Event::CacheFile(notice) => vec![
            scope.uint32(kind::CACHE_FILE)?,
            scope.uint32(notice.id())?,
            optional(scope, notice.error().map(ToString::to_string).as_deref())?,
        ],
        _ => Notice::failed(scope, "The client has an event that the addon does not know.")?,
    })
}

fn report_arguments<'s>(scope: Scope<'s>, report: &FetchReport) -> Result<Vec<Value<'s>>, Fault> {
    let error = report.error.as_ref();
    Ok(vec![
        scope.uint32(kind::FETCH_ENDED)?,
        scope.uint32(report.code.number())?,
        report.status.map_or_else(|| scope.undefined(), |status| scope.uint32(status.into()))?,
        optional(scope, report.reason.as_deref())?,
        optional(scope, report.ray_id.as_deref())?,
        optional(scope, error.map(ClientError::code))?,
        optional(scope, error.map(ToString::to_string).as_deref())?,
        scope.number(report.timeout.as_secs_f64() * 1000.0)?,
    ])
}

fn optional<'s>(scope: Scope<'s>, text: Option<&str>) -> Result<Value<'s>, Fault> {
    scope.text_or(text.map(str::as_bytes), scope.undefined()?)
}
