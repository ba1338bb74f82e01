//! Compiles whole documents: configs and overrides.

use std::sync::Arc;

use super::attribute_table::AttributeTable;
use super::condition::compile_user_condition;
use super::link::Part;
use super::override_setting::override_setting;
use super::setting::{compile_setting, spoiled_setting};
use crate::configcat::model::{Segment, Setting, Source};
use crate::configcat::outcome::Written;
use crate::configcat::wire::{ConfigNode, OverrideDocument, OverrideNode, SegmentNode, SourceNode};
use crate::configcat::{Failure, Preferences, ValueRef};

/// Compiles a config: its settings in order, and its preferences.
pub(in crate::configcat) fn compile_config(node: ConfigNode<'_>) -> (Part, Preferences) {
    let mut attributes = AttributeTable::default();
    let preferences = node.source.preferences;
    let segments = compile_segments(node.source.segments.unwrap_or_default(), &mut attributes);
    let settings = node
        .settings
        .into_iter()
        .map(|(key, setting)| {
            let setting = match setting.read(&key) {
                Ok(node) => compile_setting(&key, node, &mut attributes, &segments),
                Err(failure) => spoiled_setting(&key, failure, &mut attributes),
            };
            (Arc::new(setting), 0)
        })
        .collect();
    let source =
        Source { salt: preferences.salt.clone(), segments, attributes: attributes.into_attributes() };
    (Part { sources: vec![Arc::new(source)], settings, places: node.places }, preferences)
}

/// Compiles overrides. Source 0 belongs to those that name none.
pub(in crate::configcat) fn compile_overrides(document: OverrideDocument<'_>) -> Part {
    let mut builders = vec![SourceBuilder::default()];
    builders.extend(document.sources.into_iter().map(SourceBuilder::new));
    let mut settings: Vec<(Arc<Setting>, u32)> = Vec::with_capacity(document.overrides.len());
    for (key, node) in document.overrides {
        let wanted = match &node {
            OverrideNode::Setting { source: Some(index), .. } => index.saturating_add(1),
            _ => 0,
        };
        let wanted = if wanted < builders.len() { wanted } else { 0 };
        let Some(builder) = builders.get_mut(wanted) else { continue };
        let setting = builder.compile(&key, node);
        settings.push((Arc::new(setting), u32::try_from(wanted).unwrap_or_default()));
    }
    let sources = builders.into_iter().map(|builder| Arc::new(builder.finish())).collect();
    Part { sources, settings, places: document.places }
}

/// A source that settings are still being compiled for.
#[derive(Default)]
struct SourceBuilder {
    source: Source,
    attributes: AttributeTable,
}

impl SourceBuilder {
    fn new(node: SourceNode<'_>) -> Self {
        let mut attributes = AttributeTable::default();
        let segments = compile_segments(node.segments.unwrap_or_default(), &mut attributes);
        let source = Source { salt: node.preferences.salt, segments, attributes: Box::default() };
        Self { source, attributes }
    }

    fn compile(&mut self, key: &[u8], node: OverrideNode<'_>) -> Setting {
        match node {
            OverrideNode::Value(value, literal) => {
                let written = Written { value: ValueRef::from(&value), literal };
                override_setting(key, Ok(written), &mut self.attributes)
            }
            OverrideNode::Unsupported(message) => {
                let failure = Failure::InvalidModel(message.into_owned());
                override_setting(key, Err(failure), &mut self.attributes)
            }
            OverrideNode::Setting { setting, .. } => match *setting {
                Ok(node) => compile_setting(key, node, &mut self.attributes, &self.source.segments),
                Err(failure) => spoiled_setting(key, failure, &mut self.attributes),
            },
        }
    }

    fn finish(self) -> Source {
        Source { attributes: self.attributes.into_attributes(), ..self.source }
    }
}

fn compile_segments(
    nodes: Vec<Result<SegmentNode<'_>, Failure>>,
    attributes: &mut AttributeTable,
) -> Box<[Result<Segment, Failure>]> {
    nodes
        .into_iter()
        .map(|node| {
            let node = node?;
            let conditions = node
                .conditions
                .iter()
                .map(|condition| compile_user_condition(condition, attributes))
                .collect();
            Ok(Segment { name: node.name.into_owned().into(), conditions })
        })
        .collect()
}
