//! Percentage options.

use super::frame::Frame;
use super::{Evaluator, Log as _, Visitor};
use crate::configcat::model::PercentageOptions;
use crate::configcat::{AttributeValue, Attributes, OutcomeId};
use crate::hash::sha1;
use crate::js::wtf8;

impl<'c, A: Attributes, V: Visitor> Evaluator<'c, '_, A, V> {
    /// Selects one of the options by the user's bucket; `None` if there is nothing to compute the bucket from, or (in Python) if
    /// the options end before the bucket.
    pub(super) fn select_option(
        &mut self,
        frame: &mut Frame<'c>,
        options: &'c PercentageOptions,
    ) -> Result<Option<u32>, V::Fault> {
        if !self.user.has_user() {
            self.visitor.log().options_skipped_without_user();
            self.warn_user_missing(frame);
            return Ok(None);
        }
        let scope = frame.scope;
        let attribute = &scope.flag.setting.bucket_attribute;
        let value = if self.is_python() && attribute.is_default {
            self.read_identifier(&scope, attribute)?
        } else {
            self.read(&scope, attribute)?
        };
        let name = attribute.attribute.name();
        if matches!(value, AttributeValue::Missing) {
            self.visitor.log().options_skipped_without_attribute(name);
            if !frame.attribute_warned {
                frame.attribute_warned = true;
                self.visitor.bucket_attribute_missing(scope.flag.key(), name);
            }
            return Ok(None);
        }
        let bucket = self.bucket(frame, &value)?;
        self.visitor.log().bucket_computed(name, bucket);
        self.option_of_bucket(frame, options, bucket)
    }

    fn bucket(&mut self, frame: &Frame<'c>, value: &AttributeValue<'_>) -> Result<u32, V::Fault> {
        let scope = &frame.scope;
        match self.bucket {
            Some((flag, bucket)) if flag == scope.id => Ok(bucket),
            _ => {
                let bucket = compute_bucket(scope.flag.key(), &self.bucket_text(value)?);
                self.bucket = Some((scope.id, bucket));
                Ok(bucket)
            }
        }
    }

    fn option_of_bucket(
        &mut self,
        frame: &Frame<'c>,
        options: &PercentageOptions,
        bucket: u32,
    ) -> Result<Option<u32>, V::Fault> {
        let is_python = self.is_python();
        let mut sum = 0.0;
        for (index, (percentage, outcome)) in
            options.percentages.iter().zip(options.first_outcome..).enumerate()
        {
            if *percentage < 0.0 && !is_python {
                return self.invalid("Percentage option percentage is invalid.");
            }
            sum += percentage;
            if f64::from(bucket) < sum {
                let flag = frame.scope.flag;
                self.visitor.log().option_selected(bucket, index, *percentage, flag, OutcomeId(outcome));
                return Ok(Some(outcome));
            }
        }
        if is_python {
            return Ok(None);
        }
        self.invalid("Sum of percentage option percentages is less than 100.")
    }
}

/// The bucket, from 0 to 99, of an attribute's value for a flag.
fn compute_bucket(key: &[u8], text: &[u8]) -> u32 {
    let digest = if wtf8::splits_pair(key, text) {
        let mut joined = key.to_vec();
        wtf8::append(&mut joined, text);
        sha1(&[&joined])
    } else {
        sha1(&[key, text])
    };
    let [first, second, third, fourth, ..] = digest;
    (u32::from_be_bytes([first, second, third, fourth]) >> 4) % 100
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha1::Digest as _;

    use super::*;
    use crate::configcat::Value;
    use crate::configcat::testing::{evaluate, text};

    fn flag(options: &str) -> String {
        format!(r#"{{"f":{{"key":{{"t":2,"v":{{"i":-1}},"p":[{options}]}}}}}}"#)
    }

    #[test]
    fn the_bucket_decides() {
        // `printf key1 | sha1sum` starts with 1073ab6.
        assert_eq!(compute_bucket(b"key", b"1"), 0x0107_3ab6 % 100);
        let user: &[_] = &[("Identifier", text("1"))];
        for (options, expected) in [
            (r#"{"p":100,"v":{"i":1}}"#, Ok(Value::Number(1.0))),
            (r#"{"p":0,"v":{"i":1}},{"p":100,"v":{"i":2}}"#, Ok(Value::Number(2.0))),
            (
                r#"{"p":0,"v":{"i":1}}"#,
                Err("Sum of percentage option percentages is less than 100.".to_owned()),
            ),
            (
                r#"{"p":-1,"v":{"i":1}},{"p":200,"v":{"i":2}}"#,
                Err("Percentage option percentage is invalid.".to_owned()),
            ),
            (r#"{"p":100,"v":{"s":"x"}}"#, Err("Setting value is missing or invalid.".to_owned())),
        ] {
            assert_eq!(evaluate(&flag(options), "key", Some(user)), expected, "{options}");
        }
    }

    #[test]
    fn without_an_attribute_the_options_are_skipped() {
        let json = r#"{"f":{"key":{"t":2,"a":"Team","v":{"i":-1},"p":[{"p":100,"v":{"i":1}}]}}}"#;
        assert_eq!(evaluate(json, "key", None), Ok(Value::Number(-1.0)));
        assert_eq!(evaluate(json, "key", Some(&[])), Ok(Value::Number(-1.0)));
        assert_eq!(evaluate(json, "key", Some(&[("Team", text(""))])), Ok(Value::Number(1.0)));
        // A missing identifier counts as an empty text.
        assert_eq!(evaluate(&flag(r#"{"p":100,"v":{"i":1}}"#), "key", Some(&[])), Ok(Value::Number(1.0)));
    }

    #[test]
    fn surrogates_that_meet_become_one_code_point() {
        let (lead, trail) = (wtf8::from_utf16(&[0xD83D]), wtf8::from_utf16(&[0xDE00]));
        assert_eq!(compute_bucket(&lead, &trail), compute_bucket("😀".as_bytes(), b""));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        /// The first seven hexadecimal digits of the SHA-1 of key and text, modulo 100.
        #[test]
        fn buckets_are_those_of_the_reference(key in "\\PC{0,20}", text in "\\PC{0,60}") {
            let digest = sha1::Sha1::digest(format!("{key}{text}"));
            let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            let expected = u32::from_str_radix(&digits[..7], 16).unwrap() % 100;
            prop_assert_eq!(compute_bucket(key.as_bytes(), text.as_bytes()), expected);
        }

        /// Who is among the first percent stays there when the percentage grows.
        #[test]
        fn a_bucket_stays(text in "[a-z0-9@.]{0,20}", steps in prop::collection::vec(0..=100_u32, 2..6)) {
            let bucket = compute_bucket(b"flag", text.as_bytes());
            prop_assert!(bucket < 100);
            for percentage in steps {
                let options = format!(r#"{{"p":{percentage},"v":{{"i":1}}}},{{"p":{},"v":{{"i":2}}}}"#, 100 - percentage);
                let json = flag(&options).replace("key", "flag");
                let expected = if bucket < percentage { 1.0 } else { 2.0 };
                let user: &[_] = &[("Identifier", self::text(&text))];
                prop_assert_eq!(evaluate(&json, "flag", Some(user)), Ok(Value::Number(expected)));
            }
        }
    }
}
