//! From the JSON form of a config to its compiled form.

mod attribute_table;
mod comparison;
mod condition;
mod link;
mod override_setting;
mod plan;
mod rule;
mod setting;
mod source;

pub(super) use link::{Part, link};
pub(super) use source::{compile_config, compile_overrides};
