//! Specs in the form in which they are evaluated.

use std::ops::Range;
use std::sync::OnceLock;

use super::compile::{DEFAULT, DISABLED, EMPTY, OVERRIDE};
use super::condition::Test;
use super::{InputId, Outcome, OutcomeId, TextId};
use crate::js::Data;

/// A gate, dynamic config, experiment or layer.
#[derive(Debug)]
pub(super) struct Spec {
    pub(super) name: TextId,
    pub(super) is_enabled: bool,
    /// The value of a gate for those who do not pass: `false`, but for specs of the second version.
    pub(super) default_value: bool,
    pub(super) rules: Box<[Rule]>,
    /// Where it stands in the body.
    pub(super) place: Range<usize>,
    /// What evaluating it can read, once that was asked for.
    pub(super) plan: OnceLock<Box<[InputId]>>,
}

impl Spec {
    /// The id of the rule that an outcome stands for.
    pub(super) fn rule_id(&self, outcome: OutcomeId) -> TextId {
        match Outcome::of(outcome) {
            Outcome::Disabled => DISABLED,
            Outcome::Default => DEFAULT,
            Outcome::Overridden | Outcome::OverriddenTrue => OVERRIDE,
            Outcome::Unsupported { .. } => EMPTY,
            Outcome::Rule { rule, .. } => self.rules.get(rule as usize).map_or(EMPTY, |rule| rule.id),
        }
    }

    /// The value of a gate that an outcome stands for.
    pub(super) fn gate_value(&self, outcome: Outcome) -> bool {
        match outcome {
            Outcome::OverriddenTrue => true,
            Outcome::Overridden | Outcome::Unsupported { .. } => false,
            Outcome::Rule { rule, passes: true } => {
                self.rules.get(rule as usize).is_some_and(|rule| rule.value)
            }
            Outcome::Disabled | Outcome::Default | Outcome::Rule { passes: false, .. } => self.default_value,
        }
    }
}

/// A rule: the first one whose conditions all hold decides.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) id: TextId,
    /// The value of a gate for those who pass: `true`, but for specs of the second version.
    pub(super) value: bool,
    pub(super) conditions: Box<[Condition]>,
    /// The number of conditions up to the last one whose evaluation has an effect besides its answer. All of these are evaluated.
    pub(super) effects: usize,
    pub(super) share: Share,
    /// The config that decides in place of the rule.
    pub(super) delegate: Option<u32>,
    /// Whether it is one of those that say who is targeted by an experiment.
    pub(super) is_targeting: bool,
}

/// Who of those to whom a rule applies passes.
#[derive(Debug)]
pub(super) enum Share {
    Nobody,
    Everybody,
    /// Those whose bucket, of ten thousand, is below.
    Below {
        limit: f64,
        salt: Box<[u8]>,
        unit: InputId,
    },
}

/// Something that has to hold.
#[derive(Debug)]
pub(super) enum Condition {
    Public,
    /// Gates pass, or fail: one of them decides.
    Gates {
        names: Box<[GateName]>,
        wanted: bool,
        is_single: bool,
    },
    /// An input is as it has to be.
    Value {
        input: InputId,
        test: Test,
    },
    /// The user's bucket, of a thousand, is as it has to be.
    Bucket {
        salt: Box<[u8]>,
        unit: InputId,
        test: Test,
    },
    /// The app that the specs are for, or the one that asks, is as it has to be.
    App {
        own: Data,
        input: InputId,
        test: Test,
    },
    /// It is of a kind that nobody knows, and makes the whole spec unsupported.
    Unsupported,
}

/// A gate as a condition names it.
#[derive(Debug, Clone, Copy)]
pub(super) struct GateName {
    pub(super) name: TextId,
    /// Its number among the gates; `None`: there is none.
    pub(super) gate: Option<u32>,
    /// Whether it is told when it is looked at: segments are not.
    pub(super) is_told: bool,
}
