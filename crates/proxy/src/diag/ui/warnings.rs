//! Warnings of an evaluation, in words.

use vexil_engine::configcat::Warning;

use super::flags::text_of;

/// The text of a warning.
pub(super) fn warning_text(warning: &Warning) -> String {
    match warning {
        Warning::UserMissing { key } => {
            format!("'{}' has targeting rules or percentage options, but there is no user.", text_of(key))
        }
        Warning::PercentageAttributeMissing { key, attribute } => {
            let (key, attribute) = (text_of(key), text_of(attribute));
            format!(
                "The percentage options of '{key}' were skipped: the user has no attribute '{attribute}'."
            )
        }
        Warning::ConditionAttributeMissing { condition, key, attribute } => {
            let (condition, key, attribute) = (text_of(condition), text_of(key), text_of(attribute));
            format!(
                "Condition ({condition}) of '{key}' cannot be evaluated: the user has no attribute '{attribute}'."
            )
        }
        Warning::AttributeInvalid { condition, key, reason, attribute } => {
            let (condition, key) = (text_of(condition), text_of(key));
            let (reason, attribute) = (text_of(reason), text_of(attribute));
            format!(
                "Condition ({condition}) of '{key}' cannot be evaluated: attribute '{attribute}': {reason}."
            )
        }
        Warning::AttributeConverted { condition, attribute, value, .. } => {
            let (condition, attribute, value) = (text_of(condition), text_of(attribute), text_of(value));
            format!("Condition ({condition}) compares texts: attribute '{attribute}' was taken as '{value}'.")
        }
        _ => "The evaluation had a warning.".to_owned(),
    }
}
