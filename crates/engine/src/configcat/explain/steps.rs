//! The steps of an evaluation in the words that the logs of both current SDKs share.

use super::lines::Lines;
use crate::configcat::eval::Truth;
use crate::js::number::to_text;

const RULE_IGNORED: &[u8] =
    b"The current targeting rule is ignored and the evaluation continues with the next rule.";
/// The official packages have no such line: they write the steps again however often the flag is needed.
const PREREQUISITE_LEFT_OUT: &[u8] = b"The flag was evaluated before, the steps are not repeated.";
const USER_MISSING: &[u8] = b"cannot evaluate, User Object is missing";

impl<'a> Lines<'a> {
    /// The log of evaluating the flag with the given key, for a user with the given text.
    pub(super) fn begin(key: &[u8], user: Option<&[u8]>, eol: &'a [u8]) -> Self {
        let mut lines = Self::new(eol);
        lines.append(&[b"Evaluating '", key, b"'"]);
        if let Some(user) = user {
            lines.append(&[b" for User '", user, b"'"]);
        }
        lines
    }

    pub(super) fn rules_started(&mut self) {
        self.line(&[b"Evaluating targeting rules and applying the first match if any:"]);
    }

    pub(super) fn prerequisite_started(&mut self, key: &[u8]) {
        self.part_started(&[b"Evaluating prerequisite flag '", key, b"':"]);
    }

    pub(super) fn prerequisite_left_out(&mut self) {
        self.line(&[PREREQUISITE_LEFT_OUT]);
    }

    pub(super) fn segment_started(&mut self, name: &[u8]) {
        self.part_started(&[b"Evaluating segment '", name, b"':"]);
    }

    fn part_started(&mut self, title: &[&[u8]]) {
        self.line(&[b"("]);
        self.indent += 1;
        self.line(title);
    }

    /// Ends a line that has begun with `Condition (…`, and the part that it belongs to.
    pub(super) fn part_ended(&mut self, truth: Truth) {
        if truth.is_known() {
            self.append(&[b") evaluates to ", truth_text(truth == Truth::True), b"."]);
        } else {
            self.append(&[b") failed to evaluate."]);
        }
        self.dedent();
        self.line(&[b")"]);
    }

    /// What one of several conditions comes to.
    pub(super) fn append_truth(&mut self, holds: bool) {
        self.append(&[b"=> ", truth_text(holds)]);
        if !holds {
            self.append(&[b", skipping the remaining AND conditions"]);
        }
    }

    /// What the conditions of a rule come to; `error` is why the last one could not be evaluated.
    pub(super) fn append_match(&mut self, truth: Truth, error: &[u8]) {
        match truth {
            Truth::True => self.append(&[b"MATCH, applying rule"]),
            Truth::False => self.append(&[b"no match"]),
            unknown => self.append_error(unknown, error),
        }
    }

    pub(super) fn append_error(&mut self, truth: Truth, error: &[u8]) {
        self.append(&[if truth == Truth::NoUser { USER_MISSING } else { error }]);
    }

    pub(super) fn rule_ignored(&mut self) {
        self.line(&[RULE_IGNORED]);
        self.dedent();
    }

    pub(super) fn rule_options_ended(&mut self, selected: bool) {
        if selected {
            self.dedent();
        } else {
            self.rule_ignored();
        }
    }

    pub(super) fn options_skipped_without_user(&mut self) {
        self.line(&[b"Skipping % options because the User Object is missing."]);
    }

    pub(super) fn options_skipped_without_attribute(&mut self, attribute: &[u8]) {
        self.line(&[b"Skipping % options because the User.", attribute, b" attribute is missing."]);
    }

    pub(super) fn bucket_computed(&mut self, attribute: &[u8], bucket: u32) {
        self.line(&[b"Evaluating % options based on the User.", attribute, b" attribute:"]);
        let bucket = bucket.to_string();
        self.line(&[
            b"- Computing hash in the [0..99] range from User.",
            attribute,
            b" => ",
            bucket.as_bytes(),
            b" (this value is sticky and consistent across all SDKs)",
        ]);
    }

    pub(super) fn option_selected(&mut self, bucket: u32, index: usize, percentage: f64, value: &[u8]) {
        let number = index.saturating_add(1);
        let start = format!("- Hash value {bucket} selects % option {number} ({}%), '", to_text(percentage));
        self.line(&[start.as_bytes(), value, b"'."]);
    }
}

const fn truth_text(holds: bool) -> &'static [u8] {
    if holds { b"true" } else { b"false" }
}
