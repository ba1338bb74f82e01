//! The evaluation log in the format of the callback generation.
//!
//! That generation had targeting rules with one user condition each. Whatever it had no words for is written in the words of
//! the current format. Prerequisite flags are not logged.

use std::borrow::Cow;

use super::condition_text::write_condition;
use super::recorder::{Finished, RecordedLog};
use crate::configcat::eval::{Log, Scope, Truth, plain_text};
use crate::configcat::model::{Condition, Operand, PrerequisiteCondition, Rule};
use crate::configcat::outcome::Written;
use crate::configcat::{AttributeValue, Conventions, Flag};
use crate::js::number::to_text;
use crate::text::TextList;

/// A log that is being written.
#[derive(Debug)]
pub(super) struct LegacyLog<'a> {
    key: &'a [u8],
    user: Option<&'a [u8]>,
    steps: Vec<u8>,
    /// The last attribute that was read, as text.
    attribute: Vec<u8>,
    attribute_is_missing: bool,
    user_is_missing: bool,
    /// How many prerequisite flags are being evaluated.
    depth: usize,
}

impl<'a> LegacyLog<'a> {
    /// The log of evaluating the flag with the given key, for the given user as JSON text.
    pub(super) const fn new(key: &'a [u8], user: Option<&'a [u8]>) -> Self {
        Self {
            key,
            user,
            steps: Vec::new(),
            attribute: Vec::new(),
            attribute_is_missing: false,
            user_is_missing: false,
            depth: 0,
        }
    }

    fn options_ended(&mut self, selected: bool) {
        if self.depth == 0 && !self.user_is_missing {
            let result: &[u8] = if selected { b"user targeted\n" } else { b"user not targeted\n" };
            self.steps.extend_from_slice(&[b" Evaluating % options => ", result].concat());
        }
    }

    fn write_known_rule(&mut self, operator: &str, operand: &Operand) {
        let operand = operand_text(operand);
        let parts: [&[u8]; 6] = [b"'", &self.attribute, b"' ", operator.as_bytes(), b" '", &operand];
        self.steps.extend_from_slice(&parts.concat());
        self.steps.push(b'\'');
    }

    fn write_conditions(&mut self, scope: &Scope<'_>, conditions: &[Condition]) {
        for (index, condition) in conditions.iter().enumerate() {
            if index > 0 {
                self.steps.extend_from_slice(b" AND ");
            }
            write_condition(&mut self.steps, scope, condition);
        }
    }
}

impl RecordedLog for LegacyLog<'_> {
    fn len(&self) -> usize {
        self.steps.len()
    }

    fn finish(self, value: Option<Written<'_>>, default_text: &[u8]) -> Finished {
        let value = value.map_or(Cow::Borrowed(default_text), |written| written.value.to_text());
        let user = self.user.unwrap_or(b"undefined");
        let parts: [&[u8]; 7] =
            [b"Evaluate '", self.key, b"'\n User : ", user, b"\n", &self.steps, b" Returning value : "];
        let mut text = parts.concat();
        text.extend_from_slice(&value);
        Finished::text(text)
    }
}

impl Log for LegacyLog<'_> {
    fn attribute_read(&mut self, value: &AttributeValue<'_>) {
        if self.depth == 0 {
            self.attribute = plain_text(value, Conventions::JavaScript).into_owned();
            self.attribute_is_missing = matches!(value, AttributeValue::Missing | AttributeValue::Text(b""));
        }
    }

    fn prerequisite_started(&mut self, _key: &[u8]) {
        self.depth += 1;
    }

    fn prerequisite_ended(
        &mut self,
        _scope: &Scope<'_>,
        _condition: &PrerequisiteCondition,
        _flag: &Flag,
        _value: Written<'_>,
        _holds: bool,
    ) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn rule_evaluated(&mut self, scope: &Scope<'_>, rule: &Rule, truth: Truth, _has_long_condition: bool) {
        if self.depth > 0 || truth == Truth::NoUser {
            return;
        }
        self.steps.extend_from_slice(b" Evaluating rule: ");
        let mut result: &[u8] = if truth == Truth::True { b"MATCH" } else { b"no match" };
        match known_rule(rule) {
            Some((operator, operand)) => {
                self.write_known_rule(operator, operand);
                if self.attribute_is_missing {
                    result = b"NO MATCH (Attribute is not defined on the user object)";
                }
            }
            None => self.write_conditions(scope, &rule.conditions),
        }
        self.steps.extend_from_slice(&[b" => ", result, b"\n"].concat());
    }

    fn rule_options_ended(&mut self, selected: bool) {
        self.options_ended(selected);
    }

    fn options_skipped_without_user(&mut self) {
        self.user_is_missing = true;
    }

    fn setting_options_ended(&mut self, selected: bool) {
        self.options_ended(selected);
    }
}

/// The only condition of the rule, if the callback generation had its comparator.
fn known_rule(rule: &Rule) -> Option<(&'static str, &Operand)> {
    match &*rule.conditions {
        [Condition::User(condition)] => Some((condition.comparator?.legacy_text?, &condition.operand)),
        _ => None,
    }
}

/// The comparison value as the callback generation stored it: lists are separated by commas.
fn operand_text(operand: &Operand) -> Vec<u8> {
    match operand {
        Operand::Text(text) => text.to_vec(),
        Operand::Version(version) => version.text.to_vec(),
        Operand::Number(number) => to_text(*number).into_bytes(),
        Operand::Literal(literal) => to_text(literal.number).into_bytes(),
        Operand::List(list) => joined(list),
        Operand::Set(set) => joined(set.list()),
        Operand::Versions(versions) => joined(&versions.list),
        Operand::Digests(digests) => joined(&digests.list),
        // That generation had none of the comparators that take the other kinds.
        Operand::Missing | Operand::Digest(_) | Operand::Slices(_) => b"undefined".to_vec(),
    }
}

fn joined(list: &TextList) -> Vec<u8> {
    list.iter().collect::<Vec<_>>().join(&b',')
}

#[cfg(test)]
mod tests {
    use crate::configcat::testing::{explain, text};
    use crate::configcat::{AttributeValue, Config, ExplainRequest, LogFormat};

    fn log(json: &str, user_text: Option<&str>, user: Option<&[(&str, AttributeValue<'_>)]>) -> String {
        let config = Config::parse(json.as_bytes()).unwrap();
        let request = ExplainRequest {
            log: LogFormat::Legacy,
            eol: b"\r\n",
            user_text: user_text.map(str::as_bytes),
            ..ExplainRequest::default()
        };
        String::from_utf8(explain(&config, "key", user, &request).log.unwrap()).unwrap()
    }

    /// Logs as configcat-common 6.0.1 writes them for the same rules in its own format.
    #[test]
    fn the_words_of_the_callback_generation() {
        let json = r#"{"p":{"s":""},"f":{"key":{"t":1,"v":{"s":"own"},"r":[
            {"c":[{"u":{"a":"Email","c":0,"l":["a","b"]}}],"s":{"v":{"s":"1"}}},
            {"c":[{"u":{"a":"Team","c":16,"l":["h1","h2"]}}],"s":{"v":{"s":"2"}}},
            {"c":[{"u":{"a":"Country","c":12,"d":5}}],"s":{"v":{"s":"3"}}}],
            "p":[{"p":100,"v":{"s":"p"}}]}}}"#;
        let user = [("Identifier", text("i")), ("Email", text("x")), ("Team", text("t"))];
        assert_eq!(
            log(json, Some(r#"{"identifier":"i","email":"x","custom":{"Team":"t"}}"#), Some(&user)),
            "\
Evaluate 'key'
 User : {\"identifier\":\"i\",\"email\":\"x\",\"custom\":{\"Team\":\"t\"}}
 Evaluating rule: 'x' IS ONE OF 'a,b' => no match
 Evaluating rule: 't' IS ONE OF (Sensitive) 'h1,h2' => no match
 Evaluating rule: 'undefined' < (Number) '5' => NO MATCH (Attribute is not defined on the user object)
 Evaluating % options => user targeted
 Returning value : p"
        );
        assert_eq!(
            log(json, Some(r#"{"identifier":"i","email":"b"}"#), Some(&[("Email", text("b"))])),
            "\
Evaluate 'key'
 User : {\"identifier\":\"i\",\"email\":\"b\"}
 Evaluating rule: 'b' IS ONE OF 'a,b' => MATCH
 Returning value : 1"
        );
        assert_eq!(log(json, None, None), "Evaluate 'key'\n User : undefined\n Returning value : own");
    }

    /// What that generation did not have is written in the words of the current format.
    #[test]
    fn newer_conditions() {
        let json = r#"{"s":[{"n":"seg"}],"f":{"on":{"t":0,"v":{"b":true},"p":[{"p":100,"v":{"b":true}}]},"key":{"t":1,"v":{"s":"own"},"r":[
            {"c":[{"u":{"a":"Email","c":28,"s":"a"}}],"s":{"v":{"s":"1"}}},
            {"c":[{"p":{"f":"on","c":0,"v":{"b":true}}},{"s":{"s":0,"c":1}}],"s":{"v":{"s":"2"}}},
            {"c":[{"s":{"s":0,"c":0}}],"s":{"v":{"s":"3"}}}]}}}"#;
        assert_eq!(
            log(json, Some("{}"), Some(&[("Email", text("b"))])),
            "\
Evaluate 'key'
 User : {}
 Evaluating rule: User.Email EQUALS 'a' => no match
 Evaluating rule: Flag 'on' EQUALS 'true' AND User IS NOT IN SEGMENT 'seg' => no match
 Evaluating rule: User IS IN SEGMENT 'seg' => MATCH
 Returning value : 3"
        );
    }
}
