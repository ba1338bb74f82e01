//! What only the host can tell about an experiment.

/// A question to the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Whether the experiment's function includes the user.
    Include,
    /// Whether the experiment's regular expression fits the URL.
    Url,
    /// Whether the user is in one of the experiment's groups.
    Groups,
}

/// What the host has told so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answers {
    /// The answer to [`Ask::Include`].
    pub include: Option<bool>,
    /// The answer to [`Ask::Url`].
    pub url: Option<bool>,
    /// The answer to [`Ask::Groups`].
    pub groups: Option<bool>,
}
