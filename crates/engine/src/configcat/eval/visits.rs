//! Remembers the prerequisite flags of one evaluation.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::configcat::FlagId;

/// A flag that was needed as a prerequisite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Visit {
    /// It is being evaluated. Holds how much the visitor had been told before.
    Open { told: usize },
    /// It has been evaluated.
    Done(Done),
}

/// The result of evaluating a prerequisite flag. It holds for the rest of the evaluation: what a flag serves does not depend on
/// the flags that need it, except where it fails, and a failure ends the evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Done {
    /// The outcome's number.
    pub(super) outcome: u32,
    /// How deep its own prerequisites were nested.
    pub(super) height: usize,
    /// Whether the visitor was told anything meanwhile.
    pub(super) has_told: bool,
}

/// The prerequisite flags so far. Costs nothing until there is one.
#[derive(Debug, Default)]
pub(super) struct Visits {
    // The keys are numbers of flags, which nobody outside chooses.
    flags: HashMap<FlagId, Visit, FixedState>,
}

impl Visits {
    /// What is known of the flag.
    pub(super) fn find(&self, id: FlagId) -> Option<Visit> {
        self.flags.get(&id).copied()
    }

    /// The evaluation of the flag begins.
    pub(super) fn open(&mut self, id: FlagId, told: usize) {
        self.flags.insert(id, Visit::Open { told });
    }

    /// The flag has been evaluated.
    pub(super) fn close(&mut self, id: FlagId, outcome: u32, height: usize, told: usize) {
        if let Some(visit) = self.flags.get_mut(&id)
            && let Visit::Open { told: before } = *visit
        {
            *visit = Visit::Done(Done { outcome, height, has_told: told > before });
        }
    }
}
