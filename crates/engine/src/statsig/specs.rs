//! The compiled specs: the front door of evaluation.

use std::sync::Arc;

use super::compile::compile_specs;
use super::eval::evaluate;
use super::model;
use super::plan::plan;
use super::{
    Fault, Input, InputId, Membership, Outcome, OutcomeId, Overrides, SpecsError, Values, Verdict, Visitor,
};
use crate::key_index::KeyIndex;

/// What a spec is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A feature gate, a segment or a holdout.
    Gate,
    /// A dynamic config, an experiment or an autotune.
    Config,
    /// A layer.
    Layer,
}

/// A spec: its kind, and its number among those of the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SpecId {
    /// What it is of.
    pub kind: Kind,
    /// Its position among the names, in the order in which JavaScript lists them.
    pub at: u32,
}

/// The number of a name, or of the id of a rule, within its specs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId(pub u32);

/// Which rules are evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Selection {
    /// All.
    #[default]
    All,
    /// Those that say who is targeted by an experiment. Whoever passes none of them is.
    Targeting,
}

/// What evaluation goes by besides the specs and the user.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The lists of ids.
    pub lists: &'a dyn Membership,
    /// What the host overrides for this user. It is heeded for what the spec needs, not for the spec itself.
    pub overrides: &'a Overrides,
    /// Which rules of the spec are evaluated.
    pub selection: Selection,
}

/// Immutable, compiled specs. Cheap to share behind an `Arc`.
///
/// # Example
/// ```
/// use vexil_engine::statsig::{IdLists, Kind, Overrides, Selection, Specs, Surroundings};
///
/// let json = br#"{"has_updates":true,"feature_gates":[{"name":"gate","enabled":true,"rules":[{"id":"all","passPercentage":100}]}],
///     "dynamic_configs":[],"layer_configs":[]}"#;
/// let specs = Specs::parse(json.as_slice())?;
/// let gate = specs.find(Kind::Gate, b"gate").unwrap();
/// let surroundings =
///     Surroundings { lists: &IdLists::default(), overrides: &Overrides::default(), selection: Selection::All };
/// let verdict = specs.evaluate(gate, &(), surroundings, &mut ()).unwrap();
/// assert!(specs.get(gate).unwrap().gate_value(verdict.outcome));
/// # Ok::<(), vexil_engine::statsig::SpecsError>(())
/// ```
#[derive(Debug, Default)]
pub struct Specs {
    pub(super) tables: [Table; 3],
    pub(super) texts: Box<[Box<[u8]>]>,
    pub(super) inputs: Box<[Input]>,
    pub(super) rest: Box<[u8]>,
    pub(super) is_keyed: bool,
    pub(super) json: Arc<[u8]>,
}

/// The specs of one kind.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) specs: Box<[model::Spec]>,
    pub(super) index: KeyIndex,
}

/// A look at a spec.
#[derive(Debug, Clone, Copy)]
pub struct Spec<'s> {
    specs: &'s Specs,
    compiled: &'s model::Spec,
}

impl Specs {
    /// Parses and compiles specs, given as UTF-8 or WTF-8.
    ///
    /// # Errors
    /// The text is no JSON object with three parts that are specs: a spec that is malformed spoils them all, as in the official package.
    pub fn parse(json: impl Into<Arc<[u8]>>) -> Result<Self, SpecsError> {
        compile_specs(json.into())
    }

    /// The JSON text of the body without its specs: `has_updates`, `time` and what else the host goes by. A body whose `has_updates` is not
    /// truthy has no specs.
    #[must_use]
    pub const fn rest(&self) -> &[u8] {
        &self.rest
    }

    /// Whether they are of the second version, whose specs stand in objects, by name.
    #[must_use]
    pub const fn is_keyed(&self) -> bool {
        self.is_keyed
    }

    /// The text that the specs were parsed from.
    #[must_use]
    pub const fn json(&self) -> &Arc<[u8]> {
        &self.json
    }

    /// The spec with a name.
    #[must_use]
    pub fn find(&self, kind: Kind, name: &[u8]) -> Option<SpecId> {
        let Table { specs, index } = self.table(kind);
        let name_of = |at: u32| specs.get(at as usize).map(|spec| self.text(spec.name));
        index.find(name, name_of).map(|at| SpecId { kind, at })
    }

    /// How many specs of a kind there are.
    #[must_use]
    pub const fn len(&self, kind: Kind) -> usize {
        self.table(kind).specs.len()
    }

    /// All specs of a kind.
    pub fn ids(&self, kind: Kind) -> impl Iterator<Item = SpecId> {
        (0..).zip(&self.table(kind).specs).map(move |(at, _)| SpecId { kind, at })
    }

    /// A spec.
    #[must_use]
    pub fn get(&self, id: SpecId) -> Option<Spec<'_>> {
        self.compiled(id).map(|compiled| Spec { specs: self, compiled })
    }

    /// A name, or the id of a rule, as WTF-8.
    #[must_use]
    pub fn text(&self, id: TextId) -> &[u8] {
        self.texts.get(id.0 as usize).map_or(b"", |text| text)
    }

    /// What the specs read.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// Evaluates a spec, and tells the visitor which gates were looked at.
    ///
    /// # Errors
    /// It has no outcome: a condition is of a kind that nobody knows, or specs need each other in a circle. What the visitor was told until then
    /// counts for nothing.
    pub fn evaluate(
        &self,
        spec: SpecId,
        inputs: &(impl Values + ?Sized),
        surroundings: Surroundings<'_>,
        visitor: &mut impl Visitor,
    ) -> Result<Verdict, Fault> {
        evaluate(self, spec, inputs, surroundings, visitor)
    }

    pub(super) fn compiled(&self, id: SpecId) -> Option<&model::Spec> {
        self.table(id.kind).specs.get(id.at as usize)
    }

    const fn table(&self, kind: Kind) -> &Table {
        let [gates, configs, layers] = &self.tables;
        match kind {
            Kind::Gate => gates,
            Kind::Config => configs,
            Kind::Layer => layers,
        }
    }
}

impl<'s> Spec<'s> {
    /// Its name, as WTF-8.
    #[must_use]
    pub fn name(&self) -> &'s [u8] {
        self.specs.text(self.compiled.name)
    }

    /// Its text in the body. The host reads there what does not decide.
    #[must_use]
    pub fn json(&self) -> &'s [u8] {
        self.specs.json.get(self.compiled.place.clone()).unwrap_or_default()
    }

    /// The id of the rule that an outcome stands for.
    #[must_use]
    pub fn rule_id(&self, outcome: OutcomeId) -> &'s [u8] {
        self.specs.text(self.compiled.rule_id(outcome))
    }

    /// The value of a gate that an outcome stands for.
    #[must_use]
    pub fn gate_value(&self, outcome: OutcomeId) -> bool {
        self.compiled.gate_value(Outcome::of(outcome))
    }

    /// What evaluating it can read, in ascending order.
    #[must_use]
    pub fn plan(&self) -> &'s [InputId] {
        self.compiled.plan.get_or_init(|| plan(self.specs, self.compiled))
    }
}
