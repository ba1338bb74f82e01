//! Text comparators, plain and hashed.

use std::borrow::Cow;

use super::frame::Frame;
use super::user_condition::Context;
use super::value::{coerced_text, plain_text};
use super::{Evaluator, Truth, Visitor};
use crate::configcat::comparator::{Comparator, Family};
use crate::configcat::model::{Operand, UserCondition};
use crate::configcat::{AttributeValue, Attributes, Converted, Failure, HostError};
use crate::js::wtf8;

impl<'c, A: Attributes, V: Visitor> Evaluator<'c, '_, A, V> {
    /// Compares the text of an attribute.
    pub(super) fn compare_text(
        &mut self,
        frame: &Frame<'c>,
        context: &Context<'c>,
        condition: &'c UserCondition,
        comparator: &Comparator,
        value: &AttributeValue<'c>,
    ) -> Result<Truth, V::Fault> {
        if self.is_python()
            && let Operand::Slices(slices) = &condition.operand
            && slices.is_empty()
        {
            // Python converts the value when it compares it with the first slice.
            return Ok(comparator.negate.into());
        }
        let text = self.text_of(frame, condition, value)?;
        if comparator.is_hashed() {
            return self.compare_hashed_text(frame, context, condition, comparator, &text);
        }
        let holds = match (comparator.family, &condition.operand) {
            (Family::TextEquals, Operand::Text(expected)) => *text == **expected,
            (Family::TextOneOf, Operand::List(list)) => list.iter().any(|item| *item == *text),
            (Family::TextOneOf, Operand::Set(set)) => set.contains(&text),
            (Family::TextContains, Operand::List(list)) if self.is_python() => {
                list.iter().any(|item| wtf8::contains_bytes(&text, item))
            }
            (Family::TextStartsWith, Operand::List(list)) if self.is_python() => {
                list.iter().any(|item| text.starts_with(item))
            }
            (Family::TextEndsWith, Operand::List(list)) if self.is_python() => {
                list.iter().any(|item| text.ends_with(item))
            }
            (Family::TextContains, Operand::List(list)) => {
                list.iter().any(|item| wtf8::contains(&text, item))
            }
            (Family::TextStartsWith, Operand::List(list)) => {
                list.iter().any(|item| wtf8::starts_with(&text, item))
            }
            (Family::TextEndsWith, Operand::List(list)) => {
                list.iter().any(|item| wtf8::ends_with(&text, item))
            }
            _ => return self.value_missing(),
        };
        Ok((holds != comparator.negate).into())
    }

    fn text_of(
        &mut self,
        frame: &Frame<'c>,
        condition: &UserCondition,
        value: &AttributeValue<'c>,
    ) -> Result<Cow<'c, [u8]>, V::Fault> {
        if let AttributeValue::Text(text) = value {
            return Ok(Cow::Borrowed(text));
        }
        if matches!(value, AttributeValue::Host(value) if value.is_text()) {
            return self.coerced_text(value);
        }
        let conventions = self.user.conventions();
        if conventions.is_python() {
            // Python warns before it converts the value, and shows the value itself.
            let shown = plain_text(value, conventions);
            self.visitor.attribute_converted(frame.scope.flag.key(), condition, &shown);
            return self.coerced_text(value);
        }
        let text = self.coerced_text(value)?;
        self.visitor.attribute_converted(frame.scope.flag.key(), condition, &text);
        Ok(text)
    }

    /// The text that text comparators work on.
    fn coerced_text<'v>(&mut self, value: &AttributeValue<'v>) -> Result<Cow<'v, [u8]>, V::Fault> {
        let text = coerced_text(value, self.user.conventions());
        self.has_text(text)
    }

    /// The text that percentage options work on.
    pub(super) fn bucket_text<'v>(&mut self, value: &AttributeValue<'v>) -> Result<Cow<'v, [u8]>, V::Fault> {
        match value {
            AttributeValue::Host(value) => self.has_text(value.bucket_text()),
            value => self.coerced_text(value),
        }
    }

    fn has_text<'v>(&mut self, text: Converted<Cow<'v, [u8]>>) -> Result<Cow<'v, [u8]>, V::Fault> {
        match text {
            Ok(text) => Ok(text),
            Err(HostError::Failed(message)) => self.fail(|| Failure::Host(message)),
            Err(HostError::Invalid) => self.invalid("A user attribute has no text."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configcat::testing::{condition, list, text};

    /// The condition holds for the value, and the comparator with the next number is its negation.
    fn check(comparator: u32, operand: &str, value: AttributeValue<'_>, expected: bool) {
        let holds = |comparator| condition(&format!(r#""c":{comparator},{operand}"#), value);
        assert_eq!(holds(comparator), Ok(expected), "{comparator} {operand} {value:?}");
        assert_eq!(holds(comparator + 1), Ok(!expected), "{} {operand} {value:?}", comparator + 1);
    }

    #[test]
    fn texts_are_compared_exactly() {
        check(28, r#""s":"abc""#, text("abc"), true);
        for other in ["ABC", " abc", "abc ", "ab"] {
            check(28, r#""s":"abc""#, text(other), false);
        }
        check(28, r#""s":"é""#, text("e\u{301}"), false);
    }

    #[test]
    fn one_of() {
        check(0, r#""l":["a","b "]"#, text("a"), true);
        check(0, r#""l":["a","b "]"#, text("b"), false);
        check(0, r#""l":[]"#, text("a"), false);
    }

    #[test]
    fn long_lists_are_searched_like_short_ones() {
        let items: Vec<String> = (0..50).map(|index| format!("\"{}\"", index * 7 % 50)).collect();
        let operand = format!("\"l\":[{}]", items.join(","));
        for index in 0..50 {
            check(0, &operand, text(&index.to_string()), true);
        }
        for other in ["50", "-1", "00", "x"] {
            check(0, &operand, text(other), false);
        }
    }

    #[test]
    fn parts() {
        check(2, r#""l":["x","bc"]"#, text("abcd"), true);
        check(2, r#""l":["x","BC"]"#, text("abcd"), false);
        check(30, r#""l":["b","ab"]"#, text("abcd"), true);
        check(30, r#""l":["b"]"#, text("abcd"), false);
        check(32, r#""l":["c","cd"]"#, text("abcd"), true);
        check(32, r#""l":["abcde"]"#, text("abcd"), false);
        check(32, r#""l":["ab"]"#, text("abcd"), false);
        check(2, r#""l":["bd"]"#, text("abcd"), false);
        for comparator in [2, 30, 32] {
            check(comparator, r#""l":[""]"#, text("a"), true);
            check(comparator, r#""l":[]"#, text("a"), false);
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_part_of_a_text() {
        check(2, r#""l":["\ud83d"]"#, text("😀"), true);
        check(30, r#""l":["\ud83d"]"#, text("😀"), true);
        check(32, r#""l":["\ude00"]"#, text("😀"), true);
        check(28, r#""s":"\ud83d\ude00""#, text("😀"), true);
    }

    /// The texts that other values are converted to.
    #[test]
    fn other_values_are_converted() {
        for (value, expected) in [
            (AttributeValue::Number(0.12345), "0.12345"),
            (AttributeValue::Number(125.0), "125"),
            (AttributeValue::Number(-1.23456789e96), "-1.23456789e+96"),
            (AttributeValue::Number(f64::NAN), "NaN"),
            (AttributeValue::Number(f64::NEG_INFINITY), "-Infinity"),
            (AttributeValue::Number(-0.0), "0"),
            (AttributeValue::Bool(true), "true"),
            (AttributeValue::Bool(false), "false"),
            (AttributeValue::Date { ms: 1_693_497_600_500.0, text: b"Thu" }, "1693497600.5"),
            (list(r#"["a"]"#), r#"[\"a\"]"#),
            (AttributeValue::Other(b"[object Object]"), "[object Object]"),
        ] {
            check(28, &format!(r#""s":"{expected}""#), value, true);
        }
    }
}
