//! Flags: settings linked to the other settings of their config.

use std::sync::Arc;

use super::model::{Setting, Source};
use super::{Attribute, Conventions, FlagId, Outcome, OutcomeId, SettingType, ValueRef};
use crate::plan::Plan;
use crate::python::JsonNumber;

/// One flag of a config.
#[derive(Debug)]
pub struct Flag {
    pub(super) setting: Arc<Setting>,
    /// The index of the setting's source.
    pub(super) source: u32,
    /// What the setting's prerequisites refer to in this config.
    prerequisites: Box<[Option<FlagId>]>,
    pub(super) plan: Plan<Attribute>,
    pub(super) constants: Constants,
}

/// The only possible outcome of a flag, if there is only one, by the conventions. Small, because the flags of a large config are
/// read from all over the memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Constants {
    javascript: u32,
    python: u32,
}

impl Constants {
    /// Stands for none.
    const NONE: u32 = u32::MAX;

    pub(super) fn new(javascript: Option<OutcomeId>, python: Option<OutcomeId>) -> Self {
        let number = |constant: Option<OutcomeId>| constant.map_or(Self::NONE, |id| id.0);
        Self { javascript: number(javascript), python: number(python) }
    }

    #[inline]
    pub(super) const fn get(&self, conventions: Conventions) -> Option<OutcomeId> {
        let number = match conventions {
            Conventions::JavaScript => self.javascript,
            Conventions::Python => self.python,
        };
        if number == Self::NONE { None } else { Some(OutcomeId(number)) }
    }
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
        Self { setting, source, prerequisites, plan: Plan::default(), constants: Constants::new(None, None) }
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
        self.constants.get(Conventions::JavaScript)
    }

    /// The same by the conventions of Python.
    #[must_use]
    pub const fn python_constant(&self) -> Option<OutcomeId> {
        self.constants.get(Conventions::Python)
    }

    /// Whether the flag's node is malformed by the given conventions. Every well-formed one has its own value as an outcome.
    pub(super) fn is_spoiled(&self, conventions: Conventions) -> bool {
        self.setting.outcomes.len() == 0
            || (self.setting.outcomes.lenient_type().is_some() && !conventions.is_python())
    }

    /// The type of the flag's values by the conventions of Python, where plain overrides have the type of their value.
    pub(super) fn python_type(&self) -> Option<SettingType> {
        match self.setting.type_for(Conventions::Python).ok()? {
            SettingType::Unknown => match self.outcome(OutcomeId(0))?.written().ok()?.value {
                ValueRef::Bool(_) => Some(SettingType::Boolean),
                ValueRef::Text(_) => Some(SettingType::String),
                ValueRef::Number(number) => {
                    let literal = self.outcome(OutcomeId(0))?.number_text;
                    let is_float = matches!(JsonNumber::new(number, literal), JsonNumber::Float(_));
                    Some(if is_float { SettingType::Double } else { SettingType::Int })
                }
            },
            known => Some(known),
        }
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
