//! Where an evaluation stands in one flag.

use crate::configcat::FlagId;
use crate::configcat::flag::{BoundSource, Flag};

/// A flag and what belongs to it.
#[derive(Debug, Clone, Copy)]
pub(in crate::configcat) struct Scope<'c> {
    pub(in crate::configcat) id: FlagId,
    pub(in crate::configcat) flag: &'c Flag,
    pub(in crate::configcat) source: &'c BoundSource,
}

/// A flag that is being evaluated. Flags wait here while their prerequisites are evaluated.
#[derive(Debug)]
pub(super) struct Frame<'c> {
    pub(super) scope: Scope<'c>,
    /// The rule, and the condition of the rule, that are evaluated next.
    pub(super) rule: usize,
    pub(super) condition: usize,
    /// How deep its prerequisites have been nested so far.
    pub(super) height: usize,
    /// Whether the missing user was warned of.
    pub(super) user_warned: bool,
    /// Whether the missing attribute of percentage options was warned of.
    pub(super) attribute_warned: bool,
}

impl<'c> Frame<'c> {
    /// The flag from its beginning.
    pub(super) const fn new(scope: Scope<'c>) -> Self {
        Self { scope, rule: 0, condition: 0, height: 0, user_warned: false, attribute_warned: false }
    }
}
