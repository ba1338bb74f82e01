//! Segment conditions.

use super::frame::Frame;
use super::hash_memo::ContextId;
use super::user_condition::Context;
use super::{Evaluator, Log as _, Truth, Visitor};
use crate::configcat::Attributes;
use crate::configcat::model::{Segment, SegmentCondition};

impl<'c, A: Attributes, V: Visitor> Evaluator<'c, '_, A, V> {
    /// Evaluates whether the user is, or is not, in a segment.
    pub(super) fn evaluate_segment_condition(
        &mut self,
        frame: &mut Frame<'c>,
        condition: &'c SegmentCondition,
    ) -> Result<Truth, V::Fault> {
        let scope = frame.scope;
        self.visitor.log().segment_condition(&scope, condition);
        if !self.user.has_user() {
            self.warn_user_missing(frame);
            return Ok(Truth::NoUser);
        }
        let segments = &scope.source.source.segments;
        let found = condition.index.and_then(|index| Some((index, segments.get(index as usize)?)));
        let (index, segment) = match found {
            Some((index, Ok(segment))) => (index, segment),
            Some((_, Err(failure))) => return self.fail(|| failure.clone()),
            None => return self.invalid("Segment reference is invalid."),
        };
        if self.is_python() {
            if condition.negate.is_none() {
                return self.invalid("Comparison operator is missing or invalid.");
            }
        } else if segment.name.is_empty() {
            return self.invalid("Segment name is missing.");
        }
        self.visitor.log().segment_started(&segment.name);
        let is_in = self.evaluate_segment(frame, index, segment)?;
        let truth = match (is_in, condition.negate) {
            (Truth::NoUser | Truth::Unusable, _) | (_, Some(false)) => is_in,
            (Truth::True, Some(true)) => Truth::False,
            (Truth::False, Some(true)) => Truth::True,
            (_, None) => return self.invalid("Comparison operator is invalid."),
        };
        self.visitor.log().segment_ended(&scope, condition, is_in, truth);
        Ok(truth)
    }

    fn evaluate_segment(
        &mut self,
        frame: &mut Frame<'c>,
        index: u32,
        segment: &'c Segment,
    ) -> Result<Truth, V::Fault> {
        let context = Context { id: ContextId::Segment(index), salt: &segment.name };
        self.visitor.log().conditions_started();
        for (position, condition) in segment.conditions.iter().enumerate() {
            self.visitor.log().condition_started(position);
            let truth = self.evaluate_user_condition(frame, &context, condition)?;
            self.visitor.log().condition_ended(truth, true);
            if truth != Truth::True {
                return Ok(truth);
            }
        }
        Ok(Truth::True)
    }
}

#[cfg(test)]
mod tests {
    use crate::configcat::testing::{evaluate, text};
    use crate::configcat::{AttributeValue, Value};

    fn in_segment(condition: &str, user: Option<&[(&str, AttributeValue<'_>)]>) -> Result<Value, String> {
        let json = format!(
            r#"{{"s":[{{"n":"s","r":[{{"a":"A","c":28,"s":"x"}},{{"a":"B","c":28,"s":"y"}}]}},{{"n":""}},{{"n":"open"}},{{}}],
            "f":{{"a":{{"t":0,"v":{{"b":false}},"r":[{{"c":[{{"s":{{{condition}}}}}],"s":{{"v":{{"b":true}}}}}}]}}}}}}"#
        );
        evaluate(&json, "a", user)
    }

    #[test]
    fn membership() {
        let users: [(&[_], bool, bool); 4] = [
            (&[("A", text("x")), ("B", text("y"))], true, false),
            (&[("A", text("x")), ("B", text("z"))], false, true),
            (&[("A", text("z"))], false, true),
            // Cannot be evaluated, so neither comparator holds.
            (&[("A", text("x"))], false, false),
        ];
        for (user, is_in, is_not_in) in users {
            assert_eq!(in_segment(r#""s":0,"c":0"#, Some(user)), Ok(Value::Bool(is_in)), "{user:?}");
            assert_eq!(in_segment(r#""s":0,"c":1"#, Some(user)), Ok(Value::Bool(is_not_in)), "{user:?}");
        }
        assert_eq!(in_segment(r#""s":2,"c":0"#, Some(&[])), Ok(Value::Bool(true)));
    }

    #[test]
    fn errors() {
        for (condition, expected) in [
            (r#""s":4,"c":0"#, "Segment reference is invalid."),
            (r#""s":-1,"c":0"#, "Segment reference is invalid."),
            (r#""s":1,"c":0"#, "Segment name is missing."),
            (r#""s":0,"c":2"#, "Comparison operator is invalid."),
            (r#""s":3,"c":0"#, "Invalid config JSON content. Missing required value at $.s[3].n"),
        ] {
            let user: &[_] = &[("A", text("z"))];
            assert_eq!(in_segment(condition, Some(user)), Err(expected.to_owned()), "{condition}");
            assert_eq!(in_segment(condition, None), Ok(Value::Bool(false)));
        }
    }
}
