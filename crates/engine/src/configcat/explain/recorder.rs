//! The visitor that remembers warnings and failures, and writes a log.

use super::Warning;
use super::explanation::LogRecord;
use super::python_text::Words;
use crate::configcat::eval::{Log, Visitor, plain_text};
use crate::configcat::model::UserCondition;
use crate::configcat::outcome::Written;
use crate::configcat::{AttributeValue, Failure};
use crate::python::strip;

/// A log that is being written.
pub(super) trait RecordedLog: Log {
    /// The current condition cannot be evaluated, for the given reason.
    fn condition_unusable(&mut self, _error: Vec<u8>) {}

    /// How many bytes have been written.
    fn len(&self) -> usize;

    /// The current condition cannot be evaluated, because the value of its attribute does not fit, for the given reason.
    fn attribute_invalid(&mut self, _condition: &UserCondition, _value: &AttributeValue<'_>, _reason: &[u8]) {
    }

    /// There is no user, but one is needed.
    fn user_missing(&mut self) {}

    /// Closes the log with the returned value, or, after a failure, with the default value.
    fn finish(self, value: Option<Written<'_>>, default_text: &[u8]) -> Finished;
}

/// A log that has been written.
#[derive(Debug, Default)]
pub(super) struct Finished {
    pub(super) text: Option<Vec<u8>>,
    pub(super) records: Vec<LogRecord>,
}

impl Finished {
    /// One that is a text.
    pub(super) const fn text(text: Vec<u8>) -> Self {
        Self { text: Some(text), records: Vec::new() }
    }

    /// One that has several records.
    pub(super) const fn records(records: Vec<LogRecord>) -> Self {
        Self { text: None, records }
    }
}

/// No log.
impl RecordedLog for () {
    fn len(&self) -> usize {
        0
    }

    fn finish(self, _value: Option<Written<'_>>, _default_text: &[u8]) -> Finished {
        Finished::default()
    }
}

/// Remembers what the application should know.
#[derive(Debug)]
pub(super) struct Recorder<'a, L> {
    words: Words<'a>,
    warnings: Vec<Warning>,
    /// The size of the warnings in bytes.
    warned: usize,
    log: L,
}

impl<'a, L> Recorder<'a, L> {
    /// A recorder that has been told nothing yet.
    pub(super) const fn new(words: Words<'a>, log: L) -> Self {
        Self { words, warnings: Vec::new(), warned: 0, log }
    }

    /// The warnings in order, and the log.
    pub(super) fn into_parts(self) -> (Vec<Warning>, L) {
        (self.warnings, self.log)
    }

    fn warn(&mut self, warning: Warning) {
        self.warned = self.warned.saturating_add(warning.size());
        self.warnings.push(warning);
    }
}

impl<L: RecordedLog> Visitor for Recorder<'_, L> {
    /// Boxed, because it travels through every function of the evaluator.
    type Fault = Box<Failure>;
    type Log = L;

    fn log(&mut self) -> &mut L {
        &mut self.log
    }

    fn told(&self) -> usize {
        self.warned.saturating_add(self.log.len())
    }

    fn fault(&mut self, failure: impl FnOnce() -> Failure) -> Box<Failure> {
        Box::new(failure())
    }

    fn user_missing(&mut self, key: &[u8]) {
        self.log.user_missing();
        self.warn(Warning::UserMissing { key: key.to_vec() });
    }

    fn bucket_attribute_missing(&mut self, key: &[u8], attribute: &[u8]) {
        self.warn(Warning::PercentageAttributeMissing { key: key.to_vec(), attribute: attribute.to_vec() });
    }

    fn attribute_missing(&mut self, key: &[u8], condition: &UserCondition) {
        let attribute = condition.attribute.attribute.name().to_vec();
        self.log.condition_unusable(
            [b"cannot evaluate, the User.", &*attribute, b" attribute is missing"].concat(),
        );
        let condition = self.words.user_condition(condition);
        self.warn(Warning::ConditionAttributeMissing { condition, key: key.to_vec(), attribute });
    }

    fn attribute_invalid(
        &mut self,
        key: &[u8],
        condition: &UserCondition,
        value: &AttributeValue<'_>,
        expected: &str,
    ) {
        let attribute = condition.attribute.attribute.name().to_vec();
        let conventions = self.words.conventions;
        let shown = plain_text(value, conventions);
        let shown = if conventions.is_python() && condition.is_version() { strip(&shown) } else { &shown };
        let reason = [b"'", shown, b"' is not ", expected.as_bytes()].concat();
        self.log.attribute_invalid(condition, value, &reason);
        self.log.condition_unusable(
            [b"cannot evaluate, the User.", &*attribute, b" attribute is invalid (", &reason, b")"].concat(),
        );
        let condition = self.words.user_condition(condition);
        self.warn(Warning::AttributeInvalid { condition, key: key.to_vec(), reason, attribute });
    }

    fn attribute_converted(&mut self, key: &[u8], condition: &UserCondition, text: &[u8]) {
        self.warn(Warning::AttributeConverted {
            condition: self.words.user_condition(condition),
            key: key.to_vec(),
            attribute: condition.attribute.attribute.name().to_vec(),
            value: text.to_vec(),
        });
    }
}
