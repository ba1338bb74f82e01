//! Saved groups: lists and conditions that many conditions use.

use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashSet};

use super::compile::{Compiler, Reads};
use super::members::Members;
use super::model::{Node, Path, Text};
use crate::growthbook::{AttributeId, AttributeTable, Problems};
use crate::js::{Data, Object, wtf8};

/// The saved groups of a payload.
#[derive(Debug, Clone, Default)]
pub struct SavedGroups {
    groups: Arc<HashMap<Text, Group, RandomState>>,
}

/// A saved group.
#[derive(Debug)]
pub(super) enum Group {
    /// The old form: nothing but values.
    Values(Members),
    /// Values, and the attribute that is looked for among them.
    List(Members, Option<Path>),
    /// A condition, and how many levels of it are nested.
    Condition(Node, usize),
    /// Nobody is in it, and nobody is not.
    Malformed,
}

impl SavedGroups {
    /// Compiles the groups. The attributes that conditions of theirs read get numbers.
    pub fn compile(json: &Data, table: &mut AttributeTable, problems: &mut Problems) -> Self {
        let mut compile = |id: Text, group: &Data| {
            let compiled = Group::compile(group, table, problems);
            if matches!(compiled, Group::Malformed) {
                problems.note(format!("Saved group {} is malformed. Nobody is in it.", wtf8::to_lossy(&id)));
            }
            (id, compiled)
        };
        let groups = match json {
            Data::Object(groups) => {
                groups.entries().iter().map(|(id, group)| compile(id.clone(), group)).collect()
            }
            // The official package finds the groups of a list by their numbers.
            Data::List(groups) => {
                let number = |at: usize| at.to_string().into_bytes().into_boxed_slice();
                groups.iter().enumerate().map(|(at, group)| compile(number(at), group)).collect()
            }
            _ => return Self::default(),
        };
        Self { groups: Arc::new(groups) }
    }

    pub(super) fn find(&self, id: &[u8]) -> Option<&Group> {
        self.groups.get(id)
    }

    /// What the groups in `used` read of the attributes, and the groups that these use.
    pub(super) fn collect<'a>(&'a self, found: &mut BTreeSet<AttributeId>, mut used: Vec<&'a [u8]>) {
        let mut seen: HashSet<&[u8], RandomState> = HashSet::default();
        while let Some(id) = used.pop() {
            if !seen.insert(id) {
                continue;
            }
            match self.find(id) {
                Some(Group::List(_, attribute)) => found.extend(attribute.as_ref().and_then(|path| path.id)),
                Some(Group::Condition(node, _)) => node.collect(found, &mut used),
                Some(Group::Values(_) | Group::Malformed) | None => {}
            }
        }
    }
}

impl Group {
    fn compile(json: &Data, table: &mut AttributeTable, problems: &mut Problems) -> Self {
        match json {
            Data::List(values) => Self::Values(Members::new(values)),
            Data::Object(fields) => {
                match (fields.get(b"type"), fields.get(b"values"), fields.get(b"condition")) {
                    (Some(Data::Text(kind)), Some(Data::List(values)), _) if **kind == *b"list" => {
                        Self::List(Members::new(values), attribute(fields, table, problems))
                    }
                    (Some(Data::Text(kind)), _, Some(condition @ (Data::Object(_) | Data::List(_))))
                        if **kind == *b"condition" =>
                    {
                        let mut compiler = Compiler::new(Reads::Both(table), problems);
                        let node = compiler.scope(condition);
                        Self::Condition(node, compiler.height())
                    }
                    _ => Self::Malformed,
                }
            }
            _ => Self::Malformed,
        }
    }
}

fn attribute(fields: &Object, table: &mut AttributeTable, problems: &mut Problems) -> Option<Path> {
    let Some(Data::Text(key)) = fields.get(b"attributeKey") else { return None };
    Some(Compiler::new(Reads::Both(table), problems).path(key))
}
