//! Semantic versions, compared with the crate `semver`.

use std::cmp::Ordering;

use vexil_engine::fuzzing::SemVer;

const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Two versions, a line each.
pub fn semver(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (left, rest) = data.split_at(end);
    let right = rest.strip_prefix(b"\n").unwrap_or(left);
    for text in [left, right] {
        let expected = reference(text).is_some();
        assert_eq!(SemVer::parse(text).is_some(), expected, "{:?}", String::from_utf8_lossy(text));
    }
    let (Some(a), Some(b)) = (SemVer::parse(left), SemVer::parse(right)) else { return };
    let order = a.compare(&b);
    assert_eq!(b.compare(&a), order.reverse());
    assert_eq!(a.compare(&a), Ordering::Equal);
    if let (Some(left), Some(right)) = (reference(left), reference(right))
        && has_exact_numbers(&left)
        && has_exact_numbers(&right)
    {
        assert_eq!(order, left.cmp_precedence(&right), "{left} and {right}");
    }
}

/// What Node.js takes besides the standard is a leading `v`; what it does not take is a long text, or a number that no double holds.
fn reference(text: &[u8]) -> Option<semver_crate::Version> {
    let text = std::str::from_utf8(text).ok().filter(|text| text.len() <= 256)?;
    let version = semver_crate::Version::parse(text.strip_prefix('v').unwrap_or(text)).ok()?;
    let numbers = [version.major, version.minor, version.patch];
    numbers.iter().all(|number| *number <= MAX_SAFE_INTEGER).then_some(version)
}

/// Node.js compares numeric identifiers as doubles.
fn has_exact_numbers(version: &semver_crate::Version) -> bool {
    let is_exact = |identifier: &str| {
        !identifier.bytes().all(|byte| byte.is_ascii_digit())
            || identifier.parse::<u64>().is_ok_and(|number| number <= MAX_SAFE_INTEGER)
    };
    version.pre.split('.').all(|identifier| identifier.is_empty() || is_exact(identifier))
}
