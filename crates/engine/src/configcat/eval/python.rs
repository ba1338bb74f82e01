//! What evaluation does otherwise by the conventions of Python, and values that the host converts.

use std::borrow::Cow;

use super::frame::Frame;
use super::{Evaluator, Truth, Visitor};
use crate::configcat::comparator::{Comparator, Family, Relation};
use crate::configcat::flag::Flag;
use crate::configcat::model::{Operand, PrerequisiteCondition, UserCondition};
use crate::configcat::outcome::Written;
use crate::configcat::{
    AttributeValue, Attributes, Conventions, Converted, Failure, HostError, HostValue, OutcomeId, ValueRef,
    failure,
};
use crate::python::{self, JsonNumber, Version, strip};

impl<'c, A: Attributes, V: Visitor> Evaluator<'c, '_, A, V> {
    /// Whether the conventions are Python's. A constant, where those of the user are.
    #[inline(always)]
    pub(super) fn is_python(&self) -> bool {
        self.user.conventions().is_python()
    }

    /// A failure with a fixed text, which is another one in Python.
    pub(super) fn invalid_or<T>(&mut self, message: &str, python_message: &str) -> Result<T, V::Fault> {
        if self.is_python() { self.invalid(python_message) } else { self.invalid(message) }
    }

    /// The failure of a flag, in the words of the conventions.
    pub(super) fn fail_as<T>(&mut self, flag: &Flag, failure: &Failure) -> Result<T, V::Fault> {
        let is_python = self.is_python();
        self.fail(|| if is_python { failure.in_python(flag.python_type()) } else { failure.clone() })
    }

    /// What a conversion gave; `None` if the value does not fit.
    pub(super) fn converted<T>(&mut self, result: Converted<T>) -> Result<Option<T>, V::Fault> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(HostError::Invalid) => Ok(None),
            Err(HostError::Failed(message)) => self.fail(|| Failure::Host(message)),
        }
    }

    /// Python writes the text of a condition before anything else, which fails for some.
    pub(super) fn check_condition(&mut self, condition: &UserCondition) -> Result<(), V::Fault> {
        let Some(comparator) = condition.comparator else {
            return self.invalid("Comparison operator is missing or invalid.");
        };
        match (comparator.family, condition.operand.number()) {
            (Family::Date(_), None) => self.value_missing(),
            (Family::Date(_), Some(seconds)) => match python::check_date(seconds) {
                Ok(()) => Ok(()),
                Err(error) => self.fail(|| Failure::InvalidModel(error.into_bytes())),
            },
            _ => Ok(()),
        }
    }

    /// The number of an attribute.
    #[inline(always)]
    pub(super) fn number_of(
        &mut self,
        value: &AttributeValue<'_>,
        of_host: impl FnOnce(&dyn HostValue) -> Converted<f64>,
    ) -> Result<Option<f64>, V::Fault> {
        match value {
            AttributeValue::Number(number) => Ok(Some(*number)),
            AttributeValue::Text(text) if self.is_python() => Ok(python::attribute_number(text)),
            AttributeValue::Text(text) => Ok(crate::js::number::parse_attribute(text)),
            AttributeValue::Bool(value) if self.is_python() => Ok(Some(f64::from(u8::from(*value)))),
            AttributeValue::Host(value) => self.converted(of_host(*value)),
            _ => Ok(None),
        }
    }

    /// Compares a version with another one, of which either can be none.
    pub(super) fn compare_python_version(
        &mut self,
        frame: &Frame<'c>,
        condition: &UserCondition,
        value: &AttributeValue<'_>,
        relation: Relation,
    ) -> Result<Truth, V::Fault> {
        let Operand::Version(expected) = &condition.operand else { return self.value_missing() };
        let Some(text) = self.version_text(value)? else {
            return self.version_invalid(frame, condition, value);
        };
        let expected = Version::parse(strip(&expected.text));
        match (Version::parse(strip(&text)), expected) {
            (Some(version), Some(expected)) => Ok(relation.admits(version.compare(&expected)).into()),
            _ => self.version_invalid(frame, condition, value),
        }
    }

    /// Looks for a version among others. One that is none makes the condition unusable, on whichever side; blank ones are skipped.
    pub(super) fn find_python_version(
        &mut self,
        frame: &Frame<'c>,
        condition: &UserCondition,
        comparator: &Comparator,
        value: &AttributeValue<'_>,
    ) -> Result<Truth, V::Fault> {
        let Operand::Versions(expected) = &condition.operand else { return self.value_missing() };
        let mut items = expected.list.iter().map(strip).filter(|item| !item.is_empty()).peekable();
        if items.peek().is_none() {
            return Ok(comparator.negate.into());
        }
        let Some(text) = self.version_text(value)? else {
            return self.version_invalid(frame, condition, value);
        };
        let Some(version) = Version::parse(strip(&text)) else {
            return self.version_invalid(frame, condition, value);
        };
        let mut found = false;
        for item in items {
            match Version::parse(item) {
                Some(item) => found |= version.compare(&item).is_eq(),
                None => return self.version_invalid(frame, condition, value),
            }
        }
        Ok((found != comparator.negate).into())
    }

    fn version_text<'v>(&mut self, value: &AttributeValue<'v>) -> Result<Option<Cow<'v, [u8]>>, V::Fault> {
        match value {
            AttributeValue::Host(value) => self.converted(value.version()),
            value => Ok(Some(super::plain_text(value, Conventions::Python))),
        }
    }

    /// Checks a prerequisite condition and its flag, in the order in which Python does.
    pub(super) fn check_prerequisite(
        &mut self,
        condition: &PrerequisiteCondition,
        flag: &Flag,
    ) -> Result<(), V::Fault> {
        if let Err(failure) = flag.setting.type_for(Conventions::Python) {
            return self.fail_as(flag, failure);
        }
        let Some(setting_type) = flag.python_type() else {
            return self.invalid(failure::PYTHON_TYPE_UNSUPPORTED);
        };
        let Some(value) = condition.value.written_for_type(setting_type) else {
            return self.fail(|| Failure::invalid(failure::VALUE_INVALID).in_python(Some(setting_type)));
        };
        if condition.value.first_type() != Some(setting_type) {
            return self.fail(|| python_mismatch(value, flag));
        }
        if condition.negate.is_none() {
            return self.invalid("Comparison operator is missing or invalid.");
        }
        Ok(())
    }

    /// Python looks at the value of a rule before its conditions, so an unusable one fails as soon as the rule is come to.
    pub(super) fn check_value(&mut self, flag: &Flag, outcome: u32) -> Result<(), V::Fault> {
        match flag.outcome(OutcomeId(outcome)).map(|outcome| outcome.value) {
            Some(Err(failure)) => self.fail_as(flag, failure),
            _ => Ok(()),
        }
    }
}

/// Whether Python takes the two values, which are of the same type, for equal.
pub(super) fn equals(left: Written<'_>, right: Written<'_>) -> bool {
    let (ValueRef::Number(left_number), ValueRef::Number(right_number)) = (left.value, right.value) else {
        return left.value == right.value;
    };
    if left.literal.is_none() && right.literal.is_none() {
        return left_number == right_number;
    }
    match (JsonNumber::new(left_number, left.literal), JsonNumber::new(right_number, right.literal)) {
        (JsonNumber::Float(_), _) | (_, JsonNumber::Float(_)) => left_number == right_number,
        (left, right) => left == right,
    }
}

fn python_mismatch(value: Written<'_>, flag: &Flag) -> Failure {
    let parts: [&[u8]; 5] = [
        b"Type mismatch between comparison value '",
        &value.to_python_text(),
        b"' and prerequisite flag '",
        flag.key(),
        b"'",
    ];
    Failure::InvalidModel(parts.concat())
}
