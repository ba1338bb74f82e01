//! Compiles settings.

use std::collections::{HashMap, HashSet};

use super::attribute_table::AttributeTable;
use super::rule::compile_rule;
use crate::configcat::model::{AttributeRef, PercentageOptions, Read, Rule, Segment, Setting, Text, Then};
use crate::configcat::outcome::Written;
use crate::configcat::outcome_table::{OutcomeTable, OutcomeTableBuilder};
use crate::configcat::wire::{NumberNode, OptionNode, ServedValueNode, SettingNode, ValueNode};
use crate::configcat::{Failure, SettingType, Value, ValueRef, failure};

/// The attribute that percentage options go by unless the setting names another.
const DEFAULT_BUCKET_ATTRIBUTE: &[u8] = b"Identifier";

/// Compiles the setting with the given key.
pub(super) fn compile_setting(
    key: &[u8],
    node: SettingNode<'_>,
    attributes: &mut AttributeTable,
    segments: &[Result<Segment, Failure>],
) -> Setting {
    let setting_type = compile_type(&node);
    let bucket_attribute = match &node.attribute {
        Some(name) => attributes.intern(name),
        None => default_bucket_attribute(attributes),
    };
    let mut outcomes = Outcomes::new(setting_type.clone(), count_outcomes(&node));
    outcomes.add(&node.served, None, None);
    let mut reads = Reads::default();
    let mut rules = Vec::with_capacity(node.rules.len());
    for (index, rule) in (0..).zip(node.rules) {
        rules.push(compile_rule(index, rule, attributes, segments, &mut reads, &mut outcomes));
        if let Some(Rule { then: Then::Split(_), .. }) = rules.last() {
            reads.note(Read::Attribute(bucket_attribute.id));
        }
    }
    if !node.options.is_empty() {
        reads.note(Read::Attribute(bucket_attribute.id));
    }
    let options = compile_options(node.options, None, &mut outcomes);
    let (setting_type, lenient_type) = match node.refused {
        Some(refused) => (Err(*refused), setting_type.ok()),
        None => (setting_type, None),
    };
    Setting {
        key: key.into(),
        setting_type,
        rules: rules.into(),
        options,
        bucket_attribute,
        outcomes: outcomes.table.finish().with_lenient_type(lenient_type),
        prerequisites: reads.prerequisites.into(),
        reads: reads.list.into(),
    }
}

/// A setting whose node is spoiled: it exists, but evaluating it fails.
pub(super) fn spoiled_setting(key: &[u8], failure: Failure, attributes: &mut AttributeTable) -> Setting {
    bare_setting(key, Err(failure), OutcomeTable::default(), attributes)
}

/// A setting without rules and percentage options.
pub(super) fn bare_setting(
    key: &[u8],
    setting_type: Result<SettingType, Failure>,
    outcomes: OutcomeTable,
    attributes: &mut AttributeTable,
) -> Setting {
    Setting {
        key: key.into(),
        setting_type,
        rules: Box::default(),
        options: PercentageOptions::default(),
        bucket_attribute: default_bucket_attribute(attributes),
        outcomes,
        prerequisites: Box::default(),
        reads: Box::default(),
    }
}

fn default_bucket_attribute(attributes: &mut AttributeTable) -> AttributeRef {
    AttributeRef { is_default: true, ..attributes.intern(DEFAULT_BUCKET_ATTRIBUTE) }
}

/// Compiles percentage options of a rule, or of the setting itself.
pub(super) fn compile_options(
    options: Vec<OptionNode<'_>>,
    rule: Option<u32>,
    outcomes: &mut Outcomes,
) -> PercentageOptions {
    let first_outcome = outcomes.next_id();
    let mut percentages = Vec::with_capacity(options.len());
    for (index, option) in (0..).zip(options) {
        percentages.push(option.percentage);
        outcomes.add(&option.served, rule, Some(index));
    }
    PercentageOptions { percentages: percentages.into(), first_outcome }
}

fn compile_type(node: &SettingNode<'_>) -> Result<SettingType, Failure> {
    match node.setting_type {
        0.0 => Ok(SettingType::Boolean),
        1.0 => Ok(SettingType::String),
        2.0 => Ok(SettingType::Int),
        3.0 => Ok(SettingType::Double),
        -1.0 if node.rules.is_empty() && node.options.is_empty() => Ok(SettingType::Unknown),
        _ => Err(Failure::invalid(failure::TYPE_INVALID)),
    }
}

/// How many outcomes the setting has, if none of its rules is invalid.
fn count_outcomes(node: &SettingNode<'_>) -> usize {
    let of_rules = node.rules.iter().map(|rule| rule.options.as_ref().map_or(1, Vec::len));
    1 + of_rules.sum::<usize>() + node.options.len()
}

/// The outcomes of a setting, numbered.
#[derive(Debug)]
pub(super) struct Outcomes {
    setting_type: Result<SettingType, Failure>,
    table: OutcomeTableBuilder,
}

impl Outcomes {
    fn new(setting_type: Result<SettingType, Failure>, count: usize) -> Self {
        Self { setting_type, table: OutcomeTableBuilder::with_capacity(count) }
    }

    /// The number that the next outcome will have.
    pub(super) fn next_id(&self) -> u32 {
        self.table.next_id()
    }

    /// The value that logs show for a node that is no outcome.
    pub(super) fn shown_value(&self, value: &ValueNode<'_>) -> Option<Value> {
        let setting_type = *self.setting_type.as_ref().ok()?;
        value_for_type(value, setting_type).map(|written| written.value.to_owned())
    }

    /// Adds an outcome and gives its number.
    pub(super) fn add(
        &mut self,
        served: &ServedValueNode<'_>,
        rule: Option<u32>,
        option: Option<u32>,
    ) -> u32 {
        let id = self.next_id();
        let value = match &self.setting_type {
            Err(failure) => Err(failure.clone()),
            // A value node is an object, which is no value that an override could give.
            Ok(SettingType::Unknown) => Err(Failure::invalid(failure::TYPE_UNSUPPORTED)),
            Ok(setting_type) => value_for_type(&served.value, *setting_type)
                .ok_or_else(|| Failure::invalid(failure::VALUE_INVALID)),
        };
        self.table.push(value, served.variation_id.as_deref(), rule, option);
        id
    }
}

/// The value for a setting of the given type.
fn value_for_type<'v>(value: &'v ValueNode<'_>, setting_type: SettingType) -> Option<Written<'v>> {
    let number = |number: NumberNode<'v>| Written {
        value: ValueRef::Number(number.value()),
        literal: number.literal(),
    };
    match setting_type {
        SettingType::Boolean => value.boolean.map(|value| ValueRef::Bool(value).into()),
        SettingType::String => value.text.as_deref().map(|text| ValueRef::Text(text).into()),
        SettingType::Int => value.integer.map(number),
        SettingType::Double => value.double.map(number),
        SettingType::Unknown => None,
    }
}

/// What a setting reads, in order and without duplicates.
#[derive(Debug, Default)]
pub(super) struct Reads {
    list: Vec<Read>,
    seen: HashSet<Read>,
    prerequisites: Vec<Text>,
    prerequisite_ids: HashMap<Text, u32>,
}

impl Reads {
    /// Notes that something is read.
    pub(super) fn note(&mut self, read: Read) {
        if self.seen.insert(read) {
            self.list.push(read);
        }
    }

    /// Notes that another flag is read and gives its index.
    pub(super) fn note_prerequisite(&mut self, key: &[u8]) -> u32 {
        let index = match self.prerequisite_ids.get(key) {
            Some(index) => *index,
            None => {
                let index = u32::try_from(self.prerequisites.len()).unwrap_or(u32::MAX);
                self.prerequisites.push(key.into());
                self.prerequisite_ids.insert(key.into(), index);
                index
            }
        };
        self.note(Read::Prerequisite(index));
        index
    }
}
