//! What a network tells JavaScript: a kind, as a number, and its arguments.

use std::collections::VecDeque;

use vexil_client::ClientError;
use vexil_client::statsig::NetworkEvent;

use crate::js::{Emitted, Fault, Scope, ToJs, Value};

/// One call of the listener that `statsigOpenNetwork` was given.
pub(super) struct Notice(pub(super) NetworkEvent);

/// The first argument of the listener. `binding-header.d.ts` describes what follows it.
mod kind {
    pub(super) const SPECS: u32 = 1;
    pub(super) const ID_LISTS: u32 = 2;
    pub(super) const FLUSHED: u32 = 3;
    pub(super) const BACKOFF_NEEDED: u32 = 4;
    pub(super) const TRUST_NEEDED: u32 = 5;
    pub(super) const SEND_NEEDED: u32 = 6;
    pub(super) const BROKEN: u32 = 7;
}

impl Emitted for Notice {
    /// Each answers something that was asked for, or asks something that is answered: none is needless.
    fn wait(waiting: &mut VecDeque<Vec<Self>>, notices: Vec<Self>) -> Vec<Self> {
        waiting.push_back(notices);
        Vec::new()
    }

    fn arguments<'s>(self, scope: Scope<'s>) -> Result<Vec<Value<'s>>, Fault> {
        let question = |kind, token| Ok(vec![scope.uint32(kind)?, scope.uint32(token)?]);
        match self.0 {
            NetworkEvent::Specs { token, outcome } => {
                let (specs, error) = match &outcome {
                    Ok(Some(specs)) => (specs.to_js(scope)?, None),
                    Ok(None) => (scope.null()?, None),
                    Err(error) => (scope.null()?, Some(error)),
                };
                let [code, text] = error_arguments(scope, error)?;
                Ok(vec![scope.uint32(kind::SPECS)?, scope.uint32(token)?, specs, code, text])
            }
            NetworkEvent::IdLists { token, outcome } => {
                let (is_changed, error, failure) = match &outcome {
                    Ok(synced) => (synced.is_changed, None, synced.failure.as_ref()),
                    Err(error) => (false, Some(error), Some(error)),
                };
                let ([code, _], [_, text]) =
                    (error_arguments(scope, error)?, error_arguments(scope, failure)?);
                let is_changed = scope.boolean(is_changed)?;
                Ok(vec![scope.uint32(kind::ID_LISTS)?, scope.uint32(token)?, is_changed, code, text])
            }
            NetworkEvent::Flushed { token } => question(kind::FLUSHED, token),
            NetworkEvent::BackoffNeeded { token, retries_left } => {
                let retries_left = scope.uint32(retries_left)?;
                Ok(vec![scope.uint32(kind::BACKOFF_NEEDED)?, scope.uint32(token)?, retries_left])
            }
            NetworkEvent::TrustNeeded { token } => question(kind::TRUST_NEEDED, token),
            NetworkEvent::SendNeeded { token, body, count } => {
                let (body, count) = (scope.text(&body)?, scope.number(count as f64)?);
                Ok(vec![scope.uint32(kind::SEND_NEEDED)?, scope.uint32(token)?, body, count])
            }
            NetworkEvent::Broken { message } => Self::failed(scope, &message),
            _ => Self::failed(scope, "The network has an event that the addon does not know."),
        }
    }

    fn failed<'s>(scope: Scope<'s>, message: &str) -> Result<Vec<Value<'s>>, Fault> {
        Ok(vec![scope.uint32(kind::BROKEN)?, scope.text(message.as_bytes())?])
    }
}

/// Code and text of an error; `null` without one.
fn error_arguments<'s>(scope: Scope<'s>, error: Option<&ClientError>) -> Result<[Value<'s>; 2], Fault> {
    match error {
        Some(error) => Ok([scope.text(error.code().as_bytes())?, scope.text(error.to_string().as_bytes())?]),
        None => Ok([scope.null()?; 2]),
    }
}
