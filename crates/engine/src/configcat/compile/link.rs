//! Links the settings of a config: resolves prerequisites and finds the plans.

use std::sync::Arc;

use super::attribute_table::AttributeTable;
use super::plan::plans;
use crate::configcat::flag::{BoundSource, Flag};
use crate::configcat::model::{Setting, Source};
use crate::configcat::{Config, FlagId, Preferences};
use crate::key_index::KeyIndex;

/// Compiled settings and their sources, not linked yet.
#[derive(Debug, Clone, Default)]
pub(in crate::configcat) struct Part {
    pub(in crate::configcat) sources: Vec<Arc<Source>>,
    /// The settings in order, each with the index of its source.
    pub(in crate::configcat) settings: Vec<(Arc<Setting>, u32)>,
    /// Where in them the settings are in the order of the documents; empty if that is the same order.
    pub(in crate::configcat) places: Box<[u32]>,
}

impl Part {
    /// The settings in the order of the documents.
    pub(in crate::configcat) fn in_document_order(&self) -> impl Iterator<Item = &(Arc<Setting>, u32)> {
        let places = self.places.iter().filter_map(|place| self.settings.get(*place as usize));
        let same = if self.places.is_empty() { &*self.settings } else { &[] };
        places.chain(same)
    }
}

/// Makes a config of the settings. Their keys have to differ.
pub(in crate::configcat) fn link(part: Part, json: Option<Arc<[u8]>>, preferences: Preferences) -> Config {
    let mut table = AttributeTable::default();
    let sources: Box<[BoundSource]> =
        part.sources.into_iter().map(|source| bind(source, &mut table)).collect();
    let attributes = table.into_attributes();
    let settings = part.settings;
    let index = KeyIndex::new(settings.iter().map(|(setting, _)| &*setting.key));
    let key_of = |id: u32| settings.get(id as usize).map(|(setting, _)| &*setting.key);
    let mut flags: Box<[Flag]> = settings
        .iter()
        .map(|(setting, source)| {
            let prerequisites =
                setting.prerequisites.iter().map(|key| index.find(key, key_of).map(FlagId)).collect();
            Flag::new(Arc::clone(setting), *source, prerequisites)
        })
        .collect();
    let (plans, plan) = plans(&flags, &sources, &attributes);
    for (flag, plan) in flags.iter_mut().zip(plans) {
        flag.plan = plan;
    }
    let mut config = Config { json, preferences, sources, flags, places: part.places, index, plan };
    config.find_constants();
    config
}

fn bind(source: Arc<Source>, table: &mut AttributeTable) -> BoundSource {
    let attribute_ids = source.attributes.iter().map(|attribute| table.id(attribute)).collect();
    BoundSource { source, attribute_ids }
}
