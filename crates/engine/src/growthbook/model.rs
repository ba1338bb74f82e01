//! The compiled form of features and experiments.

use std::ops::Range as Span;
use std::sync::{Arc, OnceLock};

use super::hashing::{Coverage, HashVersion, Namespace, Range, Seed};
use super::url::Targets;
use super::{Attribute, AttributeId, Condition, FeatureId};
use crate::js::Data;
use crate::plan::Plan;

/// Something that the official package throws for when it comes to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken;

/// A feature.
#[derive(Debug)]
pub(super) struct Feature {
    pub(super) key: Box<[u8]>,
    /// Its place in the text of the payload.
    pub(super) definition: Span<usize>,
    pub(super) rules: Result<Box<[Rule]>, Broken>,
    pub(super) plan: Plan<Attribute>,
    /// The outcome of everybody.
    pub(super) constant: Option<u32>,
    /// Whether it asks for more than attributes.
    pub(super) reads_session: bool,
    pub(super) circle: Circle,
    /// The values of all outcomes, where they decide about other features or experiments: each as `{value: …}`, what conditions on them
    /// look at. Those that the payload itself needs are there from the beginning.
    pub(super) values: OnceLock<Box<[Data]>>,
}

/// Something that evaluating a feature can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Read {
    Attribute(AttributeId),
    /// Another feature, by its key.
    Feature(Box<[u8]>),
    /// Whatever the payload can read.
    Everything,
}

/// How a feature is related to circles of prerequisites.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Circle {
    /// It is part of one.
    pub(super) is_in: bool,
    /// It is part of one, or needs features that are.
    pub(super) is_below: bool,
}

/// A rule of a feature.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) parents: Box<[Result<Parent, Broken>]>,
    pub(super) filters: Option<Filters>,
    pub(super) then: Then,
}

/// A prerequisite.
#[derive(Debug)]
pub(super) struct Parent {
    pub(super) key: Box<[u8]>,
    /// `None` where there is no such feature.
    pub(super) feature: Option<FeatureId>,
    /// What the value of the feature has to be like; `None`: any.
    pub(super) condition: Option<Condition>,
    pub(super) is_gate: bool,
}

/// Whom an experiment lets in; in order.
pub(super) type Filters = Box<[Result<Filter, Broken>]>;

/// One of the hashes that all have to be within ranges.
#[derive(Debug)]
pub(super) struct Filter {
    pub(super) attribute: AttributeId,
    pub(super) seed: Seed,
    pub(super) version: Option<HashVersion>,
    pub(super) ranges: Result<Ranges, Broken>,
}

/// Ranges, looked at one after the other.
#[derive(Debug, Default)]
pub(super) struct Ranges(pub(super) Box<[Result<Range, Broken>]>);

impl Ranges {
    /// The place of the first range that has the number.
    pub(super) fn find(&self, number: f64) -> Result<Option<usize>, Broken> {
        for (place, range) in self.0.iter().enumerate() {
            if (*range)?.has(number) {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }
}

/// What becomes of users that a rule lets in.
#[derive(Debug)]
pub(super) enum Then {
    Force(Force),
    Experiment(Box<Experiment>),
    /// The rule has nothing to say.
    Nothing,
    Broken,
}

/// A rule that gives one value.
#[derive(Debug)]
pub(super) struct Force {
    pub(super) outcome: u32,
    pub(super) condition: Option<Condition>,
    pub(super) rollout: Rollout,
    /// Whether there are experiments to track; an error where they are no list.
    pub(super) has_tracks: Result<bool, Broken>,
}

/// How many users a rule is for.
#[derive(Debug)]
pub(super) enum Rollout {
    All,
    Nobody,
    Part(Box<Part>),
}

/// A part of the users.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) subject: Subject,
    pub(super) seed: Seed,
    pub(super) version: Option<HashVersion>,
    pub(super) size: PartSize,
}

/// Which numbers belong to a part.
#[derive(Debug)]
pub(super) enum PartSize {
    Within(Range),
    UpTo(f64),
}

/// What is hashed.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) attribute: AttributeId,
    /// What is hashed instead where that is missing and buckets are sticky.
    pub(super) fallback: Option<AttributeId>,
}

/// An experiment.
#[derive(Debug)]
pub(super) struct Experiment {
    pub(super) key: Box<[u8]>,
    pub(super) subject: Subject,
    pub(super) seed: Seed,
    pub(super) version: Option<HashVersion>,
    /// The number of variations.
    pub(super) count: usize,
    /// The number of its first outcome.
    pub(super) first_outcome: u32,
    pub(super) buckets: Result<Ranges, Broken>,
    /// Which variations let go on to the next rule; where the list ends, none does.
    pub(super) passthrough: Box<[bool]>,
    pub(super) namespace: Option<Namespace>,
    pub(super) condition: Option<Condition>,
    /// `None` where it wants none.
    pub(super) sticky: Option<Box<StickyRule>>,
    pub(super) bandit: Option<BanditUse>,
    /// What few experiments have.
    pub(super) rare: Option<Box<Rare>>,
}

/// What an experiment has to do with sticky buckets.
#[derive(Debug)]
pub(super) struct StickyRule {
    /// The hash attribute's name.
    pub(super) name: Box<[u8]>,
    /// The name of the attribute that assignments come from besides, and the attribute.
    pub(super) fallback_name: Box<[u8]>,
    pub(super) fallback: AttributeId,
    /// The key in assignments, as far as the version.
    pub(super) prefix: Box<[u8]>,
    /// The whole key.
    pub(super) assignment: Box<[u8]>,
    /// Older versions are blocked.
    pub(super) min_version: f64,
    /// The keys of the variations.
    pub(super) keys: Result<Box<[Result<Data, Broken>]>, Broken>,
}

/// A contextual bandit, as one rule uses it.
#[derive(Debug)]
pub(super) struct BanditUse {
    pub(super) bandit: Arc<Bandit>,
    pub(super) coverage: Coverage,
    /// The rule's own ranges count more than weights.
    pub(super) has_ranges: bool,
}

/// Weights by context.
#[derive(Debug)]
pub(super) struct Bandit {
    /// An error ends the choice without a context.
    pub(super) contexts: Box<[Result<Context, Broken>]>,
    /// What its conditions read.
    pub(super) reads: Box<[Read]>,
}

/// Users that a bandit treats alike.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) condition: Option<Condition>,
    pub(super) weights: ContextWeights,
}

/// What a context states as weights.
#[derive(Debug)]
pub(super) enum ContextWeights {
    /// Empty: equal ones.
    Numbers(Box<[f64]>),
    /// Not only numbers.
    Mixed(Box<[Data]>),
    /// A text of so many characters, which is no list.
    Text(usize),
}

/// What inline and auto experiments can have, and others by way of overrides.
#[derive(Debug, Default)]
pub(super) struct Rare {
    pub(super) targets: Option<Targets>,
    pub(super) is_draft: bool,
    pub(super) filters: Option<Filters>,
    /// The host knows whether to include the user.
    pub(super) asks_include: bool,
    pub(super) parents: Box<[Result<Parent, Broken>]>,
    pub(super) groups: Option<Groups>,
    pub(super) url: Option<UrlTest>,
    /// The variation of everybody; out of range: not in.
    pub(super) force: Option<f64>,
    pub(super) is_stopped: bool,
}

/// Groups of users that an experiment is for.
#[derive(Debug)]
pub(super) enum Groups {
    /// The host knows.
    Asked,
    Listed(Box<[Box<[u8]>]>),
}

/// A regular expression for the URL.
#[derive(Debug)]
pub(super) enum UrlTest {
    /// The host has it.
    Asked,
    Regex(crate::js::regex::Regex),
}
