//! Lines that would come again and again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use xxhash_rust::xxh64::xxh64;

use super::Level;

/// The same line is written once within this time.
const WINDOW: Duration = Duration::from_secs(1);

/// So many different lines are known. Others are written.
const MOST: usize = 256;

/// So much of a line is kept, in characters.
const SHORT: usize = 200;

/// Keeps clients from filling the log: what they cause a thousand times is told once, and then how often it was.
#[derive(Debug, Default)]
pub(super) struct Repeats(Mutex<HashMap<u64, Repeat>>);

/// A line that was written.
#[derive(Debug)]
struct Repeat {
    since: Instant,
    /// How often it came again.
    count: u64,
    level: Level,
    start: String,
}

impl Repeats {
    /// Whether the line, which comes without its time, is to be written.
    pub(super) fn admit(&self, level: Level, line: &str, now: Instant) -> bool {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = xxh64(line.as_bytes(), 0);
        if let Some(repeat) = lines.get_mut(&key) {
            repeat.count += 1;
            return false;
        }
        if lines.len() < MOST {
            let start = line.chars().take(SHORT).collect();
            lines.insert(key, Repeat { since: now, count: 0, level, start });
        }
        true
    }

    /// What there is to tell of lines that are free to come again. To be asked before others are admitted.
    pub(super) fn due(&self, now: Instant) -> Vec<(Level, String)> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let over = lines.extract_if(|_, repeat| now.saturating_duration_since(repeat.since) >= WINDOW);
        let repeated = over.map(|(_, repeat)| repeat).filter(|repeat| repeat.count > 0);
        repeated
            .map(|repeat| {
                let times = if repeat.count == 1 { "once" } else { &*format!("{} times", repeat.count) };
                (repeat.level, format!("{} (and {times} more)", repeat.start))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_once_a_second_and_then_with_its_number() {
        let (repeats, start) = (Repeats::default(), Instant::now());
        let at = |milliseconds: u64| start + Duration::from_millis(milliseconds);
        assert!(repeats.admit(Level::Warn, "a", at(0)));
        assert!(repeats.admit(Level::Error, "b", at(500)));
        for time in 1..900 {
            assert!(!repeats.admit(Level::Warn, "a", at(time)));
            assert_eq!(repeats.due(at(time)), []);
        }
        assert_eq!(repeats.due(at(1_000)), [(Level::Warn, "a (and 899 times more)".to_owned())]);
        assert_eq!(repeats.due(at(1_000)), []);
        assert!(repeats.admit(Level::Warn, "a", at(1_000)));
        assert!(!repeats.admit(Level::Error, "b", at(1_400)));
        assert_eq!(repeats.due(at(1_500)), [(Level::Error, "b (and once more)".to_owned())]);
        // What has come once is not mentioned again.
        assert_eq!(repeats.due(at(3_000)), []);
    }

    #[test]
    fn what_is_known_is_bounded() {
        let (repeats, now) = (Repeats::default(), Instant::now());
        for number in 0..1_000 {
            assert!(repeats.admit(Level::Warn, &number.to_string(), now));
        }
        assert!(!repeats.admit(Level::Warn, "0", now));
        assert!(repeats.admit(Level::Warn, "999", now));
        let repeats = Repeats::default();
        let long = "ä".repeat(5_000);
        for is_first in [true, false] {
            assert_eq!(repeats.admit(Level::Warn, &long, now), is_first);
        }
        assert!(repeats.admit(Level::Warn, &format!("{long}b"), now), "it differs in the end only");
        let told = &repeats.due(now + WINDOW)[0].1;
        assert_eq!(told.chars().count(), SHORT + " (and once more)".len());
    }
}
