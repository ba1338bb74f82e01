//! Compiles payloads: features one by one, then what connects them.

mod bandit;
mod buckets;
mod circles;
mod compiler;
mod experiment;
mod fields;
mod filter;
mod inline;
mod link;
mod parent;
mod payload;
mod plan;
mod rule;
mod values;

pub(super) use inline::{compile_auto, compile_inline};
pub(super) use payload::compile_payload;
pub(super) use values::{in_object, values};

use super::model::Read;
use compiler::Compiler;
use fields::Fields;
