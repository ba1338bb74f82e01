//! Evaluations for clients that have no SDK.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::body;
use super::lookup;
use super::refusal::Refusal;
use super::reply::Reply;
use super::route::{Address, Call};
use super::service::Front;
use super::texts;
use crate::eval::{EvalFailure, EvalRequest, aside, is_heavy};
use crate::log::Logger;

/// Comes before what is wrong with the JSON of a body.
pub(super) const BAD_BODY: &str = "failed to parse JSON body: ";

impl Front {
    /// A call of the API.
    pub(super) async fn call(
        &self,
        call: Call,
        address: &Address<'_>,
        parts: &Parts,
        body: Body,
    ) -> Result<Reply, Refusal> {
        match call {
            Call::Eval | Call::EvalAll => self.evaluate(call == Call::EvalAll, address, parts, body).await,
            Call::Refresh => self.refresh(address, parts).await,
            Call::Keys => self.keys(address, parts).await,
        }
    }

    async fn evaluate(
        &self,
        all: bool,
        address: &Address<'_>,
        parts: &Parts,
        body: Body,
    ) -> Result<Reply, Refusal> {
        if matches!(address, Address::Id(id) if id.is_empty()) {
            return Err(Refusal::bad_request(texts::NO_SDK_ID));
        }
        let body = body::read(body, &parts.headers, &self.site.options.http.limits).await?;
        let log = &self.api.log;
        // What is wrong with the body comes before what is wrong with the SDK; only the answers know bodies that they read before.
        let check = || EvalRequest::parse(&body).map_err(|failure| refused(failure, BAD_BODY, log));
        let sdk = match lookup::sdk(&self.site.sdks, address, &parts.headers) {
            Ok(sdk) => sdk,
            Err(refusal) => return check().and(Err(refusal)),
        };
        let snapshot = match sdk.snapshot() {
            Some(snapshot) => snapshot,
            None => {
                check()?;
                lookup::snapshot(sdk, matches!(address, Address::Id(_))).await?
            }
        };
        let (config, answers, defaults) =
            (snapshot.config(), snapshot.answers(), snapshot.default_attributes());
        let heavy = is_heavy(&body, if all { config.len() } else { 1 });
        let answer = aside(heavy, || {
            if all {
                answers.all_of_body(config, &body, defaults)
            } else {
                answers.one_of_body(config, &body, defaults)
            }
        });
        let answer = answer.await;
        answers.log_failures(log, sdk.id());
        answer
            .map(|json| Reply::json(StatusCode::OK, json))
            .map_err(|failure| refused(failure, BAD_BODY, log))
    }

    /// Gets the newest config. A failure does not matter to the client as long as there is one.
    async fn refresh(&self, address: &Address<'_>, parts: &Parts) -> Result<Reply, Refusal> {
        let sdk = lookup::sdk(&self.site.sdks, address, &parts.headers)?;
        lookup::snapshot(sdk, matches!(address, Address::Id(_))).await?;
        if let Err(reason) = sdk.refresh().await {
            self.api.log.warn(format_args!("refreshing SDK '{}' failed: {reason}", sdk.id()));
            if sdk.snapshot().is_none() {
                return Err(Refusal::failed(reason));
            }
        }
        Ok(Reply::empty(StatusCode::OK))
    }

    async fn keys(&self, address: &Address<'_>, parts: &Parts) -> Result<Reply, Refusal> {
        let sdk = lookup::sdk(&self.site.sdks, address, &parts.headers)?;
        let snapshot = lookup::snapshot(sdk, matches!(address, Address::Id(_))).await?;
        Ok(Reply::json(StatusCode::OK, snapshot.keys_json().clone()))
    }
}

/// The answer to what cannot be evaluated. `prefix` comes before what is wrong with the request's JSON.
pub(super) fn refused(failure: EvalFailure, prefix: &str, log: &Logger) -> Refusal {
    match &failure {
        EvalFailure::Json(_) | EvalFailure::AttributeType(_) => {
            Refusal::bad_request(format!("{prefix}{failure}"))
        }
        EvalFailure::TooLarge | EvalFailure::UnknownFlag(_) => Refusal::bad_request(failure.to_string()),
        // The answers tell why.
        EvalFailure::Failed(_) => Refusal::failed(failure.to_string()),
        EvalFailure::Panicked(panic) => {
            log.error(format_args!("an evaluation failed: {panic}"));
            Refusal::failed(failure.to_string())
        }
    }
}
