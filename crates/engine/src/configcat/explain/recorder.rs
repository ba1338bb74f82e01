//! The visitor that remembers warnings and failures, and writes a log.

use super::Warning;
use super::condition_text::user_condition_text;
use crate::configcat::eval::{Log, Visitor, plain_text};
use crate::configcat::model::UserCondition;
use crate::configcat::{AttributeValue, Failure};

/// A log that is being written.
pub(super) trait RecordedLog: Log {
    /// The current condition cannot be evaluated, for the given reason.
    fn condition_unusable(&mut self, _error: Vec<u8>) {}

    /// How many bytes have been written.
    fn len(&self) -> usize;

    /// Closes the log with the returned value and gives its text.
    fn finish(self, value: &[u8]) -> Option<Vec<u8>>;
}

/// No log.
impl RecordedLog for () {
    fn len(&self) -> usize {
        0
    }

    fn finish(self, _value: &[u8]) -> Option<Vec<u8>> {
        None
    }
}

/// Remembers what the application should know.
#[derive(Debug)]
pub(super) struct Recorder<L> {
    warnings: Vec<Warning>,
    /// The size of the warnings in bytes.
    warned: usize,
    log: L,
}

impl<L> Recorder<L> {
    /// A recorder that has been told nothing yet.
    pub(super) const fn new(log: L) -> Self {
        Self { warnings: Vec::new(), warned: 0, log }
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

impl<L: RecordedLog> Visitor for Recorder<L> {
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
        let condition = user_condition_text(condition);
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
        let reason = [b"'", &*plain_text(value), b"' is not ", expected.as_bytes()].concat();
        self.log.condition_unusable(
            [b"cannot evaluate, the User.", &*attribute, b" attribute is invalid (", &reason, b")"].concat(),
        );
        let condition = user_condition_text(condition);
        self.warn(Warning::AttributeInvalid { condition, key: key.to_vec(), reason, attribute });
    }

    fn attribute_converted(&mut self, key: &[u8], condition: &UserCondition, text: &[u8]) {
        self.warn(Warning::AttributeConverted {
            condition: user_condition_text(condition),
            key: key.to_vec(),
            attribute: condition.attribute.attribute.name().to_vec(),
            value: text.to_vec(),
        });
    }
}
