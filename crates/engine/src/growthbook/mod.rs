//! The GrowthBook dialect: payloads of features and experiments.

mod attribute;
mod condition;
mod problems;

pub use attribute::{Attribute, AttributeId, AttributeTable};
pub use condition::{CONDITION_DEPTH_LIMIT, Condition, Lookup, SavedGroups, padded_version};
pub use problems::{Problem, Problems};
