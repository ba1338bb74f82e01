//! User conditions: which attribute is compared with what.

use super::frame::Frame;
use super::hash_memo::ContextId;
use super::{Evaluator, Log as _, Truth, Visitor};
use crate::configcat::comparator::{Comparator, Family, Relation};
use crate::configcat::model::{Operand, UserCondition};
use crate::configcat::semver::Version;
use crate::configcat::{AttributeValue, Attributes};
use crate::js::wtf8::trim;

/// The flag or segment that a condition belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'c> {
    pub(super) id: ContextId,
    /// Its key or name, which is a salt of hashed values.
    pub(super) salt: &'c [u8],
}

impl<'c, A: Attributes, V: Visitor> Evaluator<'c, '_, A, V> {
    /// Evaluates a condition of the flag, or of a segment that the flag refers to.
    pub(super) fn evaluate_user_condition(
        &mut self,
        frame: &mut Frame<'c>,
        context: &Context<'c>,
        condition: &'c UserCondition,
    ) -> Result<Truth, V::Fault> {
        if self.is_python() {
            self.check_condition(condition)?;
        }
        self.visitor.log().user_condition(condition);
        if !self.user.has_user() {
            self.warn_user_missing(frame);
            return Ok(Truth::NoUser);
        }
        let value = self.read(&frame.scope, &condition.attribute)?;
        if matches!(value, AttributeValue::Missing | AttributeValue::Text(b"")) {
            self.visitor.attribute_missing(frame.scope.flag.key(), condition);
            return Ok(Truth::Unusable);
        }
        let Some(comparator) = condition.comparator else {
            return self.invalid("Comparison operator is invalid.");
        };
        match comparator.family {
            Family::Version(relation) if self.is_python() => {
                self.compare_python_version(frame, condition, &value, relation)
            }
            Family::VersionOneOf if self.is_python() => {
                self.find_python_version(frame, condition, comparator, &value)
            }
            Family::Version(relation) => self.compare_version(frame, condition, &value, relation),
            Family::VersionOneOf => self.find_version(frame, condition, comparator, &value),
            Family::Number(relation) => self.compare_number(frame, condition, &value, relation),
            Family::Date(relation) => self.compare_date(frame, condition, &value, relation),
            Family::ListContains | Family::HashedListContains => {
                self.compare_list(frame, context, condition, comparator, &value)
            }
            _ => self.compare_text(frame, context, condition, comparator, &value),
        }
    }

    /// The comparison value that the comparator takes is missing.
    pub(super) fn value_missing<T>(&mut self) -> Result<T, V::Fault> {
        self.invalid("Comparison value is missing.")
    }

    /// The attribute's value does not fit the comparator.
    pub(super) fn attribute_invalid(
        &mut self,
        frame: &Frame<'c>,
        condition: &UserCondition,
        value: &AttributeValue<'_>,
        expected: &str,
    ) -> Result<Truth, V::Fault> {
        self.visitor.attribute_invalid(frame.scope.flag.key(), condition, value, expected);
        Ok(Truth::Unusable)
    }

    fn compare_version(
        &mut self,
        frame: &Frame<'c>,
        condition: &UserCondition,
        value: &AttributeValue<'_>,
        relation: Relation,
    ) -> Result<Truth, V::Fault> {
        let Some(version) = version_of(value) else { return self.version_invalid(frame, condition, value) };
        let Operand::Version(expected) = &condition.operand else { return self.value_missing() };
        let holds =
            expected.version.as_ref().is_some_and(|expected| relation.admits(version.compare(expected)));
        Ok(holds.into())
    }

    fn find_version(
        &mut self,
        frame: &Frame<'c>,
        condition: &UserCondition,
        comparator: &Comparator,
        value: &AttributeValue<'_>,
    ) -> Result<Truth, V::Fault> {
        let Some(version) = version_of(value) else { return self.version_invalid(frame, condition, value) };
        let Operand::Versions(list) = &condition.operand else { return self.value_missing() };
        let holds = list.versions.as_ref().is_some_and(|list| {
            list.iter().any(|expected| version.compare(expected).is_eq()) != comparator.negate
        });
        Ok(holds.into())
    }

    pub(super) fn version_invalid(
        &mut self,
        frame: &Frame<'c>,
        condition: &UserCondition,
        value: &AttributeValue<'_>,
    ) -> Result<Truth, V::Fault> {
        self.attribute_invalid(frame, condition, value, "a valid semantic version")
    }

    fn compare_number(
        &mut self,
        frame: &Frame<'c>,
        condition: &UserCondition,
        value: &AttributeValue<'_>,
        relation: Relation,
    ) -> Result<Truth, V::Fault> {
        match self.number_of(value, |value| value.number())? {
            Some(number) => self.compare_numbers(condition, number, relation),
            None => self.attribute_invalid(frame, condition, value, "a valid decimal number"),
        }
    }

    fn compare_date(
        &mut self,
        frame: &Frame<'c>,
        condition: &UserCondition,
        value: &AttributeValue<'_>,
        relation: Relation,
    ) -> Result<Truth, V::Fault> {
        let seconds = match value {
            AttributeValue::Date { ms, .. } => Some(ms / 1000.0),
            value => self.number_of(value, |value| value.seconds())?,
        };
        match seconds {
            Some(seconds) => self.compare_numbers(condition, seconds, relation),
            None => {
                let expected = "a valid Unix timestamp (number of seconds elapsed since Unix epoch)";
                self.attribute_invalid(frame, condition, value, expected)
            }
        }
    }

    fn compare_numbers(
        &mut self,
        condition: &UserCondition,
        number: f64,
        relation: Relation,
    ) -> Result<Truth, V::Fault> {
        let Some(expected) = condition.operand.number() else { return self.value_missing() };
        Ok(relation.holds(number, expected).into())
    }
}

fn version_of(value: &AttributeValue<'_>) -> Option<Version> {
    match value {
        AttributeValue::Text(text) => Version::parse(trim(text)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configcat::testing::{condition, text};

    fn holds(comparator: u32, operand: &str, value: AttributeValue<'_>) -> bool {
        condition(&format!(r#""c":{comparator},{operand}"#), value).unwrap()
    }

    #[test]
    fn versions_in_lists() {
        for (list, one_of, not_one_of) in [
            (r#"["1.0.0"," 2.0.0+x "]"#, true, false),
            (r#"["1.0.0","","3.0.0"]"#, false, true),
            // One invalid item spoils both comparators, even behind a match; a blank one is invalid, an empty one is not.
            (r#"["2.0.0","x"]"#, false, false),
            (r#"["2.0.0"," "]"#, false, false),
            (r#"[]"#, false, true),
        ] {
            let operand = format!(r#""l":{list}"#);
            assert_eq!(holds(4, &operand, text(" v2.0.0 ")), one_of, "{list}");
            assert_eq!(holds(5, &operand, text(" v2.0.0 ")), not_one_of, "{list}");
            assert!(!holds(4, &operand, text("2.0")) && !holds(5, &operand, text("2.0")));
        }
    }

    #[test]
    fn version_relations() {
        for (version, less, equal) in [
            ("1.9.9", true, false),
            ("2.0.0-rc", true, false),
            ("2.0.0", false, true),
            ("2.0.1", false, false),
        ] {
            let operand = r#""s":" 2.0.0 ""#;
            assert_eq!(holds(6, operand, text(version)), less, "{version}");
            assert_eq!(holds(7, operand, text(version)), less || equal, "{version}");
            assert_eq!(holds(8, operand, text(version)), !less && !equal, "{version}");
            assert_eq!(holds(9, operand, text(version)), !less, "{version}");
        }
        for comparator in 6..10 {
            assert!(!holds(comparator, r#""s":"x""#, text("2.0.0")));
            assert!(!holds(comparator, r#""s":"1.0.0""#, AttributeValue::Number(1.0)));
        }
    }

    #[test]
    fn numbers() {
        let expectations = [
            (AttributeValue::Number(5.0), [true, false, false, true, false, true]),
            (text("5"), [true, false, false, true, false, true]),
            (text(" 5,0 "), [true, false, false, true, false, true]),
            (text("4.9"), [false, true, true, true, false, false]),
            (AttributeValue::Number(f64::INFINITY), [false, true, false, false, true, true]),
            (AttributeValue::Number(f64::NAN), [false, true, false, false, false, false]),
            (text("NaN"), [false, true, false, false, false, false]),
            // Cannot be evaluated.
            (text("5x"), [false; 6]),
            (text("0x5"), [false; 6]),
            (AttributeValue::Bool(true), [false; 6]),
            (AttributeValue::Date { ms: 5000.0, text: b"" }, [false; 6]),
        ];
        for (value, expected) in expectations {
            for (comparator, expected) in (10..16).zip(expected) {
                assert_eq!(holds(comparator, r#""d":5"#, value), expected, "{comparator} {value:?}");
            }
        }
    }

    #[test]
    fn dates() {
        let date = |ms| AttributeValue::Date { ms, text: b"" };
        for (value, before, after) in [
            (date(1_693_497_599_999.0), true, false),
            (date(1_693_497_600_000.0), false, false),
            (date(1_693_497_600_001.0), false, true),
            (date(f64::NAN), false, false),
            (AttributeValue::Number(1_693_497_599.5), true, false),
            (text("1693497600,5"), false, true),
            (text("2023-08-31"), false, false),
        ] {
            assert_eq!(holds(18, r#""d":1693497600"#, value), before, "{value:?}");
            assert_eq!(holds(19, r#""d":1693497600"#, value), after, "{value:?}");
        }
    }

    #[test]
    fn the_comparison_value_has_to_fit_the_comparator() {
        for comparator in 0..36 {
            let operand = format!(r#""c":{comparator}"#);
            let value = match comparator {
                4..10 => text("1.0.0"),
                10..16 | 18 | 19 => text("1"),
                _ => text("[]"),
            };
            assert_eq!(
                condition(&operand, value),
                Err("Comparison value is missing.".to_owned()),
                "{comparator}"
            );
        }
        for comparator in ["36", "-1"] {
            let operand = format!(r#""c":{comparator},"s":"x""#);
            assert_eq!(condition(&operand, text("x")), Err("Comparison operator is invalid.".to_owned()));
        }
    }

    #[test]
    fn a_missing_attribute_comes_before_any_error() {
        for value in [AttributeValue::Missing, text("")] {
            assert_eq!(condition(r#""c":99"#, value), Ok(false));
        }
    }
}
