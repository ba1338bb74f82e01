//! One spec.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::rule::compile_rule;
use super::texts::TextTable;
use crate::js::{Data, DataRef, Object};
use crate::key_index::KeyIndex;
use crate::statsig::input::InputTable;
use crate::statsig::model::Spec;
use crate::statsig::wire::BodyText;
use crate::statsig::{Input, SpecsError, TextId};

/// What all specs of a body share.
pub(super) struct Tables {
    pub(super) texts: Box<[Box<[u8]>]>,
    pub(super) inputs: Box<[Input]>,
}

/// What compiling needs at hand.
pub(super) struct Compiler<'b> {
    pub(super) body: &'b BodyText<'b>,
    pub(super) texts: TextTable,
    pub(super) inputs: InputTable,
    gates: &'b KeyIndex,
    configs: &'b KeyIndex,
    /// The conditions of the second version that were read.
    read: HashMap<Box<[u8]>, Option<Arc<Data>>>,
}

impl<'b> Compiler<'b> {
    pub(super) fn new(body: &'b BodyText<'b>, gates: &'b KeyIndex, configs: &'b KeyIndex) -> Self {
        Self {
            body,
            texts: TextTable::new(),
            inputs: InputTable::default(),
            gates,
            configs,
            read: HashMap::new(),
        }
    }

    /// The number of the gate with the name.
    pub(super) fn gate(&self, name: &[u8]) -> Option<u32> {
        self.gates.find(name, |id| self.body.gates.get(id as usize).map(|(name, _)| &**name))
    }

    /// The number of the config with the name.
    pub(super) fn config(&self, name: &[u8]) -> Option<u32> {
        self.configs.find(name, |id| self.body.configs.get(id as usize).map(|(name, _)| &**name))
    }

    /// What the second version has under the name of a condition.
    pub(super) fn named_condition(&mut self, name: &[u8]) -> Option<Arc<Data>> {
        if let Some(read) = self.read.get(name) {
            return read.clone();
        }
        let read = self.body.conditions.get(name).and_then(|text| Data::parse(text)).map(Arc::new);
        self.read.insert(name.into(), read.clone());
        read
    }

    pub(super) fn finish(self) -> Tables {
        Tables { texts: self.texts.into_texts(), inputs: self.inputs.into_inputs() }
    }
}

/// Compiles a spec.
pub(super) fn compile_spec(
    name: &[u8],
    text: &[u8],
    compiler: &mut Compiler<'_>,
) -> Result<Spec, SpecsError> {
    let Data::Object(json) = Data::parse(text).ok_or(SpecsError::TooDeep)? else {
        return Err(SpecsError::Shape("A spec"));
    };
    let Some(Data::List(rules)) = json.get(b"rules") else {
        return Err(SpecsError::Shape("The rules of a spec"));
    };
    let salt = property(&json, "salt").to_text().into_owned();
    let rules = rules.iter().map(|rule| compile_rule(rule, &salt, compiler)).collect::<Result<_, _>>()?;
    Ok(Spec {
        name: compiler.texts.id(name),
        is_enabled: property(&json, "enabled").is_truthy(),
        default_value: compiler.body.is_keyed && matches!(json.get(b"defaultValue"), Some(Data::Bool(true))),
        rules,
        place: compiler.place(text),
        plan: OnceLock::new(),
    })
}

impl Compiler<'_> {
    /// Where a part of the body's text is in it.
    fn place(&self, part: &[u8]) -> Range<usize> {
        let start = part.as_ptr().addr().saturating_sub(self.body.text.as_ptr().addr());
        start..start.saturating_add(part.len())
    }
}

/// A property of an object.
pub(super) fn property<'a>(object: &'a Object, name: &str) -> DataRef<'a> {
    object.get(name.as_bytes()).map_or(DataRef::Undefined, Data::view)
}

/// The number of a text that is kept.
pub(super) fn kept(text: DataRef<'_>, texts: &mut TextTable) -> TextId {
    texts.id(&text.to_text())
}
