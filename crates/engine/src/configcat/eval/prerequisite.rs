//! Prerequisite conditions (reference 3.4).

use super::frame::Frame;
use super::{Evaluator, Log as _, Truth, Visitor};
use crate::configcat::flag::Flag;
use crate::configcat::model::{Condition, PrerequisiteCondition, ValueRef};
use crate::configcat::{Attributes, Failure, FlagId, PREREQUISITE_DEPTH_LIMIT, SettingType};

impl<'c, A: Attributes, V: Visitor> Evaluator<'c, '_, A, V> {
    /// Checks a prerequisite condition and tells which flag has to be evaluated for it.
    pub(super) fn start_prerequisite(
        &mut self,
        frame: &Frame<'c>,
        condition: &PrerequisiteCondition,
    ) -> Result<FlagId, V::Fault> {
        let scope = &frame.scope;
        self.visitor.log().prerequisite_condition(scope, condition);
        let config = self.config;
        let found = scope.flag.prerequisite(condition.index).and_then(|id| Some((id, config.flag(id)?)));
        let Some((id, flag)) = found else { return self.invalid("Prerequisite flag is missing.") };
        if let Err(failure) = &flag.setting.setting_type {
            return self.fail(|| failure.clone());
        }
        if comparison_value(condition, flag) == Comparison::Mismatch {
            return self.fail(|| mismatch(condition, flag));
        }
        if scope.id == id || self.parents.iter().any(|parent| parent.scope.id == id) {
            let parents = &self.parents;
            let path = parents.iter().map(|parent| parent.scope.flag).chain([scope.flag, flag]);
            return Err(self.visitor.fault(|| circle(path)));
        }
        if self.parents.len() >= PREREQUISITE_DEPTH_LIMIT {
            return self.fail(|| Failure::TooDeep);
        }
        self.visitor.log().prerequisite_started(flag.key());
        Ok(id)
    }

    /// Compares the outcome of the flag that the current condition of `frame` waited for.
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
        let value = match flag.outcome(outcome).map(|outcome| &outcome.value) {
            Some(Ok(value)) => value,
            Some(Err(failure)) => return self.fail(|| failure.clone()),
            None => return self.invalid("Setting value is missing or invalid."),
        };
        let is_equal = comparison_value(condition, flag) == Comparison::Value(value.into());
        let Some(negate) = condition.negate else { return self.invalid("Comparison operator is invalid.") };
        let holds = is_equal != negate;
        self.visitor.log().prerequisite_ended(scope, condition, value, holds);
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
            match flag.outcome(0).and_then(|outcome| outcome.value.as_ref().ok()).map(ValueRef::from) {
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
    use crate::configcat::Value;
    use crate::configcat::testing::evaluate;

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
}
