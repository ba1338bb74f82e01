//! What is configured: defaults, then `options.yml`, then environment variables, then validation.
//!
//! `schema` lists every option once. `read_file` and `read_environment` fill `Values` by it, `check` looks for what is wrong in the
//! documented order, `build` makes [`Options`] of what is right, and `effective` writes them down again.

mod build;
mod check;
mod effective;
mod emit;
mod kind;
mod load;
mod model;
mod place;
mod process_variable;
mod raw;
mod read_environment;
mod read_file;
mod schema;
mod stray;
mod suggest;
#[cfg(test)]
mod tests;
mod tree;
mod url;
mod values;
mod written;

pub(crate) use effective::effective;
pub(crate) use load::load;
pub(crate) use model::*;
pub(crate) use place::default_place;
pub(crate) use process_variable::process_variable;
pub(crate) use stray::stray_variables;
