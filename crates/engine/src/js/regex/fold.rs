//! Case as the flag `i` ignores it: two units are the same if their upper case is.

use std::sync::OnceLock;

use super::unit_set::UnitSet;

/// `Canonicalize`: upper case, where that is one unit, and none of ASCII for one that is not of ASCII.
pub(super) fn canonical(unit: u16) -> u16 {
    if let Ok(ascii) = u8::try_from(unit)
        && ascii.is_ascii()
    {
        return u16::from(ascii.to_ascii_uppercase());
    }
    let Some(c) = char::from_u32(u32::from(unit)) else { return unit };
    let mut upper = c.to_uppercase();
    match (upper.next().and_then(|c| u16::try_from(u32::from(c)).ok()), upper.next()) {
        (Some(upper), None) if upper > 0x7F => upper,
        _ => unit,
    }
}

/// The set with all units that differ from its own only by case.
pub(super) fn close(set: &UnitSet) -> UnitSet {
    let mut ranges = set.ranges().to_vec();
    if let Some(unit) = set.only() {
        ranges.extend(alike(unit).iter().map(|(_, unit)| (*unit, *unit)));
    } else {
        for class in classes().chunk_by(|left, right| left.0 == right.0) {
            if class.iter().any(|(_, unit)| set.contains(*unit)) {
                ranges.extend(class.iter().map(|(_, unit)| (*unit, *unit)));
            }
        }
    }
    UnitSet::new(ranges)
}

/// The units that differ from this one only by case, each behind their upper case.
fn alike(unit: u16) -> &'static [(u16, u16)] {
    let canonical = canonical(unit);
    let classes = classes();
    let start = classes.partition_point(|(known, _)| *known < canonical);
    let end = classes.partition_point(|(known, _)| *known <= canonical);
    classes.get(start..end).unwrap_or_default()
}

/// All units that are not alone with their upper case, behind it, in order.
fn classes() -> &'static [(u16, u16)] {
    static CLASSES: OnceLock<Vec<(u16, u16)>> = OnceLock::new();
    CLASSES.get_or_init(|| {
        let changed = |unit| Some((canonical(unit), unit)).filter(|(canonical, unit)| canonical != unit);
        let mut classes: Vec<(u16, u16)> = (0..=u16::MAX)
            .filter_map(changed)
            .flat_map(|(upper, unit)| [(upper, upper), (upper, unit)])
            .collect();
        classes.sort_unstable();
        classes.dedup();
        classes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_case_is_final() {
        for unit in 0..=u16::MAX {
            assert_eq!(canonical(canonical(unit)), canonical(unit), "{unit:x}");
            assert_eq!(unit < 0x80, canonical(unit) < 0x80, "{unit:x}");
        }
    }

    #[test]
    fn closing_adds_what_differs_by_case() {
        let close =
            |units: &[u16]| close(&UnitSet::new(units.iter().map(|unit| (*unit, *unit)).collect::<Vec<_>>()));
        assert_eq!(close(&[0x6B]), UnitSet::new([(0x4B, 0x4B), (0x6B, 0x6B)]));
        assert_eq!(close(&[0x73, 0x31]), UnitSet::new([(0x53, 0x53), (0x73, 0x73), (0x31, 0x31)]));
        // ſ and the Kelvin sign would become ASCII, so they stay alone.
        assert_eq!(close(&[0x17F]), UnitSet::unit(0x17F));
        assert_eq!(close(&[0x212A]), UnitSet::unit(0x212A));
        // μ and µ have the same upper case.
        assert_eq!(close(&[0xB5]), UnitSet::new([(0xB5, 0xB5), (0x39C, 0x39C), (0x3BC, 0x3BC)]));
        assert_eq!(close(&[0xDF]), UnitSet::unit(0xDF));
        assert_eq!(close(&[0xD83D]), UnitSet::unit(0xD83D));
    }
}
