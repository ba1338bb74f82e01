//! The payload that is known, and which of two is newer.

use std::sync::Arc;

use crate::growthbook::fetch::Known;
use crate::growthbook::payload::SharedPayload;

/// The latest payload, from wherever it came.
#[derive(Default)]
pub(super) struct Latest {
    known: Option<Known>,
    /// Whether a stream gave it. Its date is that of the change, whereas caches between here and the server may give an older one to
    /// fetches for a while.
    is_streamed: bool,
}

impl Latest {
    pub(super) const fn known(&self) -> Option<&Known> {
        self.known.as_ref()
    }

    /// Takes what a fetch gave, and says whether that is something else. `is_open`: the stream is, so it would have brought anything that is
    /// newer; `is_overtaken`: it has brought something since the fetch began.
    pub(super) fn take_fetched(&mut self, fetched: Known, is_open: bool, is_overtaken: bool) -> bool {
        let Some(known) = &mut self.known else {
            self.known = Some(fetched);
            return true;
        };
        if Arc::ptr_eq(&known.payload, &fetched.payload) || is_same(&known.payload, &fetched.payload) {
            known.etag = fetched.etag;
            return false;
        }
        let is_late = is_overtaken && !is_older(&known.payload, &fetched.payload);
        if is_late || (self.is_streamed && is_open && is_older(&fetched.payload, &known.payload)) {
            return false;
        }
        *self = Self { known: Some(fetched), is_streamed: false };
        true
    }

    /// Takes what the stream gave, and says whether that is something else.
    pub(super) fn take_streamed(&mut self, payload: Arc<SharedPayload>) -> bool {
        let is_known = self
            .known
            .as_ref()
            .is_some_and(|known| Arc::ptr_eq(&known.payload, &payload) || is_same(&known.payload, &payload));
        if !is_known {
            // The server's name for what it gave before is no name for this.
            *self = Self { known: Some(Known { payload, etag: None }), is_streamed: true };
        }
        !is_known
    }
}

fn is_same(one: &SharedPayload, other: &SharedPayload) -> bool {
    one.text() == other.text()
        || one.version().is_some_and(|date| !date.is_empty() && other.version() == Some(date))
}

/// Whether the date of one is before that of the other. Dates of one form are in the order of their letters.
fn is_older(one: &SharedPayload, other: &SharedPayload) -> bool {
    match (one.version(), other.version()) {
        (Some(one), Some(other)) => one.len() == other.len() && one < other,
        _ => false,
    }
}
