//! What a feed tells JavaScript: a kind, as a number, and its arguments.

use std::collections::VecDeque;

use vexil_client::ClientError;
use vexil_client::growthbook::{FeedEvent, News, StreamState, Trouble, add_to_feed_backlog};

use crate::js::{Emitted, Fault, Scope, ToJs, Value};

/// One call of the listener that `growthbookOpenFeed` was given.
pub(super) struct Notice(pub(super) FeedEvent);

/// The first argument of the listener. `binding-header.d.ts` describes what follows it.
mod kind {
    pub(super) const FETCHED: u32 = 1;
    pub(super) const UPDATED: u32 = 2;
    pub(super) const CONFIRMED: u32 = 3;
    pub(super) const STREAM: u32 = 4;
    pub(super) const FAILED: u32 = 5;
    pub(super) const TRUST_NEEDED: u32 = 6;
    pub(super) const BROKEN: u32 = 7;
}

impl AsRef<FeedEvent> for Notice {
    fn as_ref(&self) -> &FeedEvent {
        &self.0
    }
}

impl Emitted for Notice {
    fn wait(waiting: &mut VecDeque<Vec<Self>>, notices: Vec<Self>) -> Vec<Self> {
        add_to_feed_backlog(waiting, notices)
    }

    fn arguments<'s>(self, scope: Scope<'s>) -> Result<Vec<Value<'s>>, Fault> {
        match self.0 {
            FeedEvent::Fetched { token, outcome } => {
                let mut arguments = vec![scope.uint32(kind::FETCHED)?, scope.uint32(token)?];
                arguments.extend(match &outcome {
                    Ok(news) => news_arguments(scope, news)?,
                    Err(error) => {
                        let nothing = [scope.null()?, scope.null()?, scope.boolean(false)?];
                        nothing.into_iter().chain(error_arguments(scope, error)?).collect()
                    }
                });
                Ok(arguments)
            }
            FeedEvent::Updated(news) => {
                let kind = scope.uint32(kind::UPDATED)?;
                Ok([kind].into_iter().chain(news_arguments(scope, &news)?).collect())
            }
            FeedEvent::Confirmed => Ok(vec![scope.uint32(kind::CONFIRMED)?]),
            FeedEvent::Stream(state) => {
                let state = match state {
                    StreamState::Open => 1,
                    StreamState::Unsupported => 2,
                    _ => 0,
                };
                Ok(vec![scope.uint32(kind::STREAM)?, scope.uint32(state)?])
            }
            FeedEvent::Failed { trouble, error } => {
                let of_stream = scope.boolean(trouble == Trouble::Stream)?;
                let head = [scope.uint32(kind::FAILED)?, of_stream];
                Ok(head.into_iter().chain(error_arguments(scope, &error)?).collect())
            }
            FeedEvent::TrustNeeded { token } => {
                Ok(vec![scope.uint32(kind::TRUST_NEEDED)?, scope.uint32(token)?])
            }
            _ => Self::failed(scope, "The feed has an event that the addon does not know."),
        }
    }

    fn failed<'s>(scope: Scope<'s>, message: &str) -> Result<Vec<Value<'s>>, Fault> {
        Ok(vec![scope.uint32(kind::BROKEN)?, scope.text(message.as_bytes())?])
    }
}

fn news_arguments<'s>(scope: Scope<'s>, news: &News) -> Result<Vec<Value<'s>>, Fault> {
    let version = scope.text_or(news.payload.version(), scope.null()?)?;
    Ok(vec![news.payload.compiled().to_js(scope)?, version, scope.boolean(news.has_stream)?])
}

fn error_arguments<'s>(scope: Scope<'s>, error: &ClientError) -> Result<[Value<'s>; 2], Fault> {
    Ok([scope.text(error.code().as_bytes())?, scope.text(error.to_string().as_bytes())?])
}
