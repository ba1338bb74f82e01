//! The evaluation log of generation 10 of the Python SDK.

use super::lines::Lines;
use super::python_text::{Words, write_prerequisite_condition, write_segment_condition, written_text};
use super::recorder::{Finished, RecordedLog};
use crate::configcat::eval::{Log, Scope, Truth};
use crate::configcat::flag::Flag;
use crate::configcat::model::{PrerequisiteCondition, Rule, SegmentCondition, Then, UserCondition};
use crate::configcat::outcome::Written;
use crate::configcat::{OutcomeId, ValueRef};

/// A log that is being written.
#[derive(Debug)]
pub(super) struct PythonLog<'a> {
    lines: Lines<'static>,
    words: Words<'a>,
    /// The condition that was evaluated last.
    last: Last,
    /// Why the last condition that could not be evaluated could not.
    error: Vec<u8>,
}

/// What a condition was, as far as the end of its line depends on it.
#[derive(Debug, Clone, Copy)]
enum Last {
    User,
    Prerequisite,
    /// A segment condition, and whether it negates.
    Segment {
        negates: bool,
    },
}

impl<'a> PythonLog<'a> {
    /// The log of evaluating the flag with the given key, for a user with the given text.
    pub(super) fn new(key: &[u8], user: Option<&[u8]>, words: Words<'a>) -> Self {
        let lines = Lines::begin(key, user, b"\n");
        Self { lines, words, last: Last::User, error: Vec::new() }
    }
}

impl RecordedLog for PythonLog<'_> {
    fn condition_unusable(&mut self, error: Vec<u8>) {
        self.error = error;
    }

    fn len(&self) -> usize {
        self.lines.text.len()
    }

    fn finish(mut self, value: Option<Written<'_>>, _default_text: &[u8]) -> Finished {
        if value.is_some() {
            self.lines.indent = 1;
            self.lines.line(&[b"Returning '", &written_text(value), b"'."]);
        }
        Finished::text(self.lines.text)
    }
}

impl Log for PythonLog<'_> {
    fn rules_started(&mut self) {
        self.lines.rules_started();
    }

    fn condition_started(&mut self, index: usize) {
        if index == 0 {
            self.lines.line(&[b"- IF "]);
            self.lines.indent += 1;
        } else {
            self.lines.line(&[b"AND "]);
        }
    }

    fn user_condition(&mut self, condition: &UserCondition) {
        self.last = Last::User;
        self.lines.append(&[&self.words.user_condition(condition), b" "]);
    }

    fn prerequisite_condition(
        &mut self,
        scope: &Scope<'_>,
        condition: &PrerequisiteCondition,
        flag: Option<&Flag>,
    ) {
        let value = flag.and_then(Flag::python_type).and_then(|of| condition.value.written_for_type(of));
        write_prerequisite_condition(&mut self.lines.text, scope, condition, value);
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
        flag: &Flag,
        value: Written<'_>,
        holds: bool,
    ) {
        self.last = Last::Prerequisite;
        self.lines.line(&[b"Prerequisite flag evaluation result: '", &value.to_python_text(), b"'."]);
        self.lines.line(&[b"Condition ("]);
        self.prerequisite_condition(scope, condition, Some(flag));
        self.lines.part_ended(holds.into());
    }

    fn segment_condition(&mut self, scope: &Scope<'_>, condition: &SegmentCondition) {
        self.last = Last::Segment { negates: condition.negate == Some(true) };
        write_segment_condition(&mut self.lines.text, scope, condition);
    }

    fn segment_started(&mut self, name: &[u8]) {
        self.lines.segment_started(name);
    }

    fn segment_ended(&mut self, scope: &Scope<'_>, condition: &SegmentCondition, is_in: Truth, truth: Truth) {
        self.last = Last::Segment { negates: condition.negate == Some(true) };
        self.lines.dedent();
        self.lines.line(&[b"Segment evaluation result: "]);
        match is_in {
            Truth::True => self.lines.append(&[b"User IS IN SEGMENT."]),
            Truth::False => self.lines.append(&[b"User IS NOT IN SEGMENT."]),
            unknown => {
                self.lines.append_error(unknown, &self.error);
                self.lines.append(&[b"."]);
            }
        }
        self.lines.line(&[b"Condition ("]);
        write_segment_condition(&mut self.lines.text, scope, condition);
        self.lines.part_ended(truth);
        if !truth.is_known() {
            self.lines.line(&[]);
        }
    }

    fn condition_ended(&mut self, truth: Truth, is_one_of_many: bool) {
        let holds = truth == Truth::True;
        match self.last {
            Last::User if is_one_of_many => self.lines.append_truth(holds),
            Last::User => {}
            Last::Segment { .. } if truth == Truth::NoUser => {
                self.lines.append(&[b" "]);
                if is_one_of_many {
                    self.lines.append_truth(false);
                }
            }
            Last::Segment { negates } if truth == Truth::Unusable => {
                if is_one_of_many {
                    self.lines.append_truth(negates);
                }
            }
            Last::Segment { .. } | Last::Prerequisite if is_one_of_many => {
                self.lines.append(&[b" "]);
                self.lines.append_truth(holds);
            }
            Last::Segment { .. } | Last::Prerequisite => self.lines.line(&[]),
        }
    }

    fn rule_evaluated(&mut self, scope: &Scope<'_>, rule: &Rule, truth: Truth, _has_long_condition: bool) {
        if rule.conditions.len() > 1 {
            self.lines.line(&[]);
        }
        let value = match &rule.then {
            Then::Split(_) | Then::Nothing => None,
            Then::Serve(outcome) => written_outcome(scope.flag, OutcomeId(*outcome)),
            Then::Invalid(value) => value.as_deref().map(|value| ValueRef::from(value).into()),
        };
        match value {
            Some(value) => self.lines.append(&[b"THEN '", &value.to_python_text(), b"' => "]),
            None => self.lines.append(&[b"THEN % options => "]),
        }
        self.lines.append_match(truth, &self.error);
        if truth.is_known() {
            self.lines.dedent();
        }
    }

    fn rule_ignored(&mut self) {
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
        // Python fails for an option without a usable value before it writes the line.
        let Some(value) = written_outcome(flag, outcome) else { return };
        self.lines.option_selected(bucket, index, percentage, &value.to_python_text());
    }
}

/// The value of an outcome, and how it is written.
pub(super) fn written_outcome(flag: &Flag, outcome: OutcomeId) -> Option<Written<'_>> {
    flag.outcome(outcome)?.written().ok()
}
