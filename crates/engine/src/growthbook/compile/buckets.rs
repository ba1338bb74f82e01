//! Compiles the weights and ranges of experiments.

use super::Compiler;
use super::filter::compile_ranges;
use crate::growthbook::hashing::{Coverage, ranges, texts_as_weights};
use crate::growthbook::model::{Broken, Ranges};
use crate::growthbook::wire::length;
use crate::js::{Data, DataRef};

/// The ranges of the variations.
pub(super) fn compile_buckets(
    count: usize,
    given: DataRef<'_>,
    weights: DataRef<'_>,
    coverage: Coverage,
    compiler: &mut Compiler,
) -> Result<Ranges, Broken> {
    if given.is_truthy() {
        return Ok(match given {
            DataRef::List(items) => compile_ranges(items, compiler),
            // Nobody is within the characters of a text, or the nothing of other values.
            _ => Ranges(Box::default()),
        });
    }
    if let DataRef::List(items) = weights
        && items.len() == count
        && items.iter().any(|item| matches!(item, Data::Text(_) | Data::List(_) | Data::Object(_)))
    {
        compiler.problems.note("Weights are no numbers.");
        return Ok(Ranges(texts_as_weights(coverage, items).into_iter().map(Ok).collect()));
    }
    let weights = compile_weights(count, weights, compiler)?;
    Ok(Ranges(ranges(count, coverage, &weights).map(Ok).collect()))
}

/// Weights; empty where they are of no use, so that all variations have the same chance.
pub(super) fn compile_weights(
    count: usize,
    weights: DataRef<'_>,
    compiler: &mut Compiler,
) -> Result<Box<[f64]>, Broken> {
    match weights {
        DataRef::List(items) => Ok(items.iter().map(|item| item.view().to_number()).collect()),
        other if other.is_truthy() && length(other) == Some(count) => {
            Err(compiler.broken("\"weights\" is no list."))
        }
        _ => Ok(Box::default()),
    }
}
