//! What compiling needs at hand, and what it finds out besides.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::growthbook::model::{Bandit, Broken, Read};
use crate::growthbook::{AttributeId, AttributeTable, Condition, Problems, SavedGroups};
use crate::js::{Data, DataRef, Object};

/// Compiles the parts of one payload, one after the other.
#[derive(Debug, Default)]
pub(super) struct Compiler {
    pub(super) table: AttributeTable,
    pub(super) problems: Problems,
    pub(super) groups: SavedGroups,
    pub(super) bandits: HashMap<Box<[u8]>, Arc<Bandit>>,
    /// What the host changes of experiments, by their keys.
    pub(super) overrides: Arc<Object>,
    /// What the current feature reads.
    reads: Vec<Read>,
    read_attributes: HashSet<AttributeId>,
    /// How many attributes all conditions read.
    read_by_conditions: usize,
}

/// From there on it is not found out what conditions read: each of many may use groups that read many attributes. Payloads that people
/// write do not come to a hundredth.
const READ_LIMIT: usize = 1 << 21;

impl Compiler {
    /// A compiler that goes on from what others have numbered and compiled.
    pub(super) fn new(table: AttributeTable, groups: SavedGroups, overrides: Arc<Object>) -> Self {
        Self { table, groups, overrides, ..Self::default() }
    }

    /// The problems that come are those of this feature or experiment.
    pub(super) fn enter(&mut self, owner: &[u8]) {
        self.problems.enter(Some(owner));
    }

    /// What was read since the last time, in order.
    pub(super) fn take_reads(&mut self) -> Vec<Read> {
        self.read_attributes.clear();
        std::mem::take(&mut self.reads)
    }

    /// Notes that a payload is malformed where the official package throws.
    pub(super) fn broken(&mut self, what: &str) -> Broken {
        self.problems.note(what);
        Broken
    }

    /// A feature is read.
    pub(super) fn read_feature(&mut self, key: &[u8]) {
        self.reads.push(Read::Feature(key.into()));
    }

    /// All of this is read.
    pub(super) fn read_all(&mut self, reads: &[Read]) {
        self.read_by_conditions += reads.len();
        if self.read_by_conditions > READ_LIMIT {
            return self.reads.push(Read::Everything);
        }
        for read in reads {
            match read {
                Read::Attribute(id) => self.read(*id),
                Read::Feature(_) | Read::Everything => self.reads.push(read.clone()),
            }
        }
    }

    /// An attribute is read.
    pub(super) fn read(&mut self, id: AttributeId) {
        if self.read_attributes.insert(id) {
            self.reads.push(Read::Attribute(id));
        }
    }

    /// An attribute whose name stands in the payload; `id` where none does.
    pub(super) fn attribute(&mut self, name: DataRef<'_>) -> AttributeId {
        let id = if name.is_truthy() { self.table.top(&name.to_text()) } else { self.table.top(b"id") };
        self.read(id);
        id
    }

    /// A condition on attributes; `None` where there is none.
    pub(super) fn condition(&mut self, condition: DataRef<'_>) -> Option<Condition> {
        if !condition.is_truthy() {
            return None;
        }
        let condition = Condition::compile(&to_data(condition), &mut self.table, &mut self.problems);
        if self.read_by_conditions > READ_LIMIT {
            self.reads.push(Read::Everything);
            return Some(condition);
        }
        let attributes = condition.attributes(&self.groups);
        self.read_by_conditions += attributes.len();
        for id in attributes {
            self.read(id);
        }
        Some(condition)
    }

    /// A condition on the value of a feature; `None` where there is none.
    pub(super) fn condition_on_value(&mut self, condition: DataRef<'_>) -> Option<Condition> {
        condition.is_truthy().then(|| Condition::compile_for_data(&to_data(condition), &mut self.problems))
    }
}

/// The value itself.
pub(super) fn to_data(value: DataRef<'_>) -> Data {
    match value {
        DataRef::Undefined => Data::Undefined,
        DataRef::Null => Data::Null,
        DataRef::Bool(value) => Data::Bool(value),
        DataRef::Number(value) => Data::Number(value),
        DataRef::Text(text) => Data::Text(text.into()),
        DataRef::List(items) => Data::List(items.into()),
        DataRef::Object(object) => Data::Object(object.clone()),
        DataRef::Exotic(exotic) => Data::Exotic(Box::new(exotic.clone())),
    }
}
