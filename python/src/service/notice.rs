//! One event of a service, and what Python gets of it.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use vexil_client::{ClientError, Event, RefreshOutcome};

use crate::entry::Entry;

/// One event of the service.
pub(super) enum Notice {
    Event(Event),
    /// The cache is to be read; answered by `cache_synced`.
    SyncCache(u32),
    /// An entry is to be kept and written; answered by `stored`.
    Store(u32, Arc<vexil_client::Entry>),
}

impl vexil_client::Notice for Notice {
    fn event(&self) -> Option<&Event> {
        match self {
            Self::Event(event) => Some(event),
            Self::SyncCache(_) | Self::Store(..) => None,
        }
    }
}

/// The first item of an event. `_native.pyi` describes what follows it.
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
    pub(super) const POLL_FAILED: u32 = 11;
}

impl Notice {
    /// Python's form of the event.
    pub(super) fn into_tuple(self, py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        match self {
            Self::Event(event) => event_tuple(py, event),
            Self::SyncCache(token) => (kind::SYNC_CACHE, token).into_pyobject(py),
            Self::Store(token, entry) => (kind::STORE, token, Entry::new(entry)).into_pyobject(py),
        }
    }
}

fn event_tuple(py: Python<'_>, event: Event) -> PyResult<Bound<'_, PyTuple>> {
    match event {
        Event::Stored(entry) => (kind::STORED, Entry::new(entry)).into_pyobject(py),
        Event::FetchEnded(report) => {
            let error = report.error.as_ref();
            let (code, message) = (error.map(ClientError::code), error.map(ToString::to_string));
            (kind::FETCH_ENDED, report.code.number(), report.status, report.reason, code, message)
                .into_pyobject(py)
        }
        Event::Fetched { by_user } => (kind::FETCHED, by_user).into_pyobject(py),
        Event::Changed => (kind::CHANGED,).into_pyobject(py),
        Event::Ready => (kind::READY,).into_pyobject(py),
        Event::Warned(warning) => (kind::WARNED, warning.id()).into_pyobject(py),
        Event::RefreshDone { token, outcome } => {
            (kind::REFRESH_DONE, token, outcome.number(), message_of(&outcome)).into_pyobject(py)
        }
        Event::PollFailed { message } => (kind::POLL_FAILED, message).into_pyobject(py),
        // Nothing asks for those that are left: whom to trust is settled, and there is no cache file.
        _ => (kind::POLL_FAILED, "The client has an event that this module does not know.").into_pyobject(py),
    }
}

fn message_of(outcome: &RefreshOutcome) -> Option<String> {
    let error = match outcome {
        RefreshOutcome::Ended(report) => report.error.as_ref(),
        RefreshOutcome::Failed(error) => Some(error),
        _ => None,
    };
    error.map(ToString::to_string)
}
