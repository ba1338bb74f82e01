//! The ConfigCat dialect: config JSON v6.
//!
//! [`Config::parse`] compiles a config, [`Config::merge`] puts local overrides over it or under it. [`Config::evaluate`] chooses
//! an outcome on the fast path; whenever it says [`Verdict::Explain`], or that there are warnings, or when a log or a check of
//! the default value's type is wanted, [`Config::explain`] tells everything about the same evaluation.

mod attributes;
mod comparator;
mod compile;
mod config;
mod conventions;
mod eval;
mod explain;
mod failure;
mod flag;
mod host_value;
mod membership;
mod model;
mod outcome;
mod outcome_table;
mod overrides;
mod preferences;
pub(crate) mod semver;
mod setting_type;
#[cfg(test)]
mod testing;
mod text_tests;
mod variation;
mod wire;

pub use attributes::{Attribute, AttributeValue, Attributes};
pub use config::{Config, FlagId};
pub use conventions::Conventions;
pub use explain::{DefaultKind, ExplainRequest, Explanation, LogFormat, LogRecord, TextRepr, Warning};
pub use failure::{ConfigError, Failure};
pub use flag::Flag;
pub use host_value::{Converted, HostError, HostValue};
pub use outcome::{Outcome, OutcomeId, Value, ValueRef, Verdict};
pub use overrides::{OverrideBehaviour, Overrides};
pub use preferences::{Preferences, Redirect};
pub use setting_type::SettingType;
pub use text_tests::{TextTest, TextTests};
pub use wire::FlagText;

/// How deep prerequisite flags may be nested. Evaluating a flag that needs more fails with [`Failure::TooDeep`].
pub const PREREQUISITE_DEPTH_LIMIT: usize = 1_000;
