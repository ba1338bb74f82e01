//! The answers that a config can give, written once.

use bytes::Bytes;
use vexil_engine::configcat::Config;

use super::EvalFailure;
use crate::user::User;

/// The answers of one config.
#[derive(Debug)]
pub(crate) struct Answers {}

impl Answers {
    /// Prepares for the answers of a config.
    pub(crate) fn new(config: &Config) -> Self {
        let _ = config;
        Self {}
    }

    /// The answer to the body of an `eval` request. Bodies that were answered before are neither parsed nor evaluated again, within a
    /// bound of memory. `defaults` must be the same in each call: an SDK with other defaults makes a new snapshot.
    ///
    /// # Errors
    /// Those of [`EvalRequest::parse`](super::EvalRequest::parse) and [`one`](Self::one).
    pub(crate) fn one_of_body(
        &self,
        config: &Config,
        body: &[u8],
        defaults: Option<&User>,
    ) -> Result<Bytes, EvalFailure> {
        let _ = (config, body, defaults);
        Ok(Bytes::new())
    }

    /// The answer to the body of an `eval-all` request, likewise.
    ///
    /// # Errors
    /// Those of [`EvalRequest::parse`](super::EvalRequest::parse).
    pub(crate) fn all_of_body(
        &self,
        config: &Config,
        body: &[u8],
        defaults: Option<&User>,
    ) -> Result<Bytes, EvalFailure> {
        let _ = (config, body, defaults);
        Ok(Bytes::new())
    }

    /// `{"value":…,"variationId":"…"}` for one flag and a user who has the default attributes already.
    ///
    /// # Errors
    /// [`EvalFailure::UnknownFlag`], [`EvalFailure::Failed`].
    pub(crate) fn one(&self, config: &Config, key: &str, user: Option<&User>) -> Result<Bytes, EvalFailure> {
        let _ = (config, user);
        Err(EvalFailure::UnknownFlag(key.to_owned()))
    }

    /// `{"<key>":{"value":…,"variationId":"…"},…}`, keys in bytewise order.
    pub(crate) fn all(&self, config: &Config, user: Option<&User>) -> Bytes {
        let _ = (config, user);
        Bytes::from_static(b"{}")
    }
}
