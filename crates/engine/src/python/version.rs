//! Semantic versions as the `semver` package of Python reads them.

use std::cmp::Ordering;

use crate::version_grammar::{
    identifiers, is_identifier, is_number, is_prerelease_identifier, split_at_byte,
};

/// A version, borrowed from its text. Its numbers have no limit. Build metadata has no part in precedence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Version<'a> {
    numbers: [&'a [u8]; 3],
    /// The dot-separated identifiers; empty for a release.
    prerelease: &'a [u8],
}

impl<'a> Version<'a> {
    /// Reads `MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD]`, and nothing around it.
    pub(crate) fn parse(text: &'a [u8]) -> Option<Self> {
        let (text, build) = split_at_byte(text, b'+');
        let (main, prerelease) = split_at_byte(text, b'-');
        let mut parts = identifiers(main);
        let numbers = [parts.next()?, parts.next()?, parts.next()?];
        let is_sound = parts.next().is_none()
            && numbers.iter().all(|number| is_number(number))
            && prerelease.is_none_or(|text| identifiers(text).all(is_prerelease_identifier))
            && build.is_none_or(|text| identifiers(text).all(is_identifier));
        is_sound.then(|| Self { numbers, prerelease: prerelease.unwrap_or_default() })
    }

    /// The precedence of two versions.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let numbers = self.numbers.iter().zip(&other.numbers);
        let by_numbers =
            numbers.map(|(left, right)| compare_numbers(left, right)).find(|order| order.is_ne());
        by_numbers.unwrap_or_else(|| match (self.prerelease, other.prerelease) {
            (left, right) if left == right => Ordering::Equal,
            (b"", _) => Ordering::Greater,
            (_, b"") => Ordering::Less,
            (left, right) => compare_prereleases(left, right),
        })
    }
}

fn compare_prereleases(left: &[u8], right: &[u8]) -> Ordering {
    let (mut left, mut right) = (identifiers(left), identifiers(right));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(left), Some(right)) => match (is_number(left), is_number(right)) {
                (true, true) => compare_numbers(left, right),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => left.cmp(right),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Compares two whole numbers without leading zeros.
fn compare_numbers(left: &[u8], right: &[u8]) -> Ordering {
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `semver.VersionInfo.parse` of semver 3 takes.
    #[test]
    fn strict_grammar() {
        let long = format!("1.0.0-{}", "a".repeat(300));
        for text in [
            "1.0.0",
            "1.0.0-0",
            "1.0.0-0a",
            "1.0.0--",
            "1.0.0+b.01",
            "1.0.0-a-b+c-d",
            "99999999999999999999.0.0",
            &long,
        ] {
            assert!(Version::parse(text.as_bytes()).is_some(), "{text:?}");
        }
        for text in [
            "",
            "1",
            "1.0",
            "1.0.0.0",
            "v1.0.0",
            "=1.0.0",
            " 1.0.0",
            "1.0.0 ",
            "1.0.0\n",
            "01.0.0",
            "1.0.0-",
            "1.0.0-01",
            "1.0.0-a..b",
            "1.0.0-a_b",
            "1.0.0+",
            "1.0.0+a+b",
            "1.0.0-+b",
            "1.0.0-é",
            "1.0.\u{663}",
        ] {
            assert!(Version::parse(text.as_bytes()).is_none(), "{text:?}");
        }
    }

    #[test]
    fn precedence() {
        // The chain of semver.org, item 11, and numbers of any size.
        let chain = [
            "1.0.0-9007199254740992",
            "1.0.0-9007199254740993",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "9.0.0",
            "10.0.0",
            "99999999999999999999.0.0",
            "100000000000000000000.0.0",
        ];
        let versions = chain.map(|text| Version::parse(text.as_bytes()).unwrap());
        for (at, left) in versions.iter().enumerate() {
            for (other, right) in versions.iter().enumerate() {
                assert_eq!(left.compare(right), at.cmp(&other), "{left:?} {right:?}");
            }
        }
        let with_build = Version::parse(b"1.0.0+a").unwrap();
        assert!(with_build.compare(&Version::parse(b"1.0.0").unwrap()).is_eq());
    }
}
