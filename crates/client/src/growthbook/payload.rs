//! One payload, shared by all who use it.

use std::fmt;
use std::sync::Arc;

use vexil_engine::growthbook::date_updated;
use vexil_engine::js;

use crate::error::ClientError;
use crate::fetch::decode;
use crate::host::Body;

/// The mark that texts may begin with, and that is no part of them.
const BYTE_ORDER_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// A payload as a server sent it.
pub struct SharedPayload {
    text: Arc<[u8]>,
    version: Option<Box<[u8]>>,
}

impl SharedPayload {
    /// Reads a payload: any JSON object.
    pub(crate) fn parse(body: Arc<[u8]>) -> Result<Arc<Self>, ClientError> {
        let body = body.strip_prefix(BYTE_ORDER_MARK).map_or_else(|| Arc::clone(&body), Arc::from);
        let text = decode(Body::Shared(body));
        js::json::validate(&text).map_err(|error| invalid(&format!("is not valid JSON: {error}")))?;
        let is_object = text.trim_ascii_start().starts_with(b"{");
        let version = is_object.then(|| date_updated(&text)).ok_or_else(|| invalid("is no JSON object"))?;
        Ok(Arc::new(Self { version, text }))
    }

    /// The text.
    #[must_use]
    pub const fn text(&self) -> &Arc<[u8]> {
        &self.text
    }

    /// What `dateUpdated` says, as WTF-8; `None` if it says nothing.
    #[must_use]
    pub fn version(&self) -> Option<&[u8]> {
        self.version.as_deref()
    }
}

fn invalid(what: &str) -> ClientError {
    ClientError::InvalidFeatures { message: format!("The response {what}") }
}

impl fmt::Debug for SharedPayload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedPayload").field("length", &self.text.len()).finish_non_exhaustive()
    }
}
