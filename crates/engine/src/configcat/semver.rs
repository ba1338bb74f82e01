//! Semantic versions as the `semver` package of Node.js reads them in strict mode.

use std::cmp::Ordering;

use crate::js::number::MAX_SAFE_INTEGER;
use crate::version_grammar::{identifiers, is_identifier, is_prerelease_identifier, split_at_byte};

/// Longer texts are not versions.
const MAX_LENGTH: usize = 256;

/// A version. Build metadata is checked when it is parsed, then forgotten: it has no part in precedence.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    numbers: [u64; 3],
    /// The dot-separated identifiers; empty for a release.
    prerelease: Box<[u8]>,
}

impl Version {
    /// Reads `[v]MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD]`. White space is not skipped.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        let text = text.strip_prefix(b"v").unwrap_or(text);
        Self::parse_release(text).or_else(|| Self::parse_any(text))
    }

    /// Reads three numbers and nothing else, as nearly all versions are, without looking for more.
    fn parse_release(text: &[u8]) -> Option<Self> {
        let mut numbers = [0; 3];
        let mut rest = text;
        for (index, number) in numbers.iter_mut().enumerate() {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (digits, behind) = rest.split_at_checked(digits)?;
            *number = component(digits)?;
            rest = match (index, behind) {
                (0 | 1, [b'.', behind @ ..]) => behind,
                (2, []) => behind,
                _ => return None,
            };
        }
        Some(Self { numbers, prerelease: Box::default() })
    }

    fn parse_any(text: &[u8]) -> Option<Self> {
        let (text, build) = split_at_byte(text, b'+');
        let (main, prerelease) = split_at_byte(text, b'-');
        if !build.is_none_or(|build| identifiers(build).all(is_identifier)) {
            return None;
        }
        if !prerelease.is_none_or(|prerelease| identifiers(prerelease).all(is_prerelease_identifier)) {
            return None;
        }
        let mut parts = identifiers(main);
        let numbers = [component(parts.next()?)?, component(parts.next()?)?, component(parts.next()?)?];
        match parts.next() {
            Some(_) => None,
            None => Some(Self { numbers, prerelease: prerelease.unwrap_or_default().into() }),
        }
    }

    /// The precedence of two versions.
    ///
    /// This is no total order: numeric identifiers from 2^53 on are compared as doubles, so different ones
    /// can be equal, and where they are, the identifiers behind them do not count.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers).then_with(|| {
            match (self.prerelease.is_empty(), other.prerelease.is_empty()) {
                (true, true) => Ordering::Equal,
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                (false, false) => compare_prereleases(&self.prerelease, &other.prerelease),
            }
        })
    }
}

fn compare_prereleases(left: &[u8], right: &[u8]) -> Ordering {
    let (mut left, mut right) = (identifiers(left), identifiers(right));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(left), Some(right)) if left == right => {}
            (Some(left), Some(right)) => return compare_identifiers(left, right),
        }
    }
}

fn compare_identifiers(left: &[u8], right: &[u8]) -> Ordering {
    match (numeric_value(left), numeric_value(right)) {
        (Some(left), Some(right)) => left.total_cmp(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.cmp(right),
    }
}

fn numeric_value(identifier: &[u8]) -> Option<f64> {
    if !identifier.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(identifier).ok()?.parse().ok()
}

/// One of the three numbers: no leading zeros, at most 2^53 - 1.
fn component(text: &[u8]) -> Option<u64> {
    const LIMIT: u64 = MAX_SAFE_INTEGER as u64;
    match text {
        [b'0'] => Some(0),
        [b'1'..=b'9', ..] => text.iter().try_fold(0_u64, |number, digit| {
            let digit = digit.wrapping_sub(b'0');
            let number = number * 10 + u64::from(digit);
            (digit < 10 && number <= LIMIT).then_some(number)
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn compare(left: &str, right: &str) -> Ordering {
        let version = |text: &str| Version::parse(text.as_bytes()).unwrap();
        let ordering = version(left).compare(&version(right));
        assert_eq!(version(right).compare(&version(left)), ordering.reverse(), "{left} and {right}");
        ordering
    }

    #[test]
    fn strict_grammar() {
        for text in
            ["1.0.0", "v1.0.0", "1.0.0-0", "1.0.0-0a", "1.0.0--", "1.0.0+b.01", "1.0.0-a-b+c-d", "1.0.0+a-b"]
        {
            assert!(Version::parse(text.as_bytes()).is_some(), "{text:?}");
        }
        for text in [
            "",
            "1",
            "1.0",
            "1.0.0.0",
            "V1.0.0",
            "=1.0.0",
            "vv1.0.0",
            "v 1.0.0",
            " 1.0.0",
            "1.0.0 ",
            "01.0.0",
            "1.0.0-",
            "1.0.0-01",
            "1.0.0-a..b",
            "1.0.0-a_b",
            "1.0.0+",
            "1.0.0+a+b",
            "1.0.0-+b",
            "1..0",
            "1.0.0-é",
            "-1.0.0",
        ] {
            assert!(Version::parse(text.as_bytes()).is_none(), "{text:?}");
        }
    }

    #[test]
    fn limits() {
        assert!(Version::parse(b"9007199254740991.0.0").is_some());
        assert!(Version::parse(b"9007199254740992.0.0").is_none());
        assert!(Version::parse(b"0.0.99999999999999999999999").is_none());
        let mut text = b"1.0.0-".to_vec();
        text.resize(256, b'a');
        assert!(Version::parse(&text).is_some());
        text.push(b'a');
        assert!(Version::parse(&text).is_none());
    }

    #[test]
    fn precedence() {
        // The chain of semver.org, item 11.
        let chain = [
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
        ];
        for pair in chain.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
        assert_eq!(compare("1.0.0+a", "v1.0.0+b"), Ordering::Equal);
        assert_eq!(compare("1.0.0-A", "1.0.0-a"), Ordering::Less);
        assert_eq!(compare("10.0.0", "9.0.0"), Ordering::Greater);
    }

    #[test]
    fn huge_numeric_identifiers_compare_as_doubles() {
        assert_eq!(compare("1.0.0-9007199254740992", "1.0.0-9007199254740993"), Ordering::Equal);
        assert_eq!(compare("1.0.0-9007199254740992.2", "1.0.0-9007199254740993.1"), Ordering::Equal);
        assert_eq!(compare("1.0.0-9007199254740991", "1.0.0-9007199254740992"), Ordering::Less);
        assert_eq!(compare("1.0.0-99999999999999999999.1", "1.0.0-99999999999999999999.2"), Ordering::Less);
    }

    /// The parts of a version: numbers, identifiers before the `+`, and those behind it.
    fn parts() -> impl Strategy<Value = ([u64; 3], Vec<String>, Vec<String>)> {
        let number = prop_oneof![0..4_u64, 0..=MAX_SAFE_INTEGER as u64];
        let identifier = prop_oneof!["0|[1-9][0-9]{0,14}", "[0-9]{0,2}[a-c-][0-9a-c-]{0,2}"];
        let identifiers = prop::collection::vec(identifier, 0..4);
        (prop::array::uniform3(number), identifiers, prop::collection::vec("[0-9A-Za-z-]{1,3}", 0..3))
    }

    fn written(([major, minor, patch], prerelease, build): &([u64; 3], Vec<String>, Vec<String>)) -> String {
        let joined = |mark: &str, identifiers: &[String]| match identifiers {
            [] => String::new(),
            _ => format!("{mark}{}", identifiers.join(".")),
        };
        format!("{major}.{minor}.{patch}{}{}", joined("-", prerelease), joined("+", build))
    }

    /// Precedence by the words of the standard (11.4), on identifiers that are no text any more.
    fn standing(numbers: [u64; 3], prerelease: &[String]) -> impl Ord {
        let identifier = |text: &String| match text.parse::<u64>() {
            Ok(number) => (0, number, String::new()),
            Err(_) => (1, 0, text.clone()),
        };
        let identifiers: Vec<_> = prerelease.iter().map(identifier).collect();
        (numbers, identifiers.is_empty(), identifiers)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_version_is_read_as_it_was_written(parts in parts(), prefix in "v?") {
            let version = Version::parse(format!("{prefix}{}", written(&parts)).as_bytes()).unwrap();
            prop_assert_eq!(version.numbers, parts.0);
            prop_assert_eq!(String::from_utf8(version.prerelease.into()).unwrap(), parts.1.join("."));
        }

        #[test]
        fn precedence_is_that_of_the_standard(left in parts(), right in parts(), share in any::<bool>()) {
            let right = if share { (left.0, right.1, right.2) } else { right };
            let expected = standing(left.0, &left.1).cmp(&standing(right.0, &right.1));
            prop_assert_eq!(compare(&written(&left), &written(&right)), expected);
        }

        #[test]
        fn versions_can_be_sorted(mut all in prop::collection::vec(parts().prop_map(|parts| written(&parts)), 0..8)) {
            all.sort_by(|left, right| compare(left, right));
            for (at, left) in all.iter().enumerate() {
                for right in &all[at..] {
                    prop_assert_ne!(compare(left, right), Ordering::Greater);
                }
            }
        }

        #[test]
        fn what_is_no_version_is_refused(parts in parts(), extra in "[ é_~=.+-]|00") {
            // None of these can stand at the start of a version.
            let text = format!("{extra}{}", written(&parts));
            prop_assert!(Version::parse(text.as_bytes()).is_none());
        }
    }
}
