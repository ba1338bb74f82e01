//! Evaluations as a host makes them: the quick one and the explained one, which must agree.

use serde_json::{Value as Json, json};
use vexil_engine::configcat::{
    Config, Conventions, DefaultKind, ExplainRequest, Failure, FlagId, LogFormat, Outcome, OutcomeId,
    ValueRef, Verdict,
};
use vexil_engine::js::number;

use super::log_text::{lossy, warning};
use super::user::{Planned, User};

/// What came out of an evaluation.
#[derive(Debug)]
pub(crate) struct Evaluation<'c> {
    pub(crate) result: Result<Outcome<'c>, Failure>,
    /// The events in the runner's format, warnings first.
    pub(crate) events: Vec<String>,
}

impl Evaluation<'_> {
    /// The value as JSON; `null` stands for the default value after a failure.
    pub(crate) fn value(&self) -> Json {
        match self.result.as_ref().map(|outcome| outcome.value.unwrap()) {
            Ok(ValueRef::Bool(flag)) => json!(flag),
            Ok(ValueRef::Text(text)) => json!(lossy(text)),
            Ok(ValueRef::Number(number)) => json!(number),
            Ok(other) => panic!("a value of no known type: {other:?}"),
            Err(_) => Json::Null,
        }
    }

    pub(crate) fn failure(&self) -> String {
        self.result.as_ref().map_or_else(Failure::to_string, |outcome| panic!("no failure: {outcome:?}"))
    }
}

/// Parses a config that must be good.
pub(crate) fn config(json: impl AsRef<[u8]>) -> Config {
    Config::parse(json.as_ref().to_vec()).unwrap_or_else(|error| panic!("{error}"))
}

/// A config with the flag `flag`: `true` where the one condition is met, else `false`.
pub(crate) fn rule_flag(condition: Json) -> Config {
    let rule = json!({ "c": [{ "u": condition }], "s": { "v": { "b": true } } });
    config(json!({ "f": { "flag": { "t": 0, "v": { "b": false }, "r": [rule] } } }).to_string())
}

/// Evaluates both ways and checks that both tell the same.
pub(crate) fn evaluate<'c>(
    config: &'c Config,
    key: &str,
    user: Option<&User>,
    default: &Json,
) -> Evaluation<'c> {
    let id = config.find(key.as_bytes()).unwrap_or_else(|| panic!("no flag {key}"));
    let flag = config.flag(id).unwrap();
    let planned = User::planned(user, flag);
    let user_text = user.filter(|user| user.0.iter().all(|(_, value)| matches!(value, super::Held::Text(_))));
    let user_text = user_text.map(User::json);
    let request = ExplainRequest {
        log: LogFormat::Current,
        user_text: user_text.as_deref(),
        default_kind: default_kind(default),
        default_text: &default_text(default),
        ..ExplainRequest::default()
    };
    let explanation = config.explain(id, &planned, &request);
    if !matches!(explanation.result, Err(Failure::TypeMismatch(_))) {
        let expected = match &explanation.result {
            Ok(id) => Verdict::Outcome { id: *id, warned: !explanation.warnings.is_empty() },
            Err(_) => Verdict::Explain,
        };
        assert_eq!(config.evaluate(id, &planned), expected, "{key} for {user:?}");
        check_constant(config, id, &explanation.result);
    }
    let mut events: Vec<String> = explanation.warnings.iter().map(warning).collect();
    events.extend(explanation.log.map(|log| format!("INFO [5000] {}", lossy(&log))));
    let result = explanation.result.map(|outcome| flag.outcome(outcome).unwrap());
    Evaluation { result, events }
}

fn check_constant(config: &Config, id: FlagId, result: &Result<OutcomeId, Failure>) {
    if let Some(constant) = config.flag(id).unwrap().constant() {
        assert_eq!(result.as_ref().ok(), Some(&constant));
    }
}

const FORMATS: [LogFormat; 5] =
    [LogFormat::None, LogFormat::Current, LogFormat::Legacy, LogFormat::Python, LogFormat::PythonLegacy];

/// Walks over everything that a config can tell; the point is that nothing panics.
pub(crate) fn exercise(config: &Config, users: &[Option<User>]) {
    let keys: Vec<Vec<u8>> = config.keys().map(<[u8]>::to_vec).collect();
    assert_eq!(keys.len(), config.len());
    for key in &keys {
        let id = config.find(key).unwrap();
        let flag = config.flag(id).unwrap();
        assert_eq!(flag.key(), key.as_slice());
        let both = [Conventions::JavaScript, Conventions::Python];
        for (user, conventions) in users.iter().flat_map(|user| both.map(|it| (user, it))) {
            let planned = Planned { conventions, ..User::planned(user.as_ref(), flag) };
            let verdict = config.evaluate(id, &planned);
            for log in FORMATS {
                let request = ExplainRequest { log, user_text: Some(b"{}"), ..ExplainRequest::default() };
                let explanation = config.explain(id, &planned, &request);
                let is_text = !matches!(log, LogFormat::None | LogFormat::PythonLegacy);
                assert_eq!(explanation.log.is_some(), is_text);
                match verdict {
                    Verdict::Outcome { id, warned } => {
                        assert_eq!(explanation.result, Ok(id));
                        assert_eq!(warned, !explanation.warnings.is_empty());
                        assert!(flag.outcome(id).unwrap().value.is_ok());
                    }
                    Verdict::Explain => assert!(explanation.result.is_err()),
                }
            }
        }
    }
    let _ = (config.find_variation(b"no such variation"), config.find_python_variation(b"no such variation"));
}

fn default_kind(default: &Json) -> DefaultKind {
    match default {
        Json::Bool(_) => DefaultKind::Boolean,
        Json::String(_) => DefaultKind::Text,
        Json::Number(_) => DefaultKind::Number,
        _ => DefaultKind::Absent,
    }
}

fn default_text(default: &Json) -> Vec<u8> {
    match default {
        Json::String(text) => text.clone(),
        Json::Number(_) => number::to_text(default.as_f64().unwrap()),
        other => other.to_string(),
    }
    .into_bytes()
}
