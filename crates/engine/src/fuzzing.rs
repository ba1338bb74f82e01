//! Private parsers, for the fuzz targets alone.

use std::cmp::Ordering;

use crate::configcat::semver::Version;

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
