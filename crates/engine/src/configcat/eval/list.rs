//! List comparators, plain and hashed.

use super::frame::Frame;
use super::user_condition::Context;
use super::{Evaluator, Truth, Visitor};
use crate::configcat::comparator::Comparator;
use crate::configcat::model::{Operand, UserCondition};
use crate::configcat::{AttributeValue, Attributes};
use crate::hash::sha256;
use crate::js::json::string_array;

impl<'c, A: Attributes, V: Visitor> Evaluator<'c, '_, A, V> {
    /// Looks for the items of an attribute's list.
    pub(super) fn compare_list(
        &mut self,
        frame: &Frame<'c>,
        context: &Context<'c>,
        condition: &'c UserCondition,
        comparator: &Comparator,
        value: &AttributeValue<'_>,
    ) -> Result<Truth, V::Fault> {
        let items = match value {
            AttributeValue::List { json, .. } | AttributeValue::Text(json) => string_array(json),
            AttributeValue::Host(value) => self.converted(value.list())?,
            _ => None,
        };
        let Some(items) = items else {
            return self.attribute_invalid(frame, condition, value, "a valid string array");
        };
        let holds = match &condition.operand {
            Operand::Digests(digests) => {
                let salt = self.config_salt(frame)?;
                items.iter().any(|item| digests.set.contains(&sha256(&[item, salt, context.salt])))
            }
            Operand::List(list) => items.iter().any(|item| list.iter().any(|known| *known == **item)),
            Operand::Set(set) => items.iter().any(|item| set.contains(item)),
            _ => return self.value_missing(),
        };
        Ok((holds != comparator.negate).into())
    }
}

#[cfg(test)]
mod tests {
    use crate::configcat::AttributeValue;
    use crate::configcat::testing::{condition, list, text};

    fn check(value: AttributeValue<'_>, expected: bool) {
        assert_eq!(condition(r#""c":34,"l":["x","y"]"#, value), Ok(expected), "{value:?}");
        assert_eq!(condition(r#""c":35,"l":["x","y"]"#, value), Ok(!expected), "{value:?}");
    }

    #[test]
    fn any_common_item() {
        check(list(r#"["a","y"]"#), true);
        check(text(r#"["a","\u0078"]"#), true);
        check(list(r#"["a","X"]"#), false);
        check(list("[]"), false);
    }

    #[test]
    fn other_values_cannot_be_evaluated() {
        let values = [
            text("x"),
            text("[1]"),
            text(r#"{"x":"y"}"#),
            AttributeValue::Number(1.0),
            AttributeValue::Other(b"x,1"),
        ];
        for value in values {
            for comparator in 34..36 {
                assert_eq!(
                    condition(&format!(r#""c":{comparator},"l":["x"]"#), value),
                    Ok(false),
                    "{value:?}"
                );
            }
        }
    }
}
