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
use crate::js::number::to_text;

const RULE_IGNORED: &[u8] =
    b"The current targeting rule is ignored and the evaluation continues with the next rule.";
/// The official package has no such line: it writes the steps again however often the flag is needed.
const PREREQUISITE_LEFT_OUT: &[u8] = b"The flag was evaluated before, the steps are not repeated.";
const USER_MISSING: &[u8] = b"cannot evaluate, User Object is missing";

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
        let mut lines = Lines::new(eol);
        lines.append(&[b"Evaluating '", key, b"'"]);
        if let Some(user) = user {
            lines.append(&[b" for User '", user, b"'"]);
        }
        Self { lines, error: Vec::new() }
    }

    fn append_error(&mut self, truth: Truth) {
        let error = if truth == Truth::NoUser { USER_MISSING } else { &self.error };
        self.lines.text.extend_from_slice(error);
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
        self.lines.line(&[b"Evaluating targeting rules and applying the first match if any:"]);
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
        self.lines.line(&[b"("]);
        self.lines.indent += 1;
        self.lines.line(&[b"Evaluating prerequisite flag '", key, b"':"]);
    }

    fn prerequisite_left_out(&mut self) {
        self.lines.line(&[PREREQUISITE_LEFT_OUT]);
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
        self.lines.append(&[b") evaluates to ", truth_text(holds), b"."]);
        self.lines.dedent();
        self.lines.line(&[b")"]);
    }

    fn segment_condition(&mut self, scope: &Scope<'_>, condition: &SegmentCondition) {
        write_segment_condition(&mut self.lines.text, scope, condition);
    }

    fn segment_started(&mut self, name: &[u8]) {
        self.lines.line(&[b"("]);
        self.lines.indent += 1;
        self.lines.line(&[b"Evaluating segment '", name, b"':"]);
    }

    fn segment_ended(&mut self, scope: &Scope<'_>, condition: &SegmentCondition, is_in: Truth, truth: Truth) {
        self.lines.line(&[b"Segment evaluation result: "]);
        if is_in.is_known() {
            let operator = segment_operator(Some(is_in != Truth::True));
            self.lines.append(&[b"User ", operator.as_bytes(), b"."]);
        } else {
            self.append_error(truth);
            self.lines.append(&[b"."]);
        }
        self.lines.line(&[b"Condition ("]);
        write_segment_condition(&mut self.lines.text, scope, condition);
        if truth.is_known() {
            self.lines.append(&[b") evaluates to ", truth_text(truth == Truth::True), b"."]);
        } else {
            self.lines.append(&[b") failed to evaluate."]);
        }
        self.lines.dedent();
        self.lines.line(&[b")"]);
    }

    fn condition_ended(&mut self, truth: Truth, is_one_of_many: bool) {
        if is_one_of_many {
            let holds = truth == Truth::True;
            self.lines.append(&[b" => ", truth_text(holds)]);
            if !holds {
                self.lines.append(&[b", skipping the remaining AND conditions"]);
            }
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
        match truth {
            Truth::True => self.lines.append(&[b"MATCH, applying rule"]),
            Truth::False => self.lines.append(&[b"no match"]),
            unknown => self.append_error(unknown),
        }
        self.lines.dedent();
    }

    fn rule_ignored(&mut self) {
        self.lines.indent += 1;
        self.lines.line(&[RULE_IGNORED]);
        self.lines.dedent();
    }

    fn rule_options_started(&mut self) {
        self.lines.indent += 1;
    }

    fn rule_options_ended(&mut self, selected: bool) {
        if !selected {
            self.lines.line(&[RULE_IGNORED]);
        }
        self.lines.dedent();
    }

    fn options_skipped_without_user(&mut self) {
        self.lines.line(&[b"Skipping % options because the User Object is missing."]);
    }

    fn options_skipped_without_attribute(&mut self, attribute: &[u8]) {
        self.lines.line(&[b"Skipping % options because the User.", attribute, b" attribute is missing."]);
    }

    fn bucket_computed(&mut self, attribute: &[u8], bucket: u32) {
        self.lines.line(&[b"Evaluating % options based on the User.", attribute, b" attribute:"]);
        let bucket = bucket.to_string();
        self.lines.line(&[
            b"- Computing hash in the [0..99] range from User.",
            attribute,
            b" => ",
            bucket.as_bytes(),
            b" (this value is sticky and consistent across all SDKs)",
        ]);
    }

    fn option_selected(
        &mut self,
        bucket: u32,
        index: usize,
        percentage: f64,
        flag: &Flag,
        outcome: OutcomeId,
    ) {
        let start = format!(
            "- Hash value {bucket} selects % option {} ({}%), '",
            index.saturating_add(1),
            to_text(percentage)
        );
        self.lines.line(&[start.as_bytes(), &value_text(value_of(flag, outcome)), b"'."]);
    }
}

fn value_of(flag: &Flag, outcome: OutcomeId) -> Option<ValueRef<'_>> {
    flag.outcome(outcome)?.value.ok()
}

fn value_text(value: Option<ValueRef<'_>>) -> Cow<'_, [u8]> {
    value.map_or(Cow::Borrowed(b"<invalid value>"), ValueRef::to_text)
}

const fn truth_text(holds: bool) -> &'static [u8] {
    if holds { b"true" } else { b"false" }
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
