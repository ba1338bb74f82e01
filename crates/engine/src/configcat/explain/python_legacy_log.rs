//! The evaluation log of generation 5 of the Python SDK: a record for each step.
//!
//! That generation had targeting rules with one user condition each. Here, each condition has a record of its own. Segments and
//! prerequisite flags have one for their result, in the same form.

use std::mem;

use super::condition_text::segment_operator;
use super::explanation::LogRecord;
use super::python_log::written_outcome;
use super::python_text::{
    Words, hashed_text, prerequisite_operator, scalar_text, segment_name, written_text,
};
use super::recorder::{Finished, RecordedLog};
use crate::configcat::comparator::{Comparator, Family, Relation};
use crate::configcat::eval::{Log, Scope, Truth, plain_text};
use crate::configcat::flag::Flag;
use crate::configcat::model::{Operand, PrerequisiteCondition, Rule, SegmentCondition, Then, UserCondition};
use crate::configcat::outcome::Written;
use crate::configcat::{AttributeValue, OutcomeId};
use crate::python::{Version, strip};

const USER_MISSING: &[u8] =
    b"UserObject missing! You should pass a UserObject to get_value(), in order to make targeting work \
properly. Read more: https://configcat.com/docs/advanced/user-object/";

/// How many bytes of records are kept.
const SIZE_LIMIT: usize = 64 << 20;

/// A log that is being written.
#[derive(Debug)]
pub(super) struct PythonLegacyLog<'a> {
    key: &'a [u8],
    has_user: bool,
    words: Words<'a>,
    records: Vec<LogRecord>,
    size: usize,
    /// How many prerequisite flags are being evaluated.
    depth: usize,
    is_in_segment: bool,
    is_user_missed: bool,
    /// Whether a rule or percentage option has already told the returned value.
    is_returned: bool,
    /// The condition that is being evaluated: what is compared, and with what.
    subject: Vec<u8>,
    comparison: Vec<u8>,
    /// Why its attribute does not fit.
    problem: Option<Vec<u8>>,
    /// The conditions of the rule that have been evaluated.
    conditions: Vec<Vec<u8>>,
}

impl<'a> PythonLegacyLog<'a> {
    /// The log of evaluating the flag with the given key, for a user with the given text.
    pub(super) fn new(key: &'a [u8], user: Option<&[u8]>, words: Words<'a>) -> Self {
        let mut log = Self {
            key,
            has_user: user.is_some(),
            words,
            records: Vec::new(),
            size: 0,
            depth: 0,
            is_in_segment: false,
            is_user_missed: false,
            is_returned: false,
            subject: Vec::new(),
            comparison: Vec::new(),
            problem: None,
            conditions: Vec::new(),
        };
        if let Some(user) = user {
            log.record(&[b"User object:\n", user], false);
        }
        log
    }

    fn record(&mut self, parts: &[&[u8]], is_warning: bool) {
        if self.size < SIZE_LIMIT {
            let text = parts.concat();
            self.size += text.len() + size_of::<LogRecord>();
            self.records.push(LogRecord { is_warning, text });
        }
    }

    /// Whether the current condition is one of the flag itself.
    const fn is_own_condition(&self) -> bool {
        self.depth == 0 && !self.is_in_segment
    }

    fn operand_text(&self, comparator: &Comparator, operand: &Operand) -> Vec<u8> {
        if comparator.is_hashed() {
            return hashed_text(operand).trim_matches(['[', ']', '\'']).as_bytes().to_vec();
        }
        match operand.list() {
            Some(list) => list.iter().collect::<Vec<_>>().join(&b", "[..]),
            None => scalar_text(operand),
        }
    }

    /// What `float` and `semver` say about the attribute, else what the current generation says.
    fn problem(&self, condition: &UserCondition, value: &AttributeValue<'_>, reason: &[u8]) -> Vec<u8> {
        let shown = plain_text(value, self.words.conventions);
        match (condition.comparator.map(|comparator| comparator.family), &condition.operand) {
            (Some(Family::Number(_)), _) => {
                let text: Vec<u8> =
                    shown.iter().map(|byte| if *byte == b',' { b'.' } else { *byte }).collect();
                [b"could not convert string to float: ", &*(self.words.repr.0)(&text)].concat()
            }
            (Some(Family::Version(_)), Operand::Version(expected)) => {
                version_problem(&shown, [&*expected.text].into_iter())
            }
            (Some(Family::VersionOneOf), Operand::Versions(expected)) => {
                let items = expected.list.iter().filter(|item| !strip(item).is_empty());
                version_problem(&shown, items)
            }
            _ => reason.to_vec(),
        }
    }
}

fn version_problem<'t>(text: &'t [u8], expected: impl Iterator<Item = &'t [u8]>) -> Vec<u8> {
    let mut texts = [text].into_iter().chain(expected).map(strip);
    let invalid = texts.find(|text| Version::parse(text).is_none());
    [invalid.unwrap_or_else(|| strip(text)), b" is not valid SemVer string"].concat()
}

/// The comparator in the words of that generation, or of the current one where it did not exist.
const fn operator_text(comparator: &Comparator) -> &'static str {
    match (comparator.family, comparator.legacy_text) {
        (Family::Number(Relation::NotEqual), _) => "<> (Number)",
        (_, Some(text)) => text,
        (_, None) => comparator.text,
    }
}

impl RecordedLog for PythonLegacyLog<'_> {
    fn attribute_invalid(&mut self, condition: &UserCondition, value: &AttributeValue<'_>, reason: &[u8]) {
        if self.depth == 0 {
            self.problem = Some(self.problem(condition, value, reason));
        }
    }

    fn user_missing(&mut self) {
        if !self.is_user_missed {
            self.is_user_missed = true;
            let key = self.key;
            self.record(&[b"Evaluating get_value('", key, b"'). ", USER_MISSING], true);
        }
    }

    fn len(&self) -> usize {
        self.size
    }

    fn finish(mut self, value: Option<Written<'_>>, _default_text: &[u8]) -> Finished {
        if value.is_some() && !self.is_returned {
            let value = written_text(value);
            if self.has_user {
                self.record(&[b"Returning ", &value], false);
            } else {
                self.record(&[b"Returning [", &value, b"]"], false);
            }
        }
        Finished::records(self.records)
    }
}

impl Log for PythonLegacyLog<'_> {
    fn user_condition(&mut self, condition: &UserCondition) {
        if self.is_own_condition()
            && let Some(comparator) = condition.comparator
        {
            self.subject = [condition.attribute.attribute.name(), b":None"].concat();
            let operand = self.operand_text(comparator, &condition.operand);
            self.comparison = [operator_text(comparator).as_bytes(), b"] [", &operand].concat();
        }
    }

    fn attribute_read(&mut self, value: &AttributeValue<'_>) {
        if self.is_own_condition()
            && let Some(name) = self.subject.strip_suffix(b"None")
        {
            self.subject = [name, &plain_text(value, self.words.conventions)].concat();
        }
    }

    fn prerequisite_started(&mut self, _key: &[u8]) {
        self.depth += 1;
    }

    fn prerequisite_ended(
        &mut self,
        _scope: &Scope<'_>,
        condition: &PrerequisiteCondition,
        flag: &Flag,
        value: Written<'_>,
        _holds: bool,
    ) {
        self.depth = self.depth.saturating_sub(1);
        if self.is_own_condition() {
            let expected = flag.python_type().and_then(|of| condition.value.written_for_type(of));
            self.subject = [b"Flag ", flag.key(), b":", &value.to_python_text()].concat();
            self.comparison = [prerequisite_operator(condition), b"] [", &written_text(expected)].concat();
        }
    }

    fn segment_condition(&mut self, scope: &Scope<'_>, condition: &SegmentCondition) {
        if self.depth == 0 {
            self.subject = b"User".to_vec();
            let operator = segment_operator(condition.negate).as_bytes();
            self.comparison = [operator, b"] [", segment_name(scope, condition)].concat();
        }
    }

    fn segment_started(&mut self, _name: &[u8]) {
        self.is_in_segment = true;
    }

    fn segment_ended(
        &mut self,
        _scope: &Scope<'_>,
        _condition: &SegmentCondition,
        _is_in: Truth,
        _truth: Truth,
    ) {
        self.is_in_segment = false;
    }

    fn condition_ended(&mut self, _truth: Truth, _is_one_of_many: bool) {
        if self.is_own_condition() {
            let comparison = mem::take(&mut self.comparison);
            let subject = mem::take(&mut self.subject);
            self.conditions.push([b"Evaluating rule: [", &*subject, b"] [", &comparison, b"] => "].concat());
        }
    }

    fn rule_evaluated(&mut self, scope: &Scope<'_>, rule: &Rule, truth: Truth, _has_long_condition: bool) {
        if self.depth > 0 {
            return;
        }
        let problem = self.problem.take();
        let mut conditions = mem::take(&mut self.conditions);
        // Without a user, that generation does not look at rules.
        let Some(last) = conditions.pop().filter(|_| truth != Truth::NoUser) else { return };
        for condition in &conditions {
            self.record(&[condition, b"match"], false);
        }
        match (truth, problem) {
            (Truth::Unusable, Some(problem)) => {
                self.record(&[&last, b"SKIP rule. Validation error: ", &problem], true);
            }
            (Truth::True, _) => match &rule.then {
                Then::Serve(outcome) => {
                    self.is_returned = true;
                    let value = written_text(written_outcome(scope.flag, OutcomeId(*outcome)));
                    self.record(&[&last, b"match, returning: ", &value], false);
                }
                _ => self.record(&[&last, b"match, evaluating % options"], false),
            },
            _ => self.record(&[&last, b"no match"], false),
        }
    }

    fn options_skipped_without_attribute(&mut self, attribute: &[u8]) {
        if self.depth == 0 {
            self.record(
                &[b"Skipping % options because the User.", attribute, b" attribute is missing."],
                false,
            );
        }
    }

    fn option_selected(
        &mut self,
        _bucket: u32,
        _index: usize,
        _percentage: f64,
        flag: &Flag,
        outcome: OutcomeId,
    ) {
        if self.depth == 0
            && let Some(value) = written_outcome(flag, outcome)
        {
            self.is_returned = true;
            self.record(&[b"Evaluating % options. Returning ", &value.to_python_text()], false);
        }
    }
}
