//! Flags: settings linked to the other settings of their config.

use std::sync::Arc;

use super::model::{Setting, Source};
use super::{Attribute, FlagId, Outcome, OutcomeId, SettingType};
use crate::plan::Plan;

/// One flag of a config.
#[derive(Debug)]
pub struct Flag {
    pub(super) setting: Arc<Setting>,
    /// The index of the setting's source.
    pub(super) source: u32,
    /// What the setting's prerequisites refer to in this config.
    prerequisites: Box<[Option<FlagId>]>,
    pub(super) plan: Plan<Attribute>,
    pub(super) constant: Option<OutcomeId>,
}

/// A source within a config.
#[derive(Debug)]
pub(super) struct BoundSource {
    pub(super) source: Arc<Source>,
    /// The config-wide numbers of the source's attributes.
    pub(super) attribute_ids: Box<[u32]>,
}

impl BoundSource {
    /// The config-wide number of an attribute of the source.
    pub(super) fn attribute_id(&self, local_id: u32) -> Option<u32> {
        self.attribute_ids.get(local_id as usize).copied()
    }
}

impl Flag {
    pub(super) fn new(setting: Arc<Setting>, source: u32, prerequisites: Box<[Option<FlagId>]>) -> Self {
        Self { setting, source, prerequisites, plan: Plan::default(), constant: None }
    }

    /// The flag's key, as WTF-8.
    #[must_use]
    pub fn key(&self) -> &[u8] {
        &self.setting.key
    }

    /// The type of the flag's values; `None` if the config gives it an invalid type, or if the flag's node is malformed.
    #[must_use]
    pub fn setting_type(&self) -> Option<SettingType> {
        self.setting.setting_type.as_ref().ok().copied()
    }

    /// The attributes that evaluating the flag can read, its prerequisite flags and segments included, in the order in which
    /// evaluation can come to read them. The host passes their values by these positions.
    ///
    /// There can be attributes besides, in any order, where flags depend on each other in a circle and where the plans of the
    /// config would get too long altogether.
    #[must_use]
    pub fn plan(&self) -> &[Attribute] {
        self.plan.attributes()
    }

    /// All outcomes that evaluating the flag can have, by [`OutcomeId`]. The first one is the flag's own value; the others
    /// follow in the order of the config. Empty if the flag's node is malformed.
    #[must_use]
    pub fn outcomes(&self) -> impl ExactSizeIterator<Item = Outcome<'_>> + Clone {
        self.setting.outcomes.iter()
    }

    /// The outcome with the given number.
    #[must_use]
    pub fn outcome(&self, id: OutcomeId) -> Option<Outcome<'_>> {
        self.setting.outcomes.get(id.0)
    }

    /// The only possible outcome, if evaluating the flag touches neither the user nor attributes and can neither fail nor warn.
    #[must_use]
    pub const fn constant(&self) -> Option<OutcomeId> {
        self.constant
    }

    /// Whether the flag's node is malformed. Every well-formed one has its own value as an outcome.
    pub(super) fn is_spoiled(&self) -> bool {
        self.setting.outcomes.len() == 0
    }

    /// The flag that a prerequisite of the setting refers to, if there is one.
    pub(super) fn prerequisite(&self, index: u32) -> Option<FlagId> {
        self.prerequisites.get(index as usize).copied().flatten()
    }

    /// The flags that the setting's prerequisites refer to.
    pub(super) fn prerequisites(&self) -> impl Iterator<Item = FlagId> {
        self.prerequisites.iter().copied().flatten()
    }
}
