//! The `Retry-After` header.

use std::time::Duration;

use vexil_client::fuzzing::retry_after as ours;

/// Some moment in the year 2001.
const NOW_SECONDS: i64 = 1_000_000_000;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A header value.
pub fn retry_after(data: &[u8]) {
    let Ok(header) = std::str::from_utf8(data) else { return };
    let wait = ours(header, NOW_SECONDS as f64 * 1000.0);
    assert_ne!(wait, Some(Duration::ZERO));
    for now in [0.0, -1e18, 1e300, f64::NAN, f64::INFINITY] {
        let _ = ours(header, now);
    }
    let text = header.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Beyond all numbers is a very long time, too.
        let seconds = text.parse().unwrap_or(u64::MAX);
        assert_eq!(wait, Some(Duration::from_secs(seconds)).filter(|wait| !wait.is_zero()));
    } else if let (Some(seconds), Some(wait)) = (date(text), wait) {
        assert_eq!(wait, Duration::from_secs(u64::try_from(seconds - NOW_SECONDS).unwrap()));
    }
}

/// Seconds since 1970 of a date like `Sun, 06 Nov 1994 08:49:37 GMT`; the days are counted one by one.
fn date(text: &str) -> Option<i64> {
    let (_, text) = text.split_once(", ")?;
    let [day, month, year, time, "GMT"] = text.split(' ').collect::<Vec<_>>()[..] else { return None };
    let [hour, minute, second] =
        time.split(':').map(|part| part.parse::<i64>().ok()).collect::<Option<Vec<_>>>()?[..]
    else {
        return None;
    };
    let (day, year): (i64, i64) =
        (day.parse().ok()?, year.parse().ok().filter(|year| (1970..=9999).contains(year))?);
    let month = MONTHS.iter().position(|name| *name == month)?;
    let is_leap = |year: i64| year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
    let years: i64 = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    let lengths = [31, if is_leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let days = years + lengths[..month].iter().sum::<i64>() + day - 1;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}
