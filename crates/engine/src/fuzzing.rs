//! Private parsers and matchers, for the fuzz targets alone.

use std::cmp::Ordering;

use crate::configcat::semver::Version;
use crate::js::regex;

/// A semantic version.
#[derive(Debug)]
pub struct SemVer(Version);

impl SemVer {
    /// Reads a version; `None` if the text is none.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        Version::parse(text).map(Self)
    }

    /// The precedence of two versions.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        self.0.compare(&other.0)
    }
}

/// Whether a text matches a pattern by backtracking, regular or not. `None` if the pattern is none, or it takes too long.
#[must_use]
pub fn backtrack(pattern: &[u8], ignores_case: bool, text: &[u8]) -> Option<bool> {
    regex::backtrack(pattern, ignores_case, text)
}
