//! One payload, shared by all who use it.

use std::fmt;
use std::sync::Arc;

use vexil_engine::growthbook::date_updated;

use crate::error::ClientError;
use crate::fetch::decode;
use crate::host::Body;
use crate::payloads::compile_payload;
use crate::shared::CompiledPayload;

/// The mark that texts may begin with, and that is no part of them.
const BYTE_ORDER_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// A payload as a server sent it, compiled.
pub struct SharedPayload {
    compiled: Arc<CompiledPayload>,
    version: Option<Box<[u8]>>,
}

impl SharedPayload {
    /// Reads a payload: any JSON object.
    pub(crate) fn parse(body: Arc<[u8]>) -> Result<Arc<Self>, ClientError> {
        let body = body.strip_prefix(BYTE_ORDER_MARK).map_or_else(|| Arc::clone(&body), Arc::from);
        let compiled = compile_payload(decode(Body::Shared(body)), None)
            .map_err(|error| ClientError::InvalidFeatures { message: error.to_string() })?;
        let version = date_updated(compiled.json());
        Ok(Arc::new(Self { compiled, version }))
    }

    /// The compiled form: the same for all payloads with this text.
    #[must_use]
    pub const fn compiled(&self) -> &Arc<CompiledPayload> {
        &self.compiled
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &Arc<[u8]> {
        self.compiled.json()
    }

    /// What `dateUpdated` says, as WTF-8; `None` if it says nothing.
    #[must_use]
    pub fn version(&self) -> Option<&[u8]> {
        self.version.as_deref()
    }
}

impl fmt::Debug for SharedPayload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedPayload").field("length", &self.text().len()).finish_non_exhaustive()
    }
}
