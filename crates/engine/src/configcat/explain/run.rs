//! Runs an explained evaluation.

use super::current_log::CurrentLog;
use super::legacy_log::LegacyLog;
use super::python_legacy_log::PythonLegacyLog;
use super::python_log::PythonLog;
use super::python_text::Words;
use super::recorder::{RecordedLog, Recorder};
use super::{DefaultKind, ExplainRequest, Explanation, LogFormat};
use crate::configcat::eval::Evaluator;
use crate::configcat::flag::Flag;
use crate::configcat::outcome::Written;
use crate::configcat::{
    Attributes, Config, Conventions, Failure, FlagId, OutcomeId, SettingType, ValueRef, failure,
};

/// Evaluates a flag and tells everything about it.
pub(in crate::configcat) fn explain(
    config: &Config,
    id: FlagId,
    user: &impl Attributes,
    request: &ExplainRequest<'_>,
) -> Explanation {
    let Some(flag) = config.flag(id) else {
        let failure = Failure::invalid("Setting is missing.");
        return Explanation { result: Err(failure), warnings: Vec::new(), log: None, records: Vec::new() };
    };
    let subject = Subject { config, id, flag, request };
    let words = Words { conventions: user.conventions(), repr: request.repr };
    let user_text = user.has_user().then(|| request.user_text.unwrap_or_default());
    match request.log {
        LogFormat::None => subject.record(user, words, ()),
        LogFormat::Current => {
            subject.record(user, words, CurrentLog::new(flag.key(), user_text, request.eol))
        }
        LogFormat::Legacy => subject.record(user, words, LegacyLog::new(flag.key(), request.user_text)),
        LogFormat::Python => subject.record(user, words, PythonLog::new(flag.key(), user_text, words)),
        LogFormat::PythonLegacy => {
            subject.record(user, words, PythonLegacyLog::new(flag.key(), user_text, words))
        }
    }
}

/// What is evaluated, and what is to be told.
#[derive(Clone, Copy)]
struct Subject<'c, 'r> {
    config: &'c Config,
    id: FlagId,
    flag: &'c Flag,
    request: &'r ExplainRequest<'r>,
}

impl<'c> Subject<'c, '_> {
    fn record<L: RecordedLog>(&self, user: &impl Attributes, words: Words<'_>, log: L) -> Explanation {
        let mut recorder = Recorder::new(words, log);
        let result = self.choose(user, &mut recorder);
        let (warnings, log) = recorder.into_parts();
        let value = result.as_ref().ok().map(|(_, value)| *value);
        let finished = log.finish(value, self.request.default_text);
        let result = match result {
            Ok((outcome, _)) => Ok(OutcomeId(outcome)),
            Err(failure) => Err(*failure),
        };
        Explanation { result, warnings, log: finished.text, records: finished.records }
    }

    fn choose<L: RecordedLog>(
        &self,
        user: &impl Attributes,
        recorder: &mut Recorder<'_, L>,
    ) -> Result<(u32, Written<'c>), Box<Failure>> {
        let Self { config, id, flag, request } = *self;
        let in_words = |failure: &Failure| match user.conventions() {
            Conventions::JavaScript => failure.clone(),
            Conventions::Python => failure.in_python(flag.python_type()),
        };
        let setting_type = flag.setting.type_for(user.conventions()).map_err(in_words)?;
        if !request.lenient {
            check_default(flag, setting_type, request.default_kind)?;
        }
        let outcome = Evaluator::new(config, &flag.plan, user, recorder).run(id)?;
        match flag.outcome(OutcomeId(outcome)).map(|outcome| outcome.written()) {
            Some(Ok(value)) => Ok((outcome, value)),
            Some(Err(failure)) => Err(in_words(failure).into()),
            None => Err(Failure::invalid(failure::VALUE_INVALID).into()),
        }
    }
}

/// Insists that the type of the default value fits the type of the setting.
fn check_default(flag: &Flag, setting_type: SettingType, default: DefaultKind) -> Result<(), Failure> {
    let setting_type = match setting_type {
        SettingType::Unknown => match flag.outcome(OutcomeId(0)).and_then(|outcome| outcome.value.ok()) {
            Some(value) => inferred_type(value),
            None => return Ok(()),
        },
        known => known,
    };
    let (fits, default_type) = match default {
        DefaultKind::Absent => return Ok(()),
        DefaultKind::Boolean => (setting_type == SettingType::Boolean, "boolean"),
        DefaultKind::Text => (setting_type == SettingType::String, "string"),
        DefaultKind::Number => (matches!(setting_type, SettingType::Int | SettingType::Double), "number"),
    };
    if fits {
        return Ok(());
    }
    let name = setting_type.name();
    let message = format!(
        "The type of a setting must match the type of the specified default value. \
         Setting's type was {name} but the default value's type was {default_type}. \
         Please use a default value which corresponds to the setting type {name}. \
         Learn more: https://configcat.com/docs/sdk-reference/js/overview/#setting-type-mapping"
    );
    Err(Failure::TypeMismatch(message.into_bytes()))
}

const fn inferred_type(value: ValueRef<'_>) -> SettingType {
    match value {
        ValueRef::Bool(_) => SettingType::Boolean,
        ValueRef::Text(_) => SettingType::String,
        ValueRef::Number(_) => SettingType::Double,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configcat::explain::Warning;
    use crate::configcat::testing::{explain, text};
    use crate::configcat::{AttributeValue, OverrideBehaviour, Overrides};

    #[test]
    fn the_default_value_has_to_fit() {
        let overrides =
            Overrides::from_json(br#"{"f":[["4",0,1],["5",0,true],["6",0,"x"],["7",2,"no"]]}"#).unwrap();
        let json = r#"{"f":{"0":{"t":0,"v":{"b":true}},"1":{"t":1,"v":{"s":""}},"2":{"t":2,"v":{"i":1}},"3":{"t":3,"v":{"d":1}}}}"#;
        let remote = Config::parse(json.as_bytes()).unwrap();
        let config = Config::merge(Some(&remote), &overrides, OverrideBehaviour::LocalOverRemote);
        let kinds = [DefaultKind::Boolean, DefaultKind::Text, DefaultKind::Number];
        for (key, fitting) in [("0", 0), ("1", 1), ("2", 2), ("3", 2), ("4", 2), ("5", 0), ("6", 1)] {
            for (index, default_kind) in kinds.into_iter().enumerate() {
                let request = ExplainRequest { default_kind, ..ExplainRequest::default() };
                let result = explain(&config, key, None, &request).result;
                assert_eq!(result.is_ok(), index == fitting, "{key} {default_kind:?}");
                assert_eq!(result.err().map_or(2, |failure| failure.code()), 2);
                let lenient = ExplainRequest { lenient: true, ..request };
                assert!(explain(&config, key, None, &lenient).result.is_ok());
            }
        }
        let request = ExplainRequest { default_kind: DefaultKind::Text, ..ExplainRequest::default() };
        assert_eq!(explain(&config, "7", None, &request).result, Err(Failure::invalid("no")));
        let failure = explain(&config, "2", None, &request).result.unwrap_err();
        assert_eq!(
            failure.to_string(),
            "The type of a setting must match the type of the specified default value. Setting's type was Int but the \
             default value's type was string. Please use a default value which corresponds to the setting type Int. \
             Learn more: https://configcat.com/docs/sdk-reference/js/overview/#setting-type-mapping"
        );
    }

    const MIXED: &str = r#"{"f":{"a":{"t":1,"v":{"s":"no"},"a":"Team","r":[
        {"c":[{"u":{"a":"N","c":10,"d":5}}],"s":{"v":{"s":"n"}}},
        {"c":[{"u":{"a":"Age","c":28,"s":"5"}},{"u":{"a":"When","c":18,"d":1693497600}}],"p":[{"p":100,"v":{"s":"x"}}]}
        ],"p":[{"p":100,"v":{"s":"y"}}]}}}"#;

    fn logged(
        json: &str,
        user: Option<&[(&str, AttributeValue<'_>)]>,
        request: &ExplainRequest<'_>,
    ) -> (Explanation, String) {
        let config = Config::parse(json.as_bytes()).unwrap();
        let mut explanation = explain(&config, "a", user, request);
        let log = String::from_utf8(explanation.log.take().unwrap()).unwrap();
        (explanation, log)
    }

    /// Warnings and log as @configcat/sdk 1.1.0 writes them for the same flag and user.
    #[test]
    fn warnings_and_current_log() {
        let request = ExplainRequest {
            log: LogFormat::Current,
            user_text: Some(br#"{"Identifier":"i","N":"abc"}"#),
            ..ExplainRequest::default()
        };
        let user = [
            ("N", text("abc")),
            ("Age", AttributeValue::Number(5.0)),
            ("When", AttributeValue::Date { ms: 0.0, text: b"Thu" }),
        ];
        let (explanation, log) = logged(MIXED, Some(&user), &request);
        let expected = "\
Evaluating 'a' for User '{\"Identifier\":\"i\",\"N\":\"abc\"}'
  Evaluating targeting rules and applying the first match if any:
  - IF User.N = '5' THEN 'n' => cannot evaluate, the User.N attribute is invalid ('abc' is not a valid decimal number)
    The current targeting rule is ignored and the evaluation continues with the next rule.
  - IF User.Age EQUALS '5' => true
    AND User.When BEFORE '1693497600' (2023-08-31T16:00:00.000Z UTC) => true
    THEN % options => MATCH, applying rule
    Skipping % options because the User.Team attribute is missing.
    The current targeting rule is ignored and the evaluation continues with the next rule.
  Skipping % options because the User.Team attribute is missing.
  Returning 'no'.";
        assert_eq!(log, expected);
        let key = b"a".to_vec();
        assert_eq!(
            explanation.warnings,
            [
                Warning::AttributeInvalid {
                    condition: b"User.N = '5'".to_vec(),
                    key: key.clone(),
                    reason: b"'abc' is not a valid decimal number".to_vec(),
                    attribute: b"N".to_vec(),
                },
                Warning::AttributeConverted {
                    condition: b"User.Age EQUALS '5'".to_vec(),
                    key: key.clone(),
                    attribute: b"Age".to_vec(),
                    value: b"5".to_vec(),
                },
                Warning::PercentageAttributeMissing { key, attribute: b"Team".to_vec() },
            ]
        );
    }

    #[test]
    fn without_a_user() {
        let request = ExplainRequest { log: LogFormat::Current, eol: b"\r\n", ..ExplainRequest::default() };
        let (explanation, log) = logged(MIXED, None, &request);
        assert_eq!(explanation.warnings, [Warning::UserMissing { key: b"a".to_vec() }]);
        assert!(log.starts_with("Evaluating 'a'\r\n  Evaluating targeting rules"), "{log}");
        assert!(
            log.ends_with(
                "\r\n  Skipping % options because the User Object is missing.\r\n  Returning 'no'."
            ),
            "{log}"
        );
    }

    /// The log that @configcat/sdk 1.1.0 leaves behind when a prerequisite fails.
    #[test]
    fn a_failure_closes_the_log() {
        let json = r#"{"f":{
            "a":{"t":0,"v":{"b":false},"r":[{"c":[{"u":{"a":"Email","c":28,"s":"x"}},{"p":{"f":"b","c":0,"v":{"b":true}}}],"s":{"v":{"b":true}}}]},
            "b":{"t":0,"v":{"b":false},"r":[{"c":[{"u":{"a":"Email","c":77,"s":"x"}}],"s":{"v":{"b":true}}}]}}}"#;
        let request =
            ExplainRequest { log: LogFormat::Current, default_text: b"false", ..ExplainRequest::default() };
        let (explanation, log) = logged(json, Some(&[("Email", text("x"))]), &request);
        assert_eq!(explanation.result, Err(Failure::invalid("Comparison operator is invalid.")));
        let expected = "\
Evaluating 'a' for User ''
  Evaluating targeting rules and applying the first match if any:
  - IF User.Email EQUALS 'x' => true
    AND Flag 'b' EQUALS 'true'
    (
      Evaluating prerequisite flag 'b':
      Evaluating targeting rules and applying the first match if any:
      - IF User.Email <invalid operator> 'x'
  Returning 'false'.";
        assert_eq!(log, expected);
    }
}
