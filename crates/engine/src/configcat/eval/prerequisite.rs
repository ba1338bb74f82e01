//! Prerequisite conditions.

use super::evaluator::Progress;
use super::frame::{Frame, Scope};
use super::python::equals;
use super::visits::{Done, Visit};
use super::{Evaluator, Log as _, Truth, Visitor};
use crate::configcat::flag::Flag;
use crate::configcat::model::{Condition, PrerequisiteCondition};
use crate::configcat::{
    Attributes, Failure, FlagId, OutcomeId, PREREQUISITE_DEPTH_LIMIT, SettingType, ValueRef, failure,
};

/// How many times one evaluation evaluates a prerequisite flag again, only to tell its steps and warnings again. Flags that need
/// each other many times over would take exponential time.
const REPETITION_LIMIT: usize = 4_096;

/// How many bytes the visitor has made of what it was told when nothing is told again any more.
const TOLD_LIMIT: usize = 16 << 20;

impl<'c, A: Attributes, V: Visitor> Evaluator<'c, '_, A, V> {
    /// Evaluates a prerequisite condition, or checks it and tells which flag has to be evaluated first.
    pub(super) fn evaluate_prerequisite_condition(
        &mut self,
        frame: &mut Frame<'c>,
        condition: &PrerequisiteCondition,
    ) -> Result<Progress, V::Fault> {
        let scope = frame.scope;
        let is_python = self.is_python();
        let config = self.config;
        let found = scope.flag.prerequisite(condition.index).and_then(|id| Some((id, config.flag(id)?)));
        if !is_python {
            self.visitor.log().prerequisite_condition(&scope, condition, found.map(|(_, flag)| flag));
        }
        let Some((id, flag)) = found else {
            return self
                .invalid_or("Prerequisite flag is missing.", "Prerequisite flag key is missing or invalid.");
        };
        if is_python {
            self.check_prerequisite(condition, flag)?;
        } else if let Err(failure) = &flag.setting.setting_type {
            return self.fail(|| failure.clone());
        } else if comparison_value(condition, flag) == Comparison::Mismatch {
            return self.fail(|| mismatch(condition, flag));
        }
        let known = match self.visits.find(id) {
            Some(Visit::Open { .. }) => return self.circle(&scope, flag),
            None if self.is_outermost(&scope, id) => return self.circle(&scope, flag),
            None => None,
            Some(Visit::Done(done)) => Some(done),
        };
        let height = known.map_or(0, |done| done.height);
        if self.parents.len() + height >= PREREQUISITE_DEPTH_LIMIT {
            return self.fail(|| Failure::TooDeep);
        }
        if is_python {
            // Where the condition fails, Python has not written its text yet.
            self.visitor.log().prerequisite_condition(&scope, condition, Some(flag));
        }
        self.visitor.log().prerequisite_started(flag.key());
        match known {
            Some(done) if !self.decide_to_repeat(done) => {
                if done.has_told {
                    self.visitor.log().prerequisite_left_out();
                }
                frame.height = frame.height.max(done.height + 1);
                self.end_prerequisite(frame, flag, done.outcome).map(Progress::Done)
            }
            Some(_) => Ok(Progress::Prerequisite(id)),
            None => {
                self.visits.open(id, self.visitor.told());
                Ok(Progress::Prerequisite(id))
            }
        }
    }

    /// Whether the flag is the one that the whole evaluation is about.
    fn is_outermost(&self, scope: &Scope<'c>, id: FlagId) -> bool {
        self.parents.first().map_or(scope.id, |outermost| outermost.scope.id) == id
    }

    fn circle<T>(&mut self, scope: &Scope<'c>, flag: &Flag) -> Result<T, V::Fault> {
        let parents = &self.parents;
        let path = parents.iter().map(|parent| parent.scope.flag).chain([scope.flag, flag]);
        Err(self.visitor.fault(|| circle(path)))
    }

    /// Decides whether the flag, whose outcome is known, is evaluated again, because its steps and warnings are wanted each time
    /// that it is needed.
    fn decide_to_repeat(&mut self, done: Done) -> bool {
        let repeats =
            done.has_told && self.repetitions < REPETITION_LIMIT && self.visitor.told() < TOLD_LIMIT;
        self.repetitions += usize::from(repeats);
        repeats
    }

    /// Compares the outcome of the flag that the current condition of `frame` refers to.
    pub(super) fn end_prerequisite(
        &mut self,
        frame: &Frame<'c>,
        flag: &'c Flag,
        outcome: u32,
    ) -> Result<Truth, V::Fault> {
        let scope = &frame.scope;
        let rule = scope.flag.setting.rules.get(frame.rule);
        let current = rule.and_then(|rule| rule.conditions.get(frame.condition));
        let Some(Condition::Prerequisite(condition)) = current else {
            return self.invalid("Condition is missing or invalid.");
        };
        let value = match flag.outcome(OutcomeId(outcome)).map(|outcome| outcome.written()) {
            Some(Ok(value)) => value,
            Some(Err(failure)) => return self.fail_as(flag, failure),
            None => return self.invalid(failure::VALUE_INVALID),
        };
        let is_equal = if self.is_python() {
            let expected = flag.python_type().and_then(|of| condition.value.written_for_type(of));
            expected.is_some_and(|expected| equals(value, expected))
        } else {
            comparison_value(condition, flag) == Comparison::Value(value.value)
        };
        let Some(negate) = condition.negate else { return self.invalid("Comparison operator is invalid.") };
        let holds = is_equal != negate;
        self.visitor.log().prerequisite_ended(scope, condition, flag, value, holds);
        Ok(holds.into())
    }
}

/// What a prerequisite's value is compared with.
#[derive(Debug, PartialEq)]
enum Comparison<'a> {
    /// A value of the right type.
    Value(ValueRef<'a>),
    /// The condition has no value of the right type.
    Mismatch,
    /// The flag has no usable value, which evaluating it will tell.
    Unknown,
}

fn comparison_value<'a>(condition: &'a PrerequisiteCondition, flag: &Flag) -> Comparison<'a> {
    let slots = &condition.value;
    let value = match flag.setting_type() {
        Some(SettingType::Unknown) | None => {
            match flag.outcome(OutcomeId(0)).and_then(|outcome| outcome.value.ok()) {
                Some(ValueRef::Bool(_)) => slots.for_type(SettingType::Boolean),
                Some(ValueRef::Text(_)) => slots.for_type(SettingType::String),
                Some(ValueRef::Number(_)) => slots.only_number(),
                None => return Comparison::Unknown,
            }
        }
        Some(setting_type) => slots.for_type(setting_type),
    };
    value.map_or(Comparison::Mismatch, Comparison::Value)
}

fn mismatch(condition: &PrerequisiteCondition, flag: &Flag) -> Failure {
    let mut message = b"Type mismatch between comparison value '".to_vec();
    match condition.value.only_value() {
        Some(value) => message.extend_from_slice(&value.to_text()),
        None => message.extend_from_slice(b"<invalid value>"),
    }
    message.extend_from_slice(b"' and prerequisite flag '");
    message.extend_from_slice(flag.key());
    message.extend_from_slice(b"'.");
    Failure::InvalidModel(message)
}

fn circle<'f>(path: impl Iterator<Item = &'f Flag>) -> Failure {
    let mut message = b"Circular dependency detected between the following depending flags: ".to_vec();
    for (index, flag) in path.enumerate() {
        message.extend_from_slice(if index == 0 { b"'" } else { b" -> '" });
        message.extend_from_slice(flag.key());
        message.push(b'\'');
    }
    message.push(b'.');
    Failure::InvalidModel(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configcat::testing::{evaluate, explain};
    use crate::configcat::{Config, ExplainRequest, LogFormat, OutcomeId, Value};

    /// A flag `a` that is on if the condition holds.
    fn with_condition(condition: &str, others: &str) -> Result<Value, String> {
        let json = format!(
            r#"{{"f":{{"a":{{"t":0,"v":{{"b":false}},"r":[{{"c":[{{"p":{{{condition}}}}}],"s":{{"v":{{"b":true}}}}}}]}},{others}}}}}"#
        );
        evaluate(&json, "a", None)
    }

    #[test]
    fn values_are_compared_by_the_type_of_the_flag() {
        let int = r#""b":{"t":2,"v":{"i":1}}"#;
        for (comparator, value, expected) in [
            (0, r#"{"i":1}"#, Ok(true)),
            (1, r#"{"i":1}"#, Ok(false)),
            (0, r#"{"i":2}"#, Ok(false)),
            (1, r#"{"i":2,"s":"x"}"#, Ok(true)),
            (0, r#"{"d":1}"#, Err("Type mismatch between comparison value '1' and prerequisite flag 'b'.")),
            (
                0,
                r#"{"b":true}"#,
                Err("Type mismatch between comparison value 'true' and prerequisite flag 'b'."),
            ),
            (
                0,
                r#"{"d":1,"s":"x"}"#,
                Err("Type mismatch between comparison value '<invalid value>' and prerequisite flag 'b'."),
            ),
            (
                0,
                r#"{}"#,
                Err("Type mismatch between comparison value '<invalid value>' and prerequisite flag 'b'."),
            ),
            (2, r#"{"i":1}"#, Err("Comparison operator is invalid.")),
        ] {
            let condition = format!(r#""f":"b","c":{comparator},"v":{value}"#);
            let expected = expected.map(Value::Bool).map_err(str::to_owned);
            assert_eq!(with_condition(&condition, int), expected, "{condition}");
        }
    }

    #[test]
    fn flags_that_cannot_be_evaluated() {
        let condition = r#""f":"b","c":0,"v":{"b":true}"#;
        for (others, expected) in [
            (r#""c":{}"#, "Prerequisite flag is missing."),
            (r#""b":{"t":4,"v":{}}"#, "Setting type is invalid."),
            (r#""b":{"t":0,"v":{}}"#, "Setting value is missing or invalid."),
            (r#""b":{"v":{}}"#, "Invalid config JSON content. Missing required value at $.f.b.t"),
        ] {
            assert_eq!(with_condition(condition, others), Err(expected.to_owned()), "{others}");
        }
    }

    #[test]
    fn circles_are_named_from_the_outermost_flag_on() {
        let rule = |key: &str| {
            format!(
                r#""r":[{{"c":[{{"p":{{"f":"{key}","c":0,"v":{{"b":true}}}}}}],"s":{{"v":{{"b":true}}}}}}]"#
            )
        };
        let flag = |key: &str, next: &str| format!(r#""{key}":{{"t":0,"v":{{"b":true}},{}}}"#, rule(next));
        let json = format!("{{\"f\":{{{},{},{}}}}}", flag("a", "b"), flag("b", "c"), flag("c", "b"));
        let expected =
            "Circular dependency detected between the following depending flags: 'a' -> 'b' -> 'c' -> 'b'.";
        assert_eq!(evaluate(&json, "a", None), Err(expected.to_owned()));
    }

    #[test]
    fn depth_is_limited() {
        let chain = |length: usize| {
            let flags: Vec<String> = (0..length)
                .map(|index| format!(
                    r#""k{index}":{{"t":0,"v":{{"b":false}},"r":[{{"c":[{{"p":{{"f":"k{}","c":0,"v":{{"b":true}}}}}}],"s":{{"v":{{"b":true}}}}}}]}}"#,
                    index + 1
                ))
                .collect();
            format!(r#"{{"f":{{{},"k{length}":{{"t":0,"v":{{"b":true}}}}}}}}"#, flags.join(","))
        };
        let limit = PREREQUISITE_DEPTH_LIMIT;
        assert_eq!(evaluate(&chain(limit), "k0", None), Ok(Value::Bool(true)));
        assert_eq!(evaluate(&chain(limit + 1), "k0", None), Err(Failure::TooDeep.to_string()));
    }

    /// Flags of which each needs the next one twice. All of them read an attribute that the user does not have.
    fn ladder(height: usize) -> Config {
        let flag = |index: usize| {
            let rule = |comparator| {
                format!(
                    r#"{{"c":[{{"p":{{"f":"k{}","c":{comparator},"v":{{"b":true}}}}}}],"s":{{"v":{{"b":true}}}}}}"#,
                    index + 1
                )
            };
            let missing = r#"{"c":[{"u":{"a":"A","c":28,"s":"x"}}],"s":{"v":{"b":false}}}"#;
            let rules = [missing.to_owned(), rule(1), rule(0)].join(",");
            format!(r#""k{index}":{{"t":0,"v":{{"b":false}},"r":[{rules}]}}"#)
        };
        let flags: Vec<String> = (0..height).map(flag).collect();
        let json = format!(r#"{{"f":{{{},"k{height}":{{"t":0,"v":{{"b":true}}}}}}}}"#, flags.join(","));
        Config::parse(json.into_bytes()).unwrap()
    }

    #[test]
    fn flags_that_are_needed_again_are_told_of_again() {
        let request = ExplainRequest { log: LogFormat::Current, ..ExplainRequest::default() };
        let explanation = explain(&ladder(8), "k0", Some(&[]), &request);
        assert_eq!(explanation.result, Ok(OutcomeId(3)));
        // Each of the flags k0 to k7 warns as often as it is evaluated: 1, 2, 4, … times.
        assert_eq!(explanation.warnings.len(), (1 << 8) - 1);
        let log = String::from_utf8(explanation.log.unwrap()).unwrap();
        assert_eq!(log.matches("Evaluating prerequisite flag 'k8'").count(), 1 << 8);
        assert!(!log.contains("not repeated"));
    }

    #[test]
    fn flags_that_are_needed_too_often_are_not_told_of_again() {
        let config = ladder(PREREQUISITE_DEPTH_LIMIT);
        for log in [LogFormat::None, LogFormat::Current, LogFormat::Legacy] {
            let request = ExplainRequest { log, ..ExplainRequest::default() };
            // This checks, too, that the silent evaluation chooses the same outcome.
            let explanation = explain(&config, "k0", Some(&[]), &request);
            assert_eq!(explanation.result, Ok(OutcomeId(3)));
            let warnings = explanation.warnings.len();
            assert!(
                (PREREQUISITE_DEPTH_LIMIT..=PREREQUISITE_DEPTH_LIMIT + REPETITION_LIMIT).contains(&warnings)
            );
            let text = explanation.log.unwrap_or_default();
            let is_current = log == LogFormat::Current;
            assert_eq!(String::from_utf8(text).unwrap().contains("steps are not repeated."), is_current);
        }
    }

    #[test]
    fn known_flags_count_with_their_depth() {
        // "top" needs k1 first, then through "wrap" a second time, one level deeper.
        let needs = |key: &str| {
            format!(r#"{{"c":[{{"p":{{"f":"{key}","c":1,"v":{{"b":true}}}}}}],"s":{{"v":{{"b":true}}}}}}"#)
        };
        let flag = |key: &str, rules: &[String]| {
            format!(r#""{key}":{{"t":0,"v":{{"b":true}},"r":[{}]}}"#, rules.join(","))
        };
        let check = |length: usize| {
            let mut flags: Vec<String> = (1..length)
                .map(|index| flag(&format!("k{index}"), &[needs(&format!("k{}", index + 1))]))
                .collect();
            flags.push(flag(&format!("k{length}"), &[]));
            flags.push(flag("wrap", &[needs("k1")]));
            flags.push(flag("top", &[needs("k1"), needs("wrap")]));
            evaluate(&format!("{{\"f\":{{{}}}}}", flags.join(",")), "top", None)
        };
        let limit = PREREQUISITE_DEPTH_LIMIT;
        assert_eq!(check(limit - 1), Ok(Value::Bool(true)));
        assert_eq!(check(limit), Err(Failure::TooDeep.to_string()));
    }
}
