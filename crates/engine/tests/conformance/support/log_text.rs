//! The texts of the warnings, as a host prints them.

use vexil_engine::configcat::Warning;
use vexil_engine::js::wtf8;

const USER_OBJECT: &str = "Read more: https://configcat.com/docs/advanced/user-object/";

/// One line of the runner's format: `WARNING [id] message`.
pub(crate) fn warning(warning: &Warning) -> String {
    let (id, message) = match warning {
        Warning::UserMissing { key } => (3001, user_missing(&lossy(key))),
        Warning::PercentageAttributeMissing { key, attribute } => {
            (3003, missing("% options", &lossy(key), &lossy(attribute)))
        }
        Warning::ConditionAttributeMissing { condition, key, attribute } => {
            (3003, missing(&format!("condition ({})", lossy(condition)), &lossy(key), &lossy(attribute)))
        }
        Warning::AttributeInvalid { condition, key, reason, attribute } => {
            (3004, invalid([condition, key, reason, attribute].map(|text| lossy(text))))
        }
        Warning::AttributeConverted { condition, key, attribute, value } => {
            (3005, converted([condition, key, attribute, value].map(|text| lossy(text))))
        }
        _ => panic!("a warning without a text: {warning:?}"),
    };
    format!("WARNING [{id}] {message}")
}

fn user_missing(key: &str) -> String {
    format!(
        "Cannot evaluate targeting rules and % options for setting '{key}' (User Object is missing). You should pass a \
         User Object to the evaluation methods like `getValueAsync()` in order to make targeting work properly. \
         {USER_OBJECT}"
    )
}

fn missing(what: &str, key: &str, attribute: &str) -> String {
    format!(
        "Cannot evaluate {what} for setting '{key}' (the User.{attribute} attribute is missing). You should set the \
         User.{attribute} attribute in order to make targeting work properly. {USER_OBJECT}"
    )
}

fn invalid([condition, key, reason, attribute]: [String; 4]) -> String {
    format!(
        "Cannot evaluate condition ({condition}) for setting '{key}' ({reason}). Please check the User.{attribute} \
         attribute and make sure that its value corresponds to the comparison operator."
    )
}

fn converted([condition, key, attribute, value]: [String; 4]) -> String {
    format!(
        "Evaluation of condition ({condition}) for setting '{key}' may not produce the expected result (the \
         User.{attribute} attribute is not a string value, thus it was automatically converted to the string value \
         '{value}'). Please make sure that using a non-string value was intended."
    )
}

pub(crate) fn lossy(text: &[u8]) -> String {
    wtf8::to_lossy(text).into_owned()
}
