//! The GrowthBook dialect: payloads of features and experiments.
//!
//! [`Payload::parse`] compiles a payload. [`Payload::evaluate`] chooses an outcome of a feature, [`Payload::run`] a variation of an experiment
//! that is no rule of a feature; a [`Session`] has what one instance of the SDK has besides attributes. The [`Journal`] is the visitor
//! that writes down which experiments were run and which prerequisites were looked at.

mod attribute;
mod attributes;
mod compile;
mod condition;
mod date;
mod decrypt;
mod error;
mod eval;
mod explain;
pub mod hashing;
mod inline;
mod model;
mod outcome;
mod payload;
mod problems;
mod query_string;
mod session;
mod settle;
mod url;
mod wire;

pub use attribute::{Attribute, AttributeId, AttributeTable};
pub use attributes::Attributes;
pub use condition::{
    CONDITION_DEPTH_LIMIT, Condition, Lookup, NumberClasses, SavedGroups, TextClasses, ValueClasses,
    padded_version,
};
pub use date::date_updated;
pub use decrypt::decrypt;
pub use error::PayloadError;
pub use eval::{Answers, Ask, Prerequisite, Run, Via, Visitor};
pub use explain::{Full, Journal, RECORD, Told};
pub use inline::Inline;
pub use outcome::{Outcome, OutcomeId};
pub use payload::{Feature, FeatureId, Payload, RunVerdict, Verdict};
pub use problems::{Problem, Problems};
pub use query_string::query_string_override;
pub use session::Session;
pub use settle::{BucketRule, BucketRules, RestId, Settled};
pub use url::is_url_targeted;
