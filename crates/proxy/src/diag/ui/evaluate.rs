//! Evaluating a flag for the page: the value, and the way to it.

use serde::Serialize;
use serde_json::Value as Json;
use vexil_engine::configcat::{ExplainRequest, Explanation, Flag, LogFormat, ValueRef};

use super::flags::{json_of, kind, text_of};
use super::steps::{LINE_BREAK, Step, steps_of};
use super::warnings::warning_text;
use crate::eval::explain;
use crate::sdk::Snapshot;
use crate::user::{User, Value};

/// How many warnings are told.
const WARNINGS: usize = 50;

/// What an evaluation came to.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Evaluation {
    key: String,
    etag: String,
    #[serde(rename = "type")]
    kind: &'static str,
    /// Why there is no value.
    error: Option<String>,
    value: Json,
    variation_id: Option<String>,
    /// The index of the targeting rule that matched.
    rule: Option<u32>,
    /// The index of the percentage option that was chosen, within the rule if there is one.
    option: Option<u32>,
    /// The user, default attributes included; `null`: nobody.
    user: Json,
    steps: Vec<Step>,
    steps_left_out: usize,
    warnings: Vec<String>,
}

/// Evaluates by a snapshot, like the API; `None`: there is no such flag. The user has the default attributes already.
pub(super) fn evaluate(snapshot: &Snapshot, key: &str, user: Option<&User>) -> Option<Evaluation> {
    let config = snapshot.config();
    let id = config.find(key.as_bytes())?;
    let flag = config.flag(id)?;
    let user_json = user.map_or(Json::Null, user_json);
    let user_text = user_json.to_string();
    let request = ExplainRequest {
        log: LogFormat::Current,
        eol: LINE_BREAK.as_bytes(),
        user_text: Some(user_text.as_bytes()),
        default_text: b"<error>",
        ..ExplainRequest::default()
    };
    let explanation = explain(config, id, user, &request);
    Some(told(snapshot, flag, user_json, &explanation))
}

fn told(snapshot: &Snapshot, flag: &Flag, user: Json, explanation: &Explanation) -> Evaluation {
    let log = text_of(explanation.log.as_deref().unwrap_or_default());
    let (steps, steps_left_out) = steps_of(&log);
    let outcome = explanation.result.as_ref().ok().and_then(|id| flag.outcome(*id));
    Evaluation {
        key: text_of(flag.key()),
        etag: snapshot.etag().to_owned(),
        kind: kind(flag.setting_type()),
        error: explanation.result.as_ref().err().map(ToString::to_string),
        value: outcome.and_then(|outcome| outcome.value.ok()).map_or(Json::Null, json_of),
        variation_id: outcome.and_then(|outcome| outcome.variation_id).map(text_of),
        rule: outcome.and_then(|outcome| outcome.rule),
        option: outcome.and_then(|outcome| outcome.option),
        user,
        steps,
        steps_left_out,
        warnings: explanation.warnings.iter().take(WARNINGS).map(warning_text).collect(),
    }
}

fn user_json(user: &User) -> Json {
    let json = |value: &Value| match value {
        Value::Text(text) => Json::from(&**text),
        Value::Number(number) => json_of(ValueRef::Number(*number)),
        Value::List(items) => items.iter().map(|item| Json::from(&**item)).collect(),
    };
    user.attributes().iter().map(|(name, value)| (name.to_string(), json(value))).collect()
}

#[cfg(test)]
mod tests;
