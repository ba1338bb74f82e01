//! The `p` node of a config: where to fetch from, and the salt.

/// What the config says about fetching and hashing (`p` in the JSON).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preferences {
    /// The base URL of the right data centre (`p.u`).
    pub base_url: Option<Box<[u8]>>,
    /// What to do if that is another one than the one in use (`p.r`).
    pub redirect: Option<Redirect>,
    /// The salt of the hashed comparison values (`p.s`).
    pub salt: Option<Box<[u8]>>,
}

/// The redirect mode of the preferences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirect {
    /// 0: no redirect.
    No,
    /// 1: redirect, and warn that the data governance setting does not match.
    Should,
    /// 2: redirect even if the base URL was set by the user.
    Force,
    /// Any other number.
    Unknown,
}

impl Redirect {
    /// The mode with the given number.
    pub(crate) fn from_number(number: f64) -> Self {
        match number {
            0.0 => Self::No,
            1.0 => Self::Should,
            2.0 => Self::Force,
            _ => Self::Unknown,
        }
    }
}
