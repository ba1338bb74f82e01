//! The evaluation log in the current format.

use std::borrow::Cow;

use super::condition_text::{
    segment_operator, write_prerequisite_condition, write_segment_condition, write_user_condition,
};
use super::lines::Lines;
use super::recorder::{Finished, RecordedLog};
use crate::configcat::eval::{Log, Scope, Truth};
use crate::configcat::flag::Flag;
use crate::configcat::model::{PrerequisiteCondition, Rule, SegmentCondition, Then, UserCondition};
use crate::configcat::outcome::Written;
use crate::configcat::{OutcomeId, ValueRef};

/// A log that is being written.
#[derive(Debug)]
pub(super) struct CurrentLog<'a> {
    lines: Lines<'a>,
    /// Why the last condition that could not be evaluated could not.
    error: Vec<u8>,
}

impl<'a> CurrentLog<'a> {
    /// The log of evaluating the flag with the given key, for a user with the given attributes as JSON text.
    pub(super) fn new(key: &[u8], user: Option<&[u8]>, eol: &'a [u8]) -> Self {
        let lines = Lines::begin(key, user, eol);
        Self { lines, error: Vec::new() }
    }

    fn append_then(&mut self, flag: &Flag, then: &Then) {
        let value = match then {
            Then::Split(_) => return self.lines.append(&[b"THEN % options"]),
            Then::Serve(outcome) => value_of(flag, OutcomeId(*outcome)),
            Then::Nothing => None,
            Then::Invalid(value) => value.as_deref().map(ValueRef::from),
        };
        self.lines.append(&[b"THEN '", &value_text(value), b"'"]);
    }
}

impl RecordedLog for CurrentLog<'_> {
    fn condition_unusable(&mut self, error: Vec<u8>) {
        self.error = error;
    }

    fn len(&self) -> usize {
        self.lines.text.len()
    }

    fn finish(mut self, value: Option<Written<'_>>, default_text: &[u8]) -> Finished {
        let value = value.map_or(Cow::Borrowed(default_text), |written| written.value.to_text());
        self.lines.indent = 1;
        self.lines.line(&[b"Returning '", &value, b"'."]);
        Finished::text(self.lines.text)
    }
}

impl Log for CurrentLog<'_> {
    fn rules_started(&mut self) {
        self.lines.rules_started();
    }

    fn conditions_started(&mut self) {
        self.lines.line(&[b"- "]);
    }

    fn condition_started(&mut self, index: usize) {
        self.lines.indent += 1;
        if index == 0 {
            self.lines.append(&[b"IF "]);
        } else {
            self.lines.line(&[b"AND "]);
        }
    }

    fn user_condition(&mut self, condition: &UserCondition) {
        write_user_condition(&mut self.lines.text, condition);
    }

    fn prerequisite_condition(
        &mut self,
        scope: &Scope<'_>,
        condition: &PrerequisiteCondition,
        _flag: Option<&Flag>,
    ) {
        write_prerequisite_condition(&mut self.lines.text, scope, condition);
    }

    fn prerequisite_started(&mut self, key: &[u8]) {
        self.lines.prerequisite_started(key);
    }

    fn prerequisite_left_out(&mut self) {
        self.lines.prerequisite_left_out();
    }

    fn prerequisite_ended(
        &mut self,
        scope: &Scope<'_>,
        condition: &PrerequisiteCondition,
        _flag: &Flag,
        value: Written<'_>,
        holds: bool,
    ) {
        self.lines.line(&[b"Prerequisite flag evaluation result: '", &value.value.to_text(), b"'."]);
        self.lines.line(&[b"Condition ("]);
        write_prerequisite_condition(&mut self.lines.text, scope, condition);
        self.lines.part_ended(holds.into());
    }

    fn segment_condition(&mut self, scope: &Scope<'_>, condition: &SegmentCondition) {
        write_segment_condition(&mut self.lines.text, scope, condition);
    }

    fn segment_started(&mut self, name: &[u8]) {
        self.lines.segment_started(name);
    }

    fn segment_ended(&mut self, scope: &Scope<'_>, condition: &SegmentCondition, is_in: Truth, truth: Truth) {
        self.lines.line(&[b"Segment evaluation result: "]);
        if is_in.is_known() {
            let operator = segment_operator(Some(is_in != Truth::True));
            self.lines.append(&[b"User ", operator.as_bytes(), b"."]);
        } else {
            self.lines.append_error(truth, &self.error);
            self.lines.append(&[b"."]);
        }
        self.lines.line(&[b"Condition ("]);
        write_segment_condition(&mut self.lines.text, scope, condition);
        self.lines.part_ended(truth);
    }

    fn condition_ended(&mut self, truth: Truth, is_one_of_many: bool) {
        if is_one_of_many {
            self.lines.append(&[b" "]);
            self.lines.append_truth(truth == Truth::True);
        }
        self.lines.dedent();
    }

    fn rule_evaluated(&mut self, scope: &Scope<'_>, rule: &Rule, truth: Truth, has_long_condition: bool) {
        self.lines.indent += 1;
        if has_long_condition {
            self.lines.line(&[]);
        } else {
            self.lines.append(&[b" "]);
        }
        self.append_then(scope.flag, &rule.then);
        self.lines.append(&[b" => "]);
        self.lines.append_match(truth, &self.error);
        self.lines.dedent();
    }

    fn rule_ignored(&mut self) {
        self.lines.indent += 1;
        self.lines.rule_ignored();
    }

    fn rule_options_started(&mut self) {
        self.lines.indent += 1;
    }

    fn rule_options_ended(&mut self, selected: bool) {
        self.lines.rule_options_ended(selected);
    }

    fn options_skipped_without_user(&mut self) {
        self.lines.options_skipped_without_user();
    }

    fn options_skipped_without_attribute(&mut self, attribute: &[u8]) {
        self.lines.options_skipped_without_attribute(attribute);
    }

    fn bucket_computed(&mut self, attribute: &[u8], bucket: u32) {
        self.lines.bucket_computed(attribute, bucket);
    }

    fn option_selected(
        &mut self,
        bucket: u32,
        index: usize,
        percentage: f64,
        flag: &Flag,
        outcome: OutcomeId,
    ) {
        self.lines.option_selected(bucket, index, percentage, &value_text(value_of(flag, outcome)));
    }
}

fn value_of(flag: &Flag, outcome: OutcomeId) -> Option<ValueRef<'_>> {
    flag.outcome(outcome)?.value.ok()
}

fn value_text(value: Option<ValueRef<'_>>) -> Cow<'_, [u8]> {
    value.map_or(Cow::Borrowed(b"<invalid value>"), ValueRef::to_text)
}

#[cfg(test)]
mod tests {
    use crate::configcat::explain::lines::LENGTH_LIMIT;
    use crate::configcat::testing::explain;
    use crate::configcat::{Config, ExplainRequest, LogFormat, OutcomeId};

    #[test]
    fn the_length_is_limited() {
        let needs = |key: &str| {
            format!(r#"{{"c":[{{"p":{{"f":"{key}","c":1,"v":{{"b":true}}}}}}],"s":{{"v":{{"b":true}}}}}}"#)
        };
        let flag = |key: &str, rules: &str| format!(r#""{key}":{{"t":0,"v":{{"b":true}},"r":[{rules}]}}"#);
        let (depth, width) = (900, 8_000);
        let mut flags: Vec<String> =
            (0..depth).map(|at| flag(&format!("k{at}"), &needs(&format!("k{}", at + 1)))).collect();
        let rule = r#"{"c":[{"u":{"a":"A","c":28,"s":"x"}}],"s":{"v":{"b":true}}}"#;
        flags.push(flag(&format!("k{depth}"), &vec![rule; width].join(",")));
        let config = Config::parse(format!(r#"{{"f":{{{}}}}}"#, flags.join(",")).into_bytes()).unwrap();
        let request = ExplainRequest { log: LogFormat::Current, ..ExplainRequest::default() };
        let explanation = explain(&config, "k0", Some(&[]), &request);
        assert_eq!(explanation.result, Ok(OutcomeId(0)));
        assert_eq!(explanation.warnings.len(), width);
        let log = explanation.log.unwrap();
        let end = b"\n  Returning 'true'.";
        assert!(log.len() == LENGTH_LIMIT + end.len() && log.ends_with(end));
    }
}
