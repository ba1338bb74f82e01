//! Sets of UTF-16 code units.

/// A set of code units: ranges in order that do not touch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct UnitSet(Vec<(u16, u16)>);

impl UnitSet {
    /// The set of all units in the ranges.
    pub(super) fn new(ranges: impl Into<Vec<(u16, u16)>>) -> Self {
        let mut ranges: Vec<(u16, u16)> = ranges.into();
        ranges.sort_unstable();
        let mut merged: Vec<(u16, u16)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match merged.last_mut() {
                Some((_, end)) if u32::from(first) <= u32::from(*end) + 1 => *end = last.max(*end),
                _ => merged.push((first, last)),
            }
        }
        Self(merged)
    }

    pub(super) fn unit(unit: u16) -> Self {
        Self(vec![(unit, unit)])
    }

    /// `\d`
    pub(super) fn digits() -> Self {
        Self::new([(0x30, 0x39)])
    }

    /// `\w`
    pub(super) fn word() -> Self {
        Self::new([(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
    }

    /// `\s`
    pub(super) fn space() -> Self {
        Self::new([
            (0x09, 0x0D),
            (0x20, 0x20),
            (0xA0, 0xA0),
            (0x1680, 0x1680),
            (0x2000, 0x200A),
            (0x2028, 0x2029),
            (0x202F, 0x202F),
            (0x205F, 0x205F),
            (0x3000, 0x3000),
            (0xFEFF, 0xFEFF),
        ])
    }

    /// `.`
    pub(super) fn dot() -> Self {
        Self::new([(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)]).negated()
    }

    /// All other units.
    pub(super) fn negated(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.0.len() + 1);
        let mut next = Some(0_u16);
        for (first, last) in &self.0 {
            if let Some(start) = next.filter(|start| start < first) {
                ranges.push((start, first - 1));
            }
            next = last.checked_add(1);
        }
        ranges.extend(next.map(|start| (start, u16::MAX)));
        Self(ranges)
    }

    pub(super) fn ranges(&self) -> &[(u16, u16)] {
        &self.0
    }

    /// The only unit, if there is but one.
    pub(super) fn only(&self) -> Option<u16> {
        match *self.0 {
            [(first, last)] if first == last => Some(first),
            _ => None,
        }
    }

    pub(super) fn contains(&self, unit: u16) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= unit);
        after.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|(_, last)| unit <= *last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_merge_and_are_found() {
        let set = UnitSet::new([(5, 9), (1, 2), (3, 3), (7, 12), (0xFFFF, 0xFFFF)]);
        assert_eq!(set.ranges(), [(1, 3), (5, 12), (0xFFFF, 0xFFFF)]);
        assert_eq!(set.negated().ranges(), [(0, 0), (4, 4), (13, 0xFFFE)]);
        assert_eq!(set.negated().negated(), set);
        assert_eq!(UnitSet::default().negated().ranges(), [(0, 0xFFFF)]);
        for unit in 0..=u16::MAX {
            assert_eq!(set.contains(unit), matches!(unit, 1..=3 | 5..=12 | 0xFFFF));
            assert_ne!(set.contains(unit), set.negated().contains(unit));
        }
    }

    #[test]
    fn spaces_are_what_trim_removes() {
        let spaces: Vec<u16> = (0..=u16::MAX).filter(|unit| UnitSet::space().contains(*unit)).collect();
        let trimmed = |unit: &u16| crate::js::wtf8::trim(&crate::js::wtf8::from_utf16(&[*unit])).is_empty();
        assert_eq!(spaces, (0..=u16::MAX).filter(trimmed).collect::<Vec<_>>());
    }
}
