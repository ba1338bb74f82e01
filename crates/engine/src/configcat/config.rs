//! The compiled config: the front door of evaluation.

use std::sync::Arc;

use super::compile::{compile_config, link};
use super::eval::{self, Probe};
use super::explain;
use super::flag::{BoundSource, Constants, Flag};
use super::wire::{FlagText, flag_texts, read_config};
use super::{
    Attribute, Attributes, ConfigError, Conventions, ExplainRequest, Explanation, OutcomeId, Preferences,
    Verdict,
};
use crate::key_index::KeyIndex;
use crate::plan::Plan;

/// The number of a flag within its config: its position among the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FlagId(pub u32);

/// An immutable, compiled config. Cheap to share behind an `Arc`. The default one has no flags, and costs nothing to make.
#[derive(Debug, Default)]
pub struct Config {
    pub(super) json: Option<Arc<[u8]>>,
    pub(super) preferences: Preferences,
    pub(super) sources: Box<[BoundSource]>,
    pub(super) flags: Box<[Flag]>,
    /// Where in them the flags are in the order of the document; empty if that is the same order.
    pub(super) places: Box<[u32]>,
    pub(super) index: KeyIndex,
    /// All attributes that its flags can read.
    pub(super) plan: Plan<Attribute>,
}

impl Config {
    /// Parses and compiles a config JSON v6, given as UTF-8 or WTF-8.
    ///
    /// What is malformed below one flag or segment spoils only that node: the flag is listed, and evaluating it (or a condition
    /// that refers to the segment) fails.
    ///
    /// # Errors
    /// The text is not JSON, its root is not an object, or its preferences, the list of segments or the map of flags have
    /// the wrong type.
    pub fn parse(json: impl Into<Arc<[u8]>>) -> Result<Self, ConfigError> {
        let json = json.into();
        let (part, preferences) = compile_config(read_config(&json)?);
        Ok(link(part, Some(json), preferences))
    }

    /// The text that the config was parsed from; `None` for merged configs.
    #[must_use]
    pub const fn json(&self) -> Option<&Arc<[u8]>> {
        self.json.as_ref()
    }

    /// The keys of the flags and their JSON texts, in the order of the document, where a key may come more than once. `None` if
    /// there is no object of flags, and for merged configs. Takes the time of reading the whole text.
    #[must_use]
    pub fn flag_texts(&self) -> Option<Vec<FlagText<'_>>> {
        self.json.as_deref().and_then(flag_texts)
    }

    /// The preferences. Those of a merged config are the fetched config's.
    #[must_use]
    pub const fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// The number of flags.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.flags.len()
    }

    /// Whether there are no flags.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.flags.is_empty()
    }

    /// The keys of the flags, as WTF-8, in the order in which JavaScript lists the properties of the object.
    pub fn keys(&self) -> impl Iterator<Item = &[u8]> {
        self.flags.iter().map(Flag::key)
    }

    /// The flags in the order of the document, which is Python's: `{"b": …, "1": …}` stays like that. That of a merged config is
    /// the one that `dict.update` gives.
    pub fn document_order(&self) -> impl Iterator<Item = FlagId> {
        let count = if self.places.is_empty() { self.flags.len() } else { 0 };
        self.places.iter().copied().chain((0..).take(count)).map(FlagId)
    }

    /// The number of the flag with the given key.
    #[must_use]
    pub fn find(&self, key: &[u8]) -> Option<FlagId> {
        self.index.find(key, |id| self.flag(FlagId(id)).map(Flag::key)).map(FlagId)
    }

    /// The flag with the given number.
    #[must_use]
    pub fn flag(&self, id: FlagId) -> Option<&Flag> {
        self.flags.get(id.0 as usize)
    }

    /// Evaluates a flag. [`Verdict::Explain`] means that [`explain`](Self::explain) tells what went wrong.
    ///
    /// The type of the caller's default value is not checked: the host compares it with [`Flag::setting_type`], or explains.
    #[must_use]
    pub fn evaluate(&self, id: FlagId, user: &impl Attributes) -> Verdict {
        match self.flag(id) {
            Some(flag) => eval::evaluate(self, id, flag, &flag.plan, user),
            None => Verdict::Explain,
        }
    }

    /// The attributes that evaluating any of the flags can read. [`evaluate_all`](Self::evaluate_all) takes their values by these
    /// positions.
    #[must_use]
    pub fn plan(&self) -> &[Attribute] {
        self.plan.attributes()
    }

    /// Evaluates every flag like [`evaluate`](Self::evaluate), in the order of the [`keys`](Self::keys). The attributes come in the
    /// order of the config's [`plan`](Self::plan).
    pub fn evaluate_all(&self, user: &impl Attributes) -> impl Iterator<Item = Verdict> {
        let conventions = user.conventions();
        (0..).zip(&self.flags).map(move |(id, flag)| match flag.constants.get(conventions) {
            Some(id) => Verdict::Outcome { id, warned: false },
            None => eval::evaluate(self, FlagId(id), flag, &self.plan, user),
        })
    }

    /// Evaluates a flag, and tells the warnings, the failure and the evaluation log.
    #[must_use]
    pub fn explain(&self, id: FlagId, user: &impl Attributes, request: &ExplainRequest<'_>) -> Explanation {
        explain::explain(self, id, user, request)
    }

    /// Finds the flags that have one outcome only. Belongs to linking.
    pub(super) fn find_constants(&mut self) {
        // The first pass finds those without prerequisites, the second those that depend on nothing but these. Longer chains
        // are not followed, so that it takes linear time.
        for _ in 0..2 {
            let constants: Vec<Constants> = (0..)
                .zip(&self.flags)
                .map(|(id, flag)| {
                    let constant = |conventions| self.constant(FlagId(id), flag, conventions);
                    Constants::new(constant(Conventions::JavaScript), constant(Conventions::Python))
                })
                .collect();
            for (flag, constants) in self.flags.iter_mut().zip(constants) {
                flag.constants = constants;
            }
        }
    }

    fn constant(&self, id: FlagId, flag: &Flag, conventions: Conventions) -> Option<OutcomeId> {
        let known = |flag: &Flag| flag.constants.get(conventions);
        if let Some(constant) = known(flag) {
            return Some(constant);
        }
        let is_constant = |id: FlagId| self.flag(id).is_some_and(|flag| known(flag).is_some());
        if !flag.plan().is_empty() || !flag.prerequisites().all(is_constant) {
            return None;
        }
        let probe = Probe::new(conventions);
        match eval::evaluate(self, id, flag, &flag.plan, &probe) {
            Verdict::Outcome { id, warned: false } if !probe.is_touched() => Some(id),
            _ => None,
        }
    }
}
