//! Compiles the weights and ranges of experiments.

use super::Compiler;
use super::filter::compile_ranges;
use crate::growthbook::hashing::{Coverage, ranges, texts_as_weights};
use crate::growthbook::model::{Broken, Ranges};
use crate::growthbook::wire::length;
use crate::js::{Data, DataRef};

/// The ranges that an experiment states.
pub(super) fn compile_given(ranges: DataRef<'_>, compiler: &mut Compiler) -> Ranges {
    match ranges {
        DataRef::List(items) => compile_ranges(items, compiler),
        // Nobody is within the characters of a text, or the nothing of other values.
        _ => Ranges::default(),
    }
}

/// The ranges that follow from weights.
pub(super) fn compile_weights(
    count: usize,
    weights: DataRef<'_>,
    coverage: Coverage,
    compiler: &mut Compiler,
) -> Result<Ranges, Broken> {
    let weights = match weights {
        DataRef::List(items) if items.len() == count && is_mixed(items) => {
            compiler.problems.note("Weights are no numbers.");
            return Ok(Ranges(texts_as_weights(coverage, items).into_iter().map(Ok).collect()));
        }
        DataRef::List(items) => numbers(items),
        other if other.is_truthy() && length(other) == Some(count) => {
            return Err(compiler.broken("\"weights\" is no list."));
        }
        _ => Box::default(),
    };
    Ok(Ranges(ranges(count, coverage, &weights).map(Ok).collect()))
}

/// The weights as numbers.
pub(super) fn numbers(weights: &[Data]) -> Box<[f64]> {
    weights.iter().map(|weight| weight.view().to_number()).collect()
}

/// Whether some weights are what `+` joins as texts.
pub(super) fn is_mixed(weights: &[Data]) -> bool {
    weights.iter().any(|weight| matches!(weight, Data::Text(_) | Data::List(_) | Data::Object(_)))
}
