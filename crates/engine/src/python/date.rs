//! The text of a point in time, as `datetime.fromtimestamp(seconds, timezone.utc)` and `strftime` make it.

use crate::js::date::civil_date;

const SECONDS_PER_DAY: i64 = 86_400;

/// The first second of the year 1, and the first of the year 10,000.
const RANGE: std::ops::Range<i64> = -62_135_596_800..253_402_300_800;

/// `1970-01-01T00:00:00.000`. Years below 1000 have fewer digits.
///
/// # Errors
/// What Python says where there is no such `datetime`.
pub(crate) fn date_text(seconds: f64) -> Result<String, String> {
    let (seconds, micros) = rounded(seconds);
    check(seconds)?;
    let (year, month, day) = civil_date(seconds.div_euclid(SECONDS_PER_DAY));
    let time = seconds.rem_euclid(SECONDS_PER_DAY);
    let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
    Ok(format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}", micros / 1_000))
}

/// Whether there is such a `datetime`.
///
/// # Errors
/// What Python says where there is none.
pub(crate) fn check_date(seconds: f64) -> Result<(), String> {
    check(rounded(seconds).0)
}

fn check(seconds: i64) -> Result<(), String> {
    if RANGE.contains(&seconds) {
        return Ok(());
    }
    if matches!(seconds, i64::MIN | i64::MAX) {
        return Err("timestamp out of range for platform time_t".to_owned());
    }
    let (year, ..) = civil_date(seconds.div_euclid(SECONDS_PER_DAY));
    Err(match i32::try_from(year) {
        Ok(year) => format!("year {year} is out of range"),
        Err(_) => "[Errno 75] Value too large for defined data type".to_owned(),
    })
}

/// The whole seconds and the microseconds, which are rounded half to even.
fn rounded(seconds: f64) -> (i64, i64) {
    const MICROS: f64 = 1e6;
    let whole = seconds.trunc();
    let micros = (seconds.fract() * MICROS).round_ties_even();
    let (whole, micros) = if micros >= MICROS {
        (whole + 1.0, micros - MICROS)
    } else if micros < 0.0 {
        (whole - 1.0, micros + MICROS)
    } else {
        (whole, micros)
    };
    (whole as i64, micros as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What CPython 3.9 and 3.13 write on Linux.
    #[test]
    fn dates_as_python_writes_them() {
        for (seconds, expected) in [
            (0.0, "1970-01-01T00:00:00.000"),
            (-1.0, "1969-12-31T23:59:59.000"),
            (-1.5, "1969-12-31T23:59:58.500"),
            (1_693_497_600.0, "2023-08-31T16:00:00.000"),
            (1_693_497_599.999_999_9, "2023-08-31T16:00:00.000"),
            (1_693_497_599.999_499_8, "2023-08-31T15:59:59.999"),
            (-5e-7, "1970-01-01T00:00:00.000"),
            (253_402_300_799.0, "9999-12-31T23:59:59.000"),
            (-30_000_000_000.0, "1019-05-04T18:40:00.000"),
            (-62_135_596_800.0, "1-01-01T00:00:00.000"),
        ] {
            assert_eq!(date_text(seconds).as_deref(), Ok(expected), "{seconds}");
            assert_eq!(check_date(seconds), Ok(()));
        }
        for (seconds, expected) in [
            (253_402_300_799.999_99, "year 10000 is out of range"),
            (1e12, "year 33658 is out of range"),
            (-62_135_596_800.5, "year 0 is out of range"),
            (-1e12, "year -29719 is out of range"),
            (1e17, "[Errno 75] Value too large for defined data type"),
            (-1e17, "[Errno 75] Value too large for defined data type"),
            (1e19, "timestamp out of range for platform time_t"),
            (f64::INFINITY, "timestamp out of range for platform time_t"),
        ] {
            assert_eq!(date_text(seconds), Err(expected.to_owned()), "{seconds}");
            assert_eq!(check_date(seconds), Err(expected.to_owned()));
        }
    }
}
