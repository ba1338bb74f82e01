//! Targeting conditions: what the attributes of a user have to be like.
//!
//! A condition is compiled once: paths are split, lists hashed, patterns compiled, versions padded. Where the official SDK throws,
//! the whole condition does not hold.

mod compile;
mod eval;
mod groups;
mod members;
mod model;
mod operator;
mod questions;
mod scratch;
mod version;

use std::collections::BTreeSet;

use self::compile::{Compiler, Reads};
use self::eval::{OfAttributes, OfData};
use self::model::Node;
use super::{AttributeId, AttributeTable, Problems};
use crate::js::{Data, DataRef};

pub use self::groups::SavedGroups;
pub(super) use self::questions::Questions;
pub use self::questions::{NumberClasses, TextClasses, ValueClasses};
pub use self::version::padded_version;

/// How deep conditions may be nested, those of saved groups that they use included. Deeper ones do not hold.
pub const CONDITION_DEPTH_LIMIT: usize = 1_000;

/// The attributes of a user, by their numbers in the payload.
pub trait Lookup {
    /// The value of an attribute. `Null` where a path leads nowhere.
    fn get(&self, attribute: AttributeId) -> DataRef<'_>;
}

/// A compiled condition.
#[derive(Debug, Clone)]
pub struct Condition {
    root: Node,
    /// How many levels of it are nested.
    height: usize,
}

impl Condition {
    /// Compiles a condition on attributes. A malformed part is false, and is noted.
    pub fn compile(json: &Data, table: &mut AttributeTable, problems: &mut Problems) -> Self {
        Self::compile_with(json, Reads::Attributes(table), problems)
    }

    /// Compiles a condition on a value at hand, as prerequisites have it.
    pub fn compile_for_data(json: &Data, problems: &mut Problems) -> Self {
        Self::compile_with(json, Reads::Data, problems)
    }

    fn compile_with(json: &Data, reads: Reads<'_>, problems: &mut Problems) -> Self {
        let mut compiler = Compiler::new(reads, problems);
        let root = compiler.scope(json);
        Self { root, height: compiler.height() }
    }

    /// Whether the attributes are like that. For conditions that were compiled with a table; the groups must have been compiled with
    /// the same one.
    pub fn holds(&self, attributes: &impl Lookup, groups: &SavedGroups) -> bool {
        self.answer(attributes, groups) == Some(true)
    }

    /// The same; `None` where the official package throws.
    pub(super) fn answer(&self, attributes: &impl Lookup, groups: &SavedGroups) -> Option<bool> {
        eval::holds(&self.root, self.height, &OfAttributes(attributes), groups)
    }

    /// Whether a value is like that. For conditions that were compiled for data.
    pub fn holds_for(&self, value: DataRef<'_>, groups: &SavedGroups) -> bool {
        eval::holds(&self.root, self.height, &OfData(value), groups) == Some(true)
    }

    /// The attributes that can be read when it is evaluated with these groups, in order of their numbers.
    pub fn attributes(&self, groups: &SavedGroups) -> Vec<AttributeId> {
        let mut found = BTreeSet::new();
        let mut used = Vec::new();
        self.root.collect(&mut found, &mut used);
        groups.collect(&mut found, used);
        found.into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
