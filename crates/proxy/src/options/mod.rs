//! What is configured: defaults, then `options.yml`, then environment variables, then validation.

mod load;
mod model;

pub(crate) use load::load;
pub(crate) use model::*;
