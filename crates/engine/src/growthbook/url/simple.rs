//! Patterns that look like URLs, with stars for anything.

use url::{Position, Url};

use super::pattern::Pattern;
use super::target::host;
use crate::js::wtf8;

/// What relative patterns are relative to: any server.
const BASE: &str = "https://_____";

/// Stands for a star while the pattern is read as a URL.
const STAR: &str = "_____";

/// A pattern for URLs.
#[derive(Debug)]
pub(super) struct SimplePattern {
    host: Pattern,
    path: Pattern,
    /// The fragment, where the pattern has one.
    hash: Option<Pattern>,
    /// Names of the query string, and what their first values have to be like.
    query: Box<[(String, Pattern)]>,
}

impl SimplePattern {
    /// `None` where it does not look like a URL.
    pub(super) fn new(pattern: &[u8]) -> Option<Self> {
        let pattern = wtf8::to_lossy(pattern);
        let scheme = if starts_with_host(&pattern) { "https://" } else { "" };
        let text = format!("{scheme}{}", pattern.replace('*', STAR));
        let base = Url::parse(BASE).ok()?;
        let url = Url::options().base_url(Some(&base)).parse(&text).ok()?;
        Some(Self {
            host: Pattern::new(host(&url), STAR),
            path: Pattern::of_path(url.path(), STAR),
            hash: Some(hash(&url)).filter(|hash| !hash.is_empty()).map(|hash| Pattern::new(hash, STAR)),
            query: url
                .query_pairs()
                .map(|(name, value)| (name.into_owned(), Pattern::new(&value, STAR)))
                .collect(),
        })
    }

    /// Whether the URL is like that.
    pub(super) fn fits(&self, url: &Url) -> bool {
        let value = |name: &str| url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value);
        self.host.fits(host(url))
            && self.path.fits(url.path())
            && self.hash.as_ref().is_none_or(|pattern| pattern.fits(hash(url)))
            && self.query.iter().all(|(name, pattern)| pattern.fits(&value(name).unwrap_or_default()))
    }
}

/// Whether there is a dot before anything that a host cannot have.
fn starts_with_host(pattern: &str) -> bool {
    pattern.split([':', '/', '?']).next().unwrap_or_default().contains('.')
}

/// The fragment and the sign before it, as JavaScript has them: an empty fragment is nothing at all.
fn hash(url: &Url) -> &str {
    match &url[Position::AfterQuery..] {
        "#" => "",
        hash => hash,
    }
}
