//! The `Retry-After` header (RFC 9110, section 10.2.3): seconds, or a date.

use std::time::{Duration, UNIX_EPOCH};

/// How long the server wants to be left alone, counted from the time `now_ms` of the answer. `None` for what is malformed,
/// negative or past: that is no wish.
pub(crate) fn wait(header: &str, now_ms: f64) -> Option<Duration> {
    let header = header.trim();
    let wait = if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than there are numbers for are still a very long time.
        Duration::from_secs(header.parse().unwrap_or(u64::MAX))
    } else {
        let date = httpdate::parse_http_date(header).ok()?.duration_since(UNIX_EPOCH).ok()?;
        Duration::try_from_secs_f64(date.as_secs_f64() - now_ms / 1000.0).ok()?
    };
    (!wait.is_zero()).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
    const EXAMPLE_MS: f64 = 784_111_777_000.0;

    #[test]
    fn seconds_are_seconds() {
        assert_eq!(wait("120", 0.0), Some(Duration::from_secs(120)));
        assert_eq!(wait(" 1 ", 0.0), Some(Duration::from_secs(1)));
        assert_eq!(wait("99999999999999999999999999", 0.0), Some(Duration::from_secs(u64::MAX)));
    }

    #[test]
    fn dates_of_all_three_forms_count_from_the_given_time() {
        let forms =
            ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"];
        for form in forms {
            assert_eq!(wait(form, EXAMPLE_MS - 90_000.0), Some(Duration::from_secs(90)), "{form}");
            assert_eq!(wait(form, EXAMPLE_MS), None, "{form}: now");
            assert_eq!(wait(form, EXAMPLE_MS + 1000.0), None, "{form}: past");
        }
    }

    #[test]
    fn what_is_no_wish_is_ignored() {
        let malformed = ["", " ", "0", "-1", "-120", "+5", "1.5", "1e3", "0x10", "5 s", "NaN", "soon", "١٢"];
        for header in malformed.into_iter().chain([
            "Sun, 99 Nov 1994 08:49:37 GMT",
            "06 Nov 1994",
            "1994-11-06T08:49:37Z",
        ]) {
            assert_eq!(wait(header, 0.0), None, "{header:?}");
        }
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT", f64::NAN), None);
    }
}
