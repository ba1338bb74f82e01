//! Versions, which compare part by part.

use std::cmp::Ordering;

use crate::js::number;

/// A version that others are compared with.
#[derive(Debug)]
pub(in crate::statsig) struct Version(Box<[f64]>);

impl Version {
    /// `None` where the text is no version: nothing stands before its first `-`.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        parts(text).map(|parts| Self(parts.collect()))
    }

    /// How a version compares with this one. `None` where that cannot be said: it is none, or a part is no number before the parts differ.
    pub(super) fn order_of(&self, text: &[u8]) -> Option<Ordering> {
        let mut left = parts(text)?;
        let mut right = self.0.iter().copied();
        loop {
            let (left, right) = match (left.next(), right.next()) {
                (None, None) => return Some(Ordering::Equal),
                (left, right) => (left.unwrap_or(0.0), right.unwrap_or(0.0)),
            };
            match left.partial_cmp(&right)? {
                Ordering::Equal => {}
                order => return Some(order),
            }
        }
    }
}

/// The parts as numbers; an empty one is 0, and one that is no number NaN.
fn parts(text: &[u8]) -> Option<impl Iterator<Item = f64>> {
    let text = text.split(|byte| *byte == b'-').next().unwrap_or_default();
    (!text.is_empty()).then(|| text.split(|byte| *byte == b'.').map(number::parse))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_part_by_part() {
        let order = |left: &str, right: &str| Version::parse(right.as_bytes())?.order_of(left.as_bytes());
        for (left, right, expected) in [
            ("1.2", "1.2.0", Some(Ordering::Equal)),
            ("1.2.3-beta", "1.2.3", Some(Ordering::Equal)),
            ("1.10", "1.9", Some(Ordering::Greater)),
            ("1.2.x", "1", Some(Ordering::Greater)),
            ("1.x", "1", None),
            ("1..2", "1.0.2", Some(Ordering::Equal)),
            ("1e1", "9", Some(Ordering::Greater)),
            ("", "1", None),
            ("-1", "1", None),
            ("1", "", None),
        ] {
            assert_eq!(order(left, right), expected, "{left} {right}");
        }
    }
}
