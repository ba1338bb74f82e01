//! What is known of the file of a list.

use vexil_engine::statsig::IdList;

use super::lookup::Listed;

/// A part of a list that is to be downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The name of the list, as WTF-8.
    pub name: Box<[u8]>,
    /// Where it is, as WTF-8.
    pub url: Box<[u8]>,
    /// The first byte that is wanted, of all that follow.
    pub from: u64,
}

/// What a text is of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What follows what is known.
    Rest,
    /// The beginning of what follows what is known. The rest did not come.
    Beginning,
    /// All of it, from its first byte on.
    Whole,
}

/// How far the file of a list is known.
#[derive(Debug)]
pub(super) struct File {
    /// What the server calls it; `None`: the list came from elsewhere.
    id: Option<Box<[u8]>>,
    created: f64,
    /// How many bytes of it are known.
    pub(super) position: u64,
    /// The list in use is that of an earlier file, until this one is there.
    pub(super) fresh: Option<IdList>,
    /// Tells it from what has the name later.
    pub(super) number: u64,
}

impl File {
    /// A list that came from elsewhere.
    pub(super) const fn elsewhere(number: u64) -> Self {
        Self { id: None, created: 0.0, position: 0, fresh: None, number }
    }

    pub(super) fn new(listed: &Listed, number: u64) -> Self {
        Self { id: Some(listed.file.clone()), created: listed.created, position: 0, fresh: None, number }
    }

    /// Whether the lookup knows less than what is known already.
    pub(super) fn is_newer_than(&self, listed: &Listed) -> bool {
        listed.created < self.created
    }

    /// Whether the lookup says that there is another file now.
    pub(super) fn is_replaced_by(&self, listed: &Listed) -> bool {
        self.id.as_ref() != Some(&listed.file) && listed.created >= self.created
    }
}

/// A list with more lines; `None` where the text has none, because it is something else.
pub(super) fn extended(mut list: IdList, lines: &[u8]) -> Option<IdList> {
    if !matches!(lines.first(), None | Some(b'+' | b'-')) {
        return None;
    }
    list.apply(lines);
    Some(list)
}
