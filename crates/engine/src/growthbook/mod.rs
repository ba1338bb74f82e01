//! The GrowthBook dialect: payloads of features and experiments.

mod attribute;
mod condition;
mod date;
mod problems;

pub use attribute::{Attribute, AttributeId, AttributeTable};
pub use condition::{Condition, Lookup, SavedGroups};
pub use date::date_updated;
pub use problems::{Problem, Problems};
