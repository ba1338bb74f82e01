//! The compiled payload: the front door of evaluation.

use std::ops::Range;
use std::sync::Arc;

use super::compile::{compile_inline, compile_payload, in_object};
use super::eval::Evaluator;
use super::model::Feature as Compiled;
use super::outcome::outcomes;
use super::settle::Rests;
use super::{
    Answers, Ask, Attribute, AttributeTable, Attributes, Inline, Outcome, OutcomeId, PayloadError, Problems,
    SavedGroups, Session, Visitor,
};
use crate::js::{Data, Object};
use crate::key_index::KeyIndex;

/// The number of a feature within its payload: its position among the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FeatureId(pub u32);

/// What evaluating a feature gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// One of its outcomes.
    Outcome(OutcomeId),
    /// The value that the session forces.
    Forced,
    /// Nothing: it is malformed, and the official package throws. It counts as unknown.
    Fault,
}

/// What running an experiment gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunVerdict {
    /// A result, which the visitor was told last.
    Done,
    /// The host has to answer something, and to run the experiment once more.
    Asks(Ask),
    /// Nothing: it is malformed, and the official package throws.
    Fault,
}

/// An immutable, compiled payload. Cheap to share behind an `Arc`. The default one has no features, and costs nothing to make.
///
/// # Example
/// ```
/// use vexil_engine::growthbook::{OutcomeId, Payload, Session, Verdict};
/// use vexil_engine::js::Data;
///
/// let json = br#"{"features":{"flag":{"defaultValue":1,"rules":[{"condition":{"id":"me"},"force":2}]}}}"#;
/// let payload = Payload::parse(json.as_slice(), None)?;
/// let flag = payload.find(b"flag").unwrap();
/// let user = [Data::Text(b"me".as_slice().into())];
/// let verdict = payload.evaluate(flag, &Session::default(), user.as_slice(), &mut ());
/// assert_eq!(verdict, Verdict::Outcome(OutcomeId(3)));
/// # Ok::<(), vexil_engine::growthbook::PayloadError>(())
/// ```
#[derive(Debug)]
pub struct Payload {
    pub(super) json: Arc<[u8]>,
    pub(super) parts: [bool; 4],
    pub(super) features: Box<[Compiled]>,
    pub(super) index: KeyIndex,
    pub(super) groups: SavedGroups,
    pub(super) table: Arc<AttributeTable>,
    pub(super) overrides: Arc<Object>,
    pub(super) problems: Problems,
    /// The auto experiments, and their places in the text.
    pub(super) experiments: Vec<(Range<usize>, Inline)>,
    /// `{value: null}`
    pub(super) null: Data,
    pub(super) rests: Rests,
}

impl Default for Payload {
    fn default() -> Self {
        Self {
            json: Arc::default(),
            parts: [false; 4],
            features: Box::default(),
            index: KeyIndex::default(),
            groups: SavedGroups::default(),
            table: Arc::default(),
            overrides: Arc::default(),
            problems: Problems::default(),
            experiments: Vec::new(),
            null: in_object(Data::Null),
            rests: Rests::default(),
        }
    }
}

impl Payload {
    /// Parses and compiles a payload, given as UTF-8 or WTF-8, after decryption. `overrides` is the JSON text of the host's option of
    /// that name: what it changes of experiments, by their keys.
    ///
    /// What is malformed spoils only the feature or the rule where it is; [`problems`](Self::problems) tells of it.
    ///
    /// # Errors
    /// One of the texts is no JSON object.
    pub fn parse(json: impl Into<Arc<[u8]>>, overrides: Option<&[u8]>) -> Result<Self, PayloadError> {
        let overrides = match overrides {
            None => Object::default(),
            Some(text) => {
                crate::js::json::validate(text).map_err(|error| PayloadError::Syntax(error.to_string()))?;
                match Data::parse(text).ok_or(PayloadError::TooDeep)? {
                    Data::Object(overrides) => overrides,
                    _ => return Err(PayloadError::NotAnObject),
                }
            }
        };
        compile_payload(json.into(), Arc::new(overrides))
    }

    /// The text that the payload was parsed from.
    #[must_use]
    pub const fn json(&self) -> &Arc<[u8]> {
        &self.json
    }

    /// Whether it states features, saved groups, contextual bandits and experiments. `null`, `false`, 0 and an empty text state nothing.
    #[must_use]
    pub const fn parts(&self) -> [bool; 4] {
        self.parts
    }

    /// What is malformed.
    #[must_use]
    pub const fn problems(&self) -> &Problems {
        &self.problems
    }

    /// The number of features.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether there are no features.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// The keys of the features, as WTF-8, in the order in which JavaScript lists the properties of the object. Those whose definition is
    /// none (`null`, `false`, 0 or an empty text) are not among them.
    pub fn keys(&self) -> impl Iterator<Item = &[u8]> {
        self.features.iter().map(|feature| &*feature.key)
    }

    /// The number of the feature with the given key.
    #[must_use]
    pub fn find(&self, key: &[u8]) -> Option<FeatureId> {
        let key_of = |id: u32| self.features.get(id as usize).map(|feature| &*feature.key);
        self.index.find(key, key_of).map(FeatureId)
    }

    /// What a host has to know of a feature.
    #[must_use]
    pub fn describe(&self, id: FeatureId) -> Option<Feature<'_>> {
        self.feature(id).map(|compiled| Feature { payload: self, compiled })
    }

    /// Evaluates a feature. The attributes come in the order of its plan.
    pub fn evaluate(
        &self,
        id: FeatureId,
        session: &Session,
        attributes: &(impl Attributes + ?Sized),
        visitor: &mut impl Visitor,
    ) -> Verdict {
        let Some(feature) = self.feature(id) else { return Verdict::Fault };
        if !session.forced_features.is_empty() && session.forced_features.contains_key(&feature.key) {
            return Verdict::Forced;
        }
        let mut evaluator = Evaluator::new(self, &feature.plan, session, attributes, visitor);
        evaluator.feature(id).map_or(Verdict::Fault, Verdict::Outcome)
    }

    /// The auto experiments.
    #[must_use]
    pub fn experiments(&self) -> impl ExactSizeIterator<Item = &Inline> {
        self.experiments.iter().map(|(_, experiment)| experiment)
    }

    /// The auto experiment at a place of the list.
    #[must_use]
    pub fn experiment(&self, index: usize) -> Option<&Inline> {
        self.experiments.get(index).map(|(_, experiment)| experiment)
    }

    /// The JSON text of an auto experiment.
    #[must_use]
    pub fn experiment_json(&self, index: usize) -> Option<&[u8]> {
        let (span, _) = self.experiments.get(index)?;
        self.json.get(span.clone())
    }

    /// Compiles an experiment of the host's, to be run with this payload and no other one. Truthy `include`, `url` and `groups` say that
    /// the host answers for them.
    ///
    /// # Errors
    /// The text is no JSON object.
    pub fn inline(&self, json: &[u8]) -> Result<Inline, PayloadError> {
        compile_inline(json, self)
    }

    /// Runs an experiment that is no rule. The attributes come in the order of its plan.
    pub fn run(
        &self,
        inline: &Inline,
        session: &Session,
        answers: Answers,
        attributes: &(impl Attributes + ?Sized),
        visitor: &mut impl Visitor,
    ) -> RunVerdict {
        inline.run(self, session, answers, attributes, visitor)
    }

    pub(super) fn feature(&self, id: FeatureId) -> Option<&Compiled> {
        self.features.get(id.0 as usize)
    }
}

/// What a host has to know of a feature.
#[derive(Debug, Clone, Copy)]
pub struct Feature<'p> {
    payload: &'p Payload,
    compiled: &'p Compiled,
}

impl<'p> Feature<'p> {
    /// Its key, as WTF-8.
    #[must_use]
    pub fn key(self) -> &'p [u8] {
        &self.compiled.key
    }

    /// The attributes that evaluating it can read, its prerequisites and saved groups included. The host passes their values by these
    /// positions. There can be attributes besides.
    #[must_use]
    pub fn plan(self) -> &'p [Attribute] {
        self.compiled.plan.attributes()
    }

    /// What its outcomes stand for, by number.
    pub fn outcomes(self) -> impl Iterator<Item = Outcome> + 'p {
        outcomes(self.compiled)
    }

    /// The only possible outcome, if no user and no session matter, unless the session forces the feature itself, and there is nothing to be
    /// told besides.
    #[must_use]
    pub fn constant(self) -> Option<OutcomeId> {
        self.compiled.constant.map(OutcomeId)
    }

    /// Whether the session can matter besides forcing the feature itself: there is an experiment, or a prerequisite.
    #[must_use]
    pub const fn reads_session(self) -> bool {
        self.compiled.reads_session
    }

    /// Its JSON text.
    #[must_use]
    pub fn json(self) -> &'p [u8] {
        self.payload.json.get(self.compiled.definition.clone()).unwrap_or_default()
    }
}
