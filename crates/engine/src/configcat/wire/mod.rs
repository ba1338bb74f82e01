//! The JSON form of a config: reading it and checking its shape.

mod condition;
mod config;
mod flag_texts;
mod override_document;
mod path;
mod scalar;
mod setting;

pub(super) use condition::{ConditionNode, PrerequisiteNode, SegmentConditionNode, UserConditionNode};
pub(super) use config::{ConfigNode, SegmentNode, SourceNode, read_config};
pub use flag_texts::FlagText;
pub(super) use flag_texts::flag_texts;
pub(super) use override_document::{OverrideDocument, OverrideNode, read_overrides};
pub(super) use scalar::NumberNode;
pub(super) use setting::{OptionNode, RuleNode, ServedValueNode, SettingNode, ValueNode};
