//! The texts of warnings.

use vexil_engine::configcat::Warning;

const READ_MORE: &[u8] = b"Read more: https://configcat.com/docs/advanced/user-object/";

/// The event id and the text (WTF-8) of a warning.
pub(super) fn warning_text(warning: &Warning) -> Option<(u32, Vec<u8>)> {
    Some(match warning {
        Warning::UserMissing { key } => {
            let parts: [&[u8]; 6] = [
                b"Cannot evaluate targeting rules and % options for setting '",
                key,
                b"' (User Object is missing). ",
                b"You should pass a User Object to the evaluation methods like `get_value()` ",
                b"in order to make targeting work properly. ",
                READ_MORE,
            ];
            (3001, parts.concat())
        }
        Warning::PercentageAttributeMissing { key, attribute } => {
            let start: [&[u8]; 3] = [b"Cannot evaluate % options for setting '", key, b"'"];
            (3003, attribute_missing(&start.concat(), attribute))
        }
        Warning::ConditionAttributeMissing { condition, key, attribute } => {
            let start: [&[u8]; 5] =
                [b"Cannot evaluate condition (", condition, b") for setting '", key, b"'"];
            (3003, attribute_missing(&start.concat(), attribute))
        }
        Warning::AttributeInvalid { condition, key, reason, attribute } => {
            let parts: [&[u8]; 9] = [
                b"Cannot evaluate condition (",
                condition,
                b") for setting '",
                key,
                b"' (",
                reason,
                b"). Please check the User.",
                attribute,
                b" attribute and make sure that its value corresponds to the comparison operator.",
            ];
            (3004, parts.concat())
        }
        Warning::AttributeConverted { condition, key, attribute, value } => {
            let parts: [&[u8]; 9] = [
                b"Evaluation of condition (",
                condition,
                b") for setting '",
                key,
                b"' may not produce the expected result (the User.",
                attribute,
                b" attribute is not a string value, thus it was automatically converted to the string value '",
                value,
                b"'). Please make sure that using a non-string value was intended.",
            ];
            (3005, parts.concat())
        }
        // The engine learnt one that this version does not know.
        _ => return None,
    })
}

fn attribute_missing(start: &[u8], attribute: &[u8]) -> Vec<u8> {
    let parts: [&[u8]; 7] = [
        start,
        b" (the User.",
        attribute,
        b" attribute is missing). You should set the User.",
        attribute,
        b" attribute in order to make targeting work properly. ",
        READ_MORE,
    ];
    parts.concat()
}
