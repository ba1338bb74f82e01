//! The evaluator: rules, percentage options, value.
//!
//! Flags that wait for their prerequisites are kept on the heap, so the depth of prerequisites costs no stack.

use std::mem;

use super::frame::{Frame, Scope};
use super::hash_memo::{ContextId, HashMemo};
use super::user_condition::Context;
use super::visits::Visits;
use super::{Log as _, Truth, Visitor};
use crate::configcat::model::{AttributeRef, Condition, Rule, Then};
use crate::configcat::{Attribute, AttributeValue, Attributes, Config, Failure, FlagId};
use crate::plan::Plan;

/// One evaluation of one flag.
pub(in crate::configcat) struct Evaluator<'c, 'v, A, V> {
    pub(super) config: &'c Config,
    /// The attributes that the user gives by position.
    plan: &'c Plan<Attribute>,
    pub(super) user: &'c A,
    pub(super) visitor: &'v mut V,
    /// The flags that wait for the one being evaluated, outermost first.
    pub(super) parents: Vec<Frame<'c>>,
    pub(super) visits: Visits,
    /// How many prerequisite flags were evaluated again, only for the visitor to be told again.
    pub(super) repetitions: usize,
    pub(super) hashes: HashMemo,
    /// The last bucket, and the flag that it was computed for.
    pub(super) bucket: Option<(FlagId, u32)>,
}

/// How far the evaluation of a flag came.
enum Step {
    /// It chose an outcome.
    Chosen(u32),
    /// It needs another flag first.
    Prerequisite(FlagId),
}

/// How far the evaluation of conditions came.
pub(super) enum Progress {
    /// It is finished.
    Done(Truth),
    /// It needs another flag first.
    Prerequisite(FlagId),
}

impl<'c, 'v, A: Attributes, V: Visitor> Evaluator<'c, 'v, A, V> {
    /// An evaluation for `user`, whose attributes come in the order of the plan.
    pub(in crate::configcat) fn new(
        config: &'c Config,
        plan: &'c Plan<Attribute>,
        user: &'c A,
        visitor: &'v mut V,
    ) -> Self {
        Self {
            config,
            plan,
            user,
            visitor,
            parents: Vec::new(),
            visits: Visits::default(),
            repetitions: 0,
            hashes: HashMemo::default(),
            bucket: None,
        }
    }

    /// Chooses an outcome of the flag, whose type is valid.
    pub(in crate::configcat) fn run(&mut self, id: FlagId) -> Result<u32, V::Fault> {
        let mut frame = Frame::new(self.scope(id)?);
        let mut step = self.start(&mut frame)?;
        loop {
            match step {
                Step::Prerequisite(id) => {
                    let child = Frame::new(self.scope(id)?);
                    self.parents.push(mem::replace(&mut frame, child));
                    step = self.start(&mut frame)?;
                }
                Step::Chosen(outcome) => {
                    let Some(parent) = self.parents.pop() else { return Ok(outcome) };
                    let child = mem::replace(&mut frame, parent);
                    frame.height = frame.height.max(child.height + 1);
                    self.visits.close(child.scope.id, outcome, child.height, self.visitor.told());
                    let truth = self.end_prerequisite(&frame, child.scope.flag, outcome)?;
                    step = self.proceed(&mut frame, Some(truth))?;
                }
            }
        }
    }

    /// Makes a failure.
    pub(super) fn fail<T>(&mut self, failure: impl FnOnce() -> Failure) -> Result<T, V::Fault> {
        Err(self.visitor.fault(failure))
    }

    /// Makes a failure with a fixed text.
    pub(super) fn invalid<T>(&mut self, message: &str) -> Result<T, V::Fault> {
        self.fail(|| Failure::invalid(message))
    }

    /// Reads an attribute. In JavaScript, a missing identifier counts as an empty text.
    #[inline(always)]
    pub(super) fn read(
        &mut self,
        scope: &Scope<'c>,
        attribute: &AttributeRef,
    ) -> Result<AttributeValue<'c>, V::Fault> {
        let slot = self.slot(scope, attribute);
        let value = self.user.get(slot);
        self.visitor.log().attribute_read(&value);
        match value {
            AttributeValue::Unreadable => self.fail(|| Failure::Unreadable(slot)),
            AttributeValue::Missing if !self.is_python() && attribute.attribute.name() == b"Identifier" => {
                Ok(AttributeValue::Text(b""))
            }
            value => Ok(value),
        }
    }

    /// Reads the identifier that percentage options go by where the config names no attribute for them.
    pub(super) fn read_identifier(
        &mut self,
        scope: &Scope<'c>,
        attribute: &AttributeRef,
    ) -> Result<AttributeValue<'c>, V::Fault> {
        let slot = self.slot(scope, attribute);
        let value = self.user.identifier(slot);
        self.visitor.log().attribute_read(&value);
        match value {
            AttributeValue::Unreadable => self.fail(|| Failure::Unreadable(slot)),
            AttributeValue::Missing => Ok(AttributeValue::Text(b"")),
            value => Ok(value),
        }
    }

    /// The position of the attribute in the plan.
    #[inline(always)]
    fn slot(&self, scope: &Scope<'c>, attribute: &AttributeRef) -> usize {
        let id = scope.source.attribute_id(attribute.id);
        id.and_then(|id| self.plan.slot(id)).unwrap_or(usize::MAX)
    }

    /// Warns, once per flag, that there is no user.
    pub(super) fn warn_user_missing(&mut self, frame: &mut Frame<'c>) {
        if !frame.user_warned {
            frame.user_warned = true;
            self.visitor.user_missing(frame.scope.flag.key());
        }
    }

    #[inline]
    fn scope(&mut self, id: FlagId) -> Result<Scope<'c>, V::Fault> {
        let config = self.config;
        let Some(flag) = config.flag(id) else { return self.invalid("Setting is missing.") };
        let Some(source) = config.sources.get(flag.source as usize) else {
            return self.invalid("Setting is missing.");
        };
        Ok(Scope { id, flag, source })
    }

    fn start(&mut self, frame: &mut Frame<'c>) -> Result<Step, V::Fault> {
        if !frame.scope.flag.setting.rules.is_empty() {
            self.visitor.log().rules_started();
        }
        self.proceed(frame, None)
    }

    /// Evaluates the flag from where it stands. `pending` is the result of the prerequisite condition that it waited for.
    fn proceed(&mut self, frame: &mut Frame<'c>, mut pending: Option<Truth>) -> Result<Step, V::Fault> {
        let setting = &frame.scope.flag.setting;
        while let Some(rule) = setting.rules.get(frame.rule) {
            if self.is_python() && rule.conditions.is_empty() {
                if let Some(outcome) = self.apply_unconditional_rule(frame, rule)? {
                    return Ok(Step::Chosen(outcome));
                }
                frame.rule += 1;
                continue;
            }
            let truth = match self.evaluate_conditions(frame, rule, pending.take())? {
                Progress::Done(truth) => truth,
                Progress::Prerequisite(id) => return Ok(Step::Prerequisite(id)),
            };
            if let Some(outcome) = self.apply_rule(frame, rule, truth)? {
                return Ok(Step::Chosen(outcome));
            }
            frame.rule += 1;
            frame.condition = 0;
        }
        if !setting.options.percentages.is_empty() {
            let selected = self.select_option(frame, &setting.options)?;
            self.visitor.log().setting_options_ended(selected.is_some());
            if let Some(outcome) = selected {
                return Ok(Step::Chosen(outcome));
            }
        }
        Ok(Step::Chosen(0))
    }

    fn evaluate_conditions(
        &mut self,
        frame: &mut Frame<'c>,
        rule: &'c Rule,
        mut pending: Option<Truth>,
    ) -> Result<Progress, V::Fault> {
        if pending.is_none() {
            if self.is_python()
                && let Then::Serve(outcome) = rule.then
            {
                self.check_value(frame.scope.flag, outcome)?;
            }
            self.visitor.log().conditions_started();
        }
        let is_one_of_many = rule.conditions.len() > 1;
        let mut truth = Truth::True;
        let mut has_long_condition = false;
        while let Some(condition) = rule.conditions.get(frame.condition) {
            truth = match pending.take() {
                Some(truth) => truth,
                None => match self.evaluate_condition(frame, condition)? {
                    Progress::Done(truth) => truth,
                    waiting => return Ok(waiting),
                },
            };
            has_long_condition = is_one_of_many
                || match condition {
                    Condition::User(_) | Condition::Invalid => false,
                    Condition::Prerequisite(_) => true,
                    Condition::Segment(_) => truth != Truth::NoUser,
                };
            self.visitor.log().condition_ended(truth, is_one_of_many);
            if truth != Truth::True {
                break;
            }
            frame.condition += 1;
        }
        self.visitor.log().rule_evaluated(&frame.scope, rule, truth, has_long_condition);
        Ok(Progress::Done(truth))
    }

    fn evaluate_condition(
        &mut self,
        frame: &mut Frame<'c>,
        condition: &'c Condition,
    ) -> Result<Progress, V::Fault> {
        if !matches!(condition, Condition::Invalid) {
            self.visitor.log().condition_started(frame.condition);
        }
        // Apart from the others, because most are like that.
        if let Condition::User(condition) = condition {
            let flag = frame.scope;
            let context = Context { id: ContextId::Flag(flag.id.0), salt: flag.flag.key() };
            return self.evaluate_user_condition(frame, &context, condition).map(Progress::Done);
        }
        match condition {
            Condition::Segment(condition) => {
                self.evaluate_segment_condition(frame, condition).map(Progress::Done)
            }
            Condition::Prerequisite(condition) => self.evaluate_prerequisite_condition(frame, condition),
            Condition::User(_) | Condition::Invalid => self.invalid("Condition is missing or invalid."),
        }
    }

    fn apply_rule(
        &mut self,
        frame: &mut Frame<'c>,
        rule: &'c Rule,
        truth: Truth,
    ) -> Result<Option<u32>, V::Fault> {
        if truth != Truth::True {
            if !truth.is_known() {
                self.visitor.log().rule_ignored();
            }
            return Ok(None);
        }
        match &rule.then {
            Then::Serve(outcome) => Ok(Some(*outcome)),
            Then::Split(options) => {
                self.visitor.log().rule_options_started();
                let selected = self.select_option(frame, options)?;
                self.visitor.log().rule_options_ended(selected.is_some());
                Ok(selected)
            }
            Then::Nothing if self.is_python() => {
                self.visitor.log().rule_options_started();
                self.visitor.log().rule_options_ended(false);
                Ok(None)
            }
            Then::Nothing | Then::Invalid(_) => {
                self.invalid("Targeting rule THEN part is missing or invalid.")
            }
        }
    }

    /// Applies a rule without conditions as Python does, where only its percentage options count.
    fn apply_unconditional_rule(
        &mut self,
        frame: &mut Frame<'c>,
        rule: &'c Rule,
    ) -> Result<Option<u32>, V::Fault> {
        self.visitor.log().rule_options_started();
        let selected = match &rule.then {
            Then::Split(options) => self.select_option(frame, options)?,
            _ => None,
        };
        self.visitor.log().rule_options_ended(selected.is_some());
        Ok(selected)
    }
}

#[cfg(test)]
mod tests {
    use crate::configcat::testing::{evaluate, explain, text};
    use crate::configcat::{AttributeValue, Config, ExplainRequest, Value};
    use crate::configcat::{Failure, LogFormat};

    fn with_rules(rules: &str) -> Result<Value, String> {
        let json = format!(r#"{{"f":{{"a":{{"t":1,"v":{{"s":"own"}},"r":[{rules}]}}}}}}"#);
        evaluate(&json, "a", Some(&[("A", text("x"))]))
    }

    #[test]
    fn the_first_rule_that_holds_applies() {
        let rule = |expected: &str, value: &str| {
            format!(r#"{{"c":[{{"u":{{"a":"A","c":28,"s":"{expected}"}}}}],"s":{{"v":{{"s":"{value}"}}}}}}"#)
        };
        let served = |rules: &[String]| with_rules(&rules.join(","));
        assert_eq!(
            served(&[rule("y", "1"), rule("x", "2"), rule("x", "3")]),
            Ok(Value::Text((*b"2").into()))
        );
        assert_eq!(served(&[rule("y", "1")]), Ok(Value::Text((*b"own").into())));
        assert_eq!(with_rules(r#"{"s":{"v":{"s":"always"}}}"#), Ok(Value::Text((*b"always").into())));
    }

    #[test]
    fn invalid_parts_are_errors_when_they_are_reached() {
        let then = "Targeting rule THEN part is missing or invalid.";
        let condition = "Condition is missing or invalid.";
        for (rules, expected) in [
            ("{}", then),
            (r#"{"p":[]}"#, then),
            (r#"{"s":{"v":{"s":"x"}},"p":[]}"#, then),
            (r#"{"c":[{}]}"#, condition),
            (r#"{"c":[{"s":{"s":0,"c":0},"u":{"a":"A","c":28,"s":"x"}}],"s":{"v":{"s":"x"}}}"#, condition),
            (r#"{"s":{"v":{"i":1}}}"#, "Setting value is missing or invalid."),
        ] {
            assert_eq!(with_rules(rules), Err(expected.to_owned()), "{rules}");
        }
        let unreached = r#"{"c":[{"u":{"a":"A","c":28,"s":"y"}},{}]}"#;
        assert_eq!(with_rules(unreached), Ok(Value::Text((*b"own").into())));
    }

    #[test]
    fn invalid_settings() {
        for (setting, expected) in [
            (r#"{"t":4,"v":{}}"#, "Setting type is invalid."),
            (r#"{"t":-1,"v":{},"p":[{"p":1,"v":{}}]}"#, "Setting type is invalid."),
            (
                r#"{"t":-1,"v":{"b":true}}"#,
                "Setting value '[object Object]' is of an unsupported type (object).",
            ),
            (r#"{"t":2,"v":{"d":1}}"#, "Setting value is missing or invalid."),
        ] {
            let json = format!(r#"{{"f":{{"a":{setting}}}}}"#);
            assert_eq!(evaluate(&json, "a", None), Err(expected.to_owned()), "{setting}");
        }
    }

    #[test]
    fn a_missing_salt_is_an_error_when_it_is_needed() {
        for (comparator, operand) in
            [(16, r#""l":[]"#), (20, r#""s":"x""#), (22, r#""l":[""]"#), (26, r#""l":[]"#)]
        {
            let json = format!(
                r#"{{"f":{{"a":{{"t":0,"v":{{"b":false}},"r":[{{"c":[{{"u":{{"a":"A","c":{comparator},{operand}}}}}],"s":{{"v":{{"b":true}}}}}}]}}}}}}"#
            );
            let result = evaluate(&json, "a", Some(&[("A", text("[]"))]));
            assert_eq!(result, Err("Config JSON salt is missing.".to_owned()), "{comparator}");
        }
    }

    #[test]
    fn an_unreadable_attribute_is_an_error_when_it_is_reached() {
        let json = r#"{"f":{"a":{"t":0,"v":{"b":false},"r":[{"c":[{"u":{"a":"A","c":28,"s":"x"}},{"u":{"a":"B","c":28,"s":"x"}}],"s":{"v":{"b":true}}}]}}}"#;
        let config = Config::parse(json.as_bytes()).unwrap();
        let result = |first| {
            let user = [("A", text(first)), ("B", AttributeValue::Unreadable)];
            explain(
                &config,
                "a",
                Some(&user),
                &ExplainRequest { log: LogFormat::None, ..ExplainRequest::default() },
            )
            .result
        };
        assert!(result("y").is_ok());
        assert_eq!(result("x"), Err(Failure::Unreadable(1)));
    }
}
