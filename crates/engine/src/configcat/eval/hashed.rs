//! Comparisons with hashed values: SHA-256 of the text, the config's salt and the salt of the context.

use super::frame::Frame;
use super::hash_memo::HashKey;
use super::user_condition::Context;
use super::{Evaluator, Truth, Visitor};
use crate::configcat::Attributes;
use crate::configcat::comparator::{Comparator, Family};
use crate::configcat::model::{Digest, HashedSlice, Operand, UserCondition};
use crate::hash::sha256;

impl<'c, A: Attributes, V: Visitor> Evaluator<'c, '_, A, V> {
    /// Compares the hash of a text.
    pub(super) fn compare_hashed_text(
        &mut self,
        frame: &Frame<'c>,
        context: &Context<'c>,
        condition: &'c UserCondition,
        comparator: &Comparator,
        text: &[u8],
    ) -> Result<Truth, V::Fault> {
        if matches!(condition.operand, Operand::Missing) {
            return self.value_missing();
        }
        let salt = self.config_salt(frame)?;
        let holds = match &condition.operand {
            Operand::Digest(expected) => expected
                .as_ref()
                .is_some_and(|expected| self.hash(frame, context, condition, salt, text) == **expected),
            Operand::Digests(list) => list.set.contains(&self.hash(frame, context, condition, salt, text)),
            Operand::Slices(list) => {
                let from_start = comparator.family == Family::HashedStartsWith;
                match any_slice_equals(text, list, from_start, &[salt, context.salt]) {
                    Some(holds) => holds,
                    None => return self.invalid("Comparison value is invalid."),
                }
            }
            _ => return self.value_missing(),
        };
        Ok((holds != comparator.negate).into())
    }

    /// The salt of the config that the flag comes from.
    pub(super) fn config_salt(&mut self, frame: &Frame<'c>) -> Result<&'c [u8], V::Fault> {
        match &frame.scope.source.source.salt {
            Some(salt) => Ok(salt),
            None if self.is_python() => Ok(b""),
            None => self.invalid("Config JSON salt is missing."),
        }
    }

    fn hash(
        &mut self,
        frame: &Frame<'c>,
        context: &Context<'c>,
        condition: &UserCondition,
        salt: &[u8],
        text: &[u8],
    ) -> Digest {
        let scope = &frame.scope;
        let compute = || sha256(&[text, salt, context.salt]);
        match scope.source.attribute_id(condition.attribute.id) {
            Some(attribute) => {
                let key = HashKey { attribute, source: scope.flag.source, context: context.id };
                self.hashes.get_or_compute(key, compute)
            }
            None => compute(),
        }
    }
}

/// Whether the text starts (or ends) with one of the slices; `None` if the scan reaches a malformed one.
fn any_slice_equals(
    text: &[u8],
    list: &[Option<HashedSlice>],
    from_start: bool,
    salts: &[&[u8]; 2],
) -> Option<bool> {
    let mut last: Option<(usize, Digest)> = None;
    for slice in list {
        let slice = slice.as_ref()?;
        let Some(expected) = slice.digest else { continue };
        let part = if from_start {
            text.get(..slice.length)
        } else {
            text.len().checked_sub(slice.length).and_then(|start| text.get(start..))
        };
        let Some(part) = part else { continue };
        let hash = match last {
            Some((length, hash)) if length == slice.length => hash,
            _ => sha256(&[part, salts[0], salts[1]]),
        };
        last = Some((slice.length, hash));
        if hash == expected {
            return Some(true);
        }
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configcat::AttributeValue;
    use crate::configcat::testing::{condition, list, text};
    use crate::hash::hex_lower;

    /// The hash of a text for the flag `flag` of a config whose salt is `salt`.
    fn hash(text: &[u8]) -> String {
        let mut hex = [0; 64];
        hex_lower(&sha256(&[text, b"salt", b"flag"]), &mut hex);
        String::from_utf8(hex.to_vec()).unwrap()
    }

    fn check(comparator: u32, operand: &str, value: AttributeValue<'_>, expected: bool) {
        let holds = |comparator| condition(&format!(r#""c":{comparator},{operand}"#), value);
        assert_eq!(holds(comparator), Ok(expected), "{comparator} {operand}");
        assert_eq!(holds(comparator + 1), Ok(!expected), "{} {operand}", comparator + 1);
    }

    #[test]
    fn whole_texts() {
        let (known, other) = (hash(b"abc"), hash(b"x"));
        check(20, &format!(r#""s":"{known}""#), text("abc"), true);
        check(20, &format!(r#""s":"{}""#, known.to_uppercase()), text("abc"), false);
        check(20, &format!(r#""s":"{known}""#), text("abd"), false);
        check(16, &format!(r#""l":["junk","{other}","{known}"]"#), text("abc"), true);
        check(16, &format!(r#""l":["{other}","{known}"]"#), text("ab"), false);
        let all: Vec<String> =
            ["a", "b", "c", "d"].iter().map(|item| format!("\"{}\"", hash(item.as_bytes()))).collect();
        for item in ["a", "b", "c", "d"] {
            check(16, &format!(r#""l":[{}]"#, all.join(",")), text(item), true);
            check(26, &format!(r#""l":[{}]"#, all.join(",")), list(&format!("[\"{item}\"]")), true);
        }
        check(16, r#""l":[]"#, text("ab"), false);
    }

    #[test]
    fn slices_are_counted_in_bytes() {
        let bytes = "é!".as_bytes();
        check(22, &format!(r#""l":["1_{}"]"#, hash(&bytes[..1])), text("é!"), true);
        check(24, &format!(r#""l":["2_{}"]"#, hash(&bytes[1..])), text("é!"), true);
        check(22, &format!(r#""l":["4_{}"]"#, hash(bytes)), text("é!"), false);
        check(22, &format!(r#""l":[" +3 _{}"]"#, hash(bytes)), text("é!"), true);
        check(24, &format!(r#""l":["-0_{}"]"#, hash(b"")), text("é!"), true);
        check(22, &format!(r#""l":["2_x","3_{}","3_{}"]"#, hash(b"x"), hash(bytes)), text("é!"), true);
    }

    #[test]
    fn a_malformed_slice_is_an_error_when_the_scan_reaches_it() {
        let good = format!("1_{}", hash(b"a"));
        for bad in ["", "x", "_x", "1_", "-1_x", "1.5_x"] {
            for comparator in [22, 23, 24, 25] {
                let operand = format!(r#""c":{comparator},"l":["{bad}","{good}"]"#);
                assert_eq!(condition(&operand, text("a")), Err("Comparison value is invalid.".to_owned()));
                let operand = format!(r#""c":{comparator},"l":["{good}","{bad}"]"#);
                assert_eq!(condition(&operand, text("a")), Ok(comparator % 2 == 0));
            }
        }
    }

    #[test]
    fn lists() {
        let operand = format!(r#""l":["{}"]"#, hash(b"a"));
        check(26, &operand, list(r#"["b","a"]"#), true);
        check(26, &operand, text(r#" ["a"] "#), true);
        check(26, &operand, list(r#"["b"]"#), false);
        check(26, &operand, list("[]"), false);
    }
}
