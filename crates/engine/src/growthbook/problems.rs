//! What is wrong with a payload, to be said once.

/// Something malformed, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The feature or experiment where it is; `None` for the payload itself.
    pub owner: Option<Box<[u8]>>,
    /// A sentence that says it.
    pub text: String,
}

/// Collects what is wrong, up to a limit: payloads come from the network.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    list: Vec<Problem>,
    owner: Option<Box<[u8]>>,
}

/// More of them help nobody.
const LIMIT: usize = 100;

impl Problems {
    /// From now on it is about this feature or experiment.
    pub fn enter(&mut self, owner: Option<&[u8]>) {
        self.owner = owner.map(Box::from);
    }

    /// Notes a problem of the current owner.
    pub fn note(&mut self, text: impl Into<String>) {
        if self.list.len() < LIMIT {
            self.list.push(Problem { owner: self.owner.clone(), text: text.into() });
        }
    }

    /// Notes those of another part of the payload.
    pub(super) fn append(&mut self, other: Self) {
        let room = LIMIT.saturating_sub(self.list.len());
        self.list.extend(other.list.into_iter().take(room));
    }

    /// All that was noted.
    #[must_use]
    pub fn list(&self) -> &[Problem] {
        &self.list
    }
}
