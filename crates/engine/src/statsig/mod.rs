//! The Statsig dialect: specs of gates, dynamic configs, experiments and layers.
//!
//! [`Specs::parse`] compiles a body of the endpoint `download_config_specs`, of either version. [`Specs::evaluate`] chooses an outcome of a
//! spec; an [`Exposures`] is the visitor that writes down which gates were looked at on the way.
//!
//! Of what the second version changed, the values of gates are heeded: they are what its rules return. All else (whose ids, which
//! environment, which user agents) is the host's to read, and goes by the rules of the first.

mod compile;
mod condition;
mod error;
mod eval;
mod explain;
mod hashing;
mod id_lists;
mod input;
mod model;
mod outcome;
mod overrides;
mod plan;
mod specs;
mod values;
mod wire;

pub use error::SpecsError;
pub use eval::{Exposure, Fault, Verdict, Visitor};
pub use explain::Exposures;
pub use hashing::{bucket, djb2, id_list_key};
pub use id_lists::{IdList, IdLists, Membership};
pub use input::{Form, Input, InputId, Source};
pub use outcome::{Outcome, OutcomeId};
pub use overrides::Overrides;
pub use specs::{Kind, Selection, Spec, SpecId, Specs, Surroundings, TextId};
pub use values::Values;
