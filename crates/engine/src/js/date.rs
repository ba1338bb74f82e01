//! `Date.prototype.toISOString`.

/// The largest time value of a date, in milliseconds to either side of the epoch.
const MAX_TIME: f64 = 8.64e15;
const MS_PER_DAY: i64 = 86_400_000;

/// `new Date(ms).toISOString()`; `None` where JavaScript throws a `RangeError` (not finite, or beyond
/// ±8.64e15 ms).
pub fn iso_text(ms: f64) -> Option<String> {
    if ms.is_nan() || ms.abs() > MAX_TIME {
        return None;
    }
    // Within range, truncation keeps the value exact.
    let ms = ms.trunc() as i64;
    let (year, month, day) = civil_date(ms.div_euclid(MS_PER_DAY));
    let time = ms.rem_euclid(MS_PER_DAY);
    let (hour, minute) = (time / 3_600_000, time / 60_000 % 60);
    let (second, millisecond) = (time / 1_000 % 60, time % 1_000);
    let year = match year {
        0..=9999 => format!("{year:04}"),
        _ => format!("{year:+07}"),
    };
    Some(format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z"))
}

/// Year, month (from 1) and day (from 1) in the proleptic Gregorian calendar, for days since 1970-01-01.
///
/// Years are counted from March, so that the leap day is the last day of its year, within eras of 400 years.
pub(crate) const fn civil_date(days: i64) -> (i64, i64, i64) {
    const DAYS_TO_EPOCH: i64 = 719_468;
    const DAYS_PER_ERA: i64 = 146_097;
    let days = days + DAYS_TO_EPOCH;
    let era = days.div_euclid(DAYS_PER_ERA);
    let day_of_era = days.rem_euclid(DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_node_prints() {
        let cases = [
            (0.0, "1970-01-01T00:00:00.000Z"),
            (-1.0, "1969-12-31T23:59:59.999Z"),
            (1_693_497_600_000.0, "2023-08-31T16:00:00.000Z"),
            (1_709_210_096_789.9, "2024-02-29T12:34:56.789Z"),
            (-0.9, "1970-01-01T00:00:00.000Z"),
            (-62_167_219_200_000.0, "0000-01-01T00:00:00.000Z"),
            (-62_167_219_200_001.0, "-000001-12-31T23:59:59.999Z"),
            (253_402_300_799_999.0, "9999-12-31T23:59:59.999Z"),
            (253_402_300_800_000.0, "+010000-01-01T00:00:00.000Z"),
            (MAX_TIME, "+275760-09-13T00:00:00.000Z"),
            (-MAX_TIME, "-271821-04-20T00:00:00.000Z"),
        ];
        for (ms, expected) in cases {
            assert_eq!(iso_text(ms).as_deref(), Some(expected));
        }
    }

    #[test]
    fn times_out_of_range_have_no_text() {
        for ms in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, MAX_TIME + 1.0, -MAX_TIME - 1.0] {
            assert_eq!(iso_text(ms), None, "{ms}");
        }
    }
}
