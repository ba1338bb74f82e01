//! One compiled form for all that use the same pattern.

use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use hashbrown::HashMap;

use super::{Regex, RegexError};

/// Payloads replace each other, and most patterns stay: those in use are found here. A text is the pattern behind a byte for its flag.
static PATTERNS: LazyLock<Mutex<Patterns>> = LazyLock::new(Mutex::default);

#[derive(Debug, Default)]
struct Patterns {
    known: HashMap<Box<[u8]>, Weak<Regex>>,
    /// How many may be known before those that are not used any more are forgotten.
    limit: usize,
}

pub(super) fn regex(pattern: &[u8], ignores_case: bool) -> Result<Arc<Regex>, RegexError> {
    let key: Box<[u8]> = [&[u8::from(ignores_case)], pattern].concat().into();
    if let Some(known) = with_patterns(|patterns| patterns.known.get(&key).and_then(Weak::upgrade)) {
        return Ok(known);
    }
    // Outside of the lock: it may take long.
    let regex = Arc::new(Regex::new(pattern, ignores_case)?);
    Ok(with_patterns(|patterns| patterns.add(key, regex)))
}

fn with_patterns<T>(act: impl FnOnce(&mut Patterns) -> T) -> T {
    act(&mut PATTERNS.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Patterns {
    /// Adds a pattern, unless another thread was faster.
    fn add(&mut self, key: Box<[u8]>, regex: Arc<Regex>) -> Arc<Regex> {
        const LEAST: usize = 64;
        if let Some(known) = self.known.get(&key).and_then(Weak::upgrade) {
            return known;
        }
        if self.known.len() >= self.limit.max(LEAST) {
            self.known.retain(|_, regex| regex.strong_count() > 0);
            self.limit = self.known.len() * 2;
        }
        self.known.insert(key, Arc::downgrade(&regex));
        regex
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_in_use_are_shared() {
        let first = regex(b"shared\\d", false).unwrap();
        assert!(Arc::ptr_eq(&first, &regex(b"shared\\d", false).unwrap()));
        assert!(!Arc::ptr_eq(&first, &regex(b"shared\\d", true).unwrap()));
        assert_eq!(regex(b"(", false).unwrap_err(), RegexError::UnterminatedGroup);
    }

    #[test]
    fn patterns_out_of_use_are_forgotten() {
        let mut patterns = Patterns::default();
        let add = |patterns: &mut Patterns, number: usize| {
            let regex = Arc::new(Regex::new(b"a", false).unwrap());
            patterns.add(number.to_string().into_bytes().into(), regex)
        };
        let kept: Vec<_> = (0..100).map(|number| add(&mut patterns, number)).collect();
        for number in 100..1000 {
            drop(add(&mut patterns, number));
        }
        assert!(patterns.known.len() <= 200);
        assert!(
            kept.iter().enumerate().all(|(number, regex)| Arc::ptr_eq(regex, &add(&mut patterns, number)))
        );
    }
}
