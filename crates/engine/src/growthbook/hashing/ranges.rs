//! Ranges of numbers, one for each variation.

use crate::growthbook::wire::index;
use crate::js::{Data, DataRef, wtf8};

/// From `start`, included, to `end`, excluded. A bound that is no number (NaN) leaves nothing between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Where it starts.
    pub start: f64,
    /// What is behind it.
    pub end: f64,
}

impl Range {
    /// Whether the number is between the bounds.
    #[must_use]
    pub fn has(self, number: f64) -> bool {
        number >= self.start && number < self.end
    }

    /// The bounds that stand at two places of a list.
    pub(crate) fn between(list: DataRef<'_>, start: usize, end: usize) -> Self {
        let number = |place| index(list, place).view().to_number();
        Self { start: number(start), end: number(end) }
    }
}

/// How much of the traffic an experiment covers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Coverage(f64);

impl Coverage {
    /// What a payload states.
    pub(crate) fn new(coverage: DataRef<'_>) -> Self {
        if matches!(coverage, DataRef::Undefined) { Self(1.0) } else { Self::of(coverage.to_number()) }
    }

    fn of(coverage: f64) -> Self {
        // NaN stays what it is.
        Self(coverage.clamp(0.0, 1.0))
    }
}

/// The weights of `count` variations that have the same chance.
#[must_use]
pub fn equal_weights(count: usize) -> Vec<f64> {
    vec![1.0 / count as f64; count]
}

/// The ranges of `count` variations. Weights that are not as many, or whose sum is not 1 or near, count as equal ones.
#[must_use]
pub fn bucket_ranges(count: usize, coverage: f64, weights: &[f64]) -> Vec<Range> {
    ranges(count, Coverage::of(coverage), weights).collect()
}

/// The place of the first range that has the number.
#[must_use]
pub fn choose_variation(number: f64, ranges: &[Range]) -> Option<usize> {
    ranges.iter().position(|range| range.has(number))
}

/// What [`choose_variation`] finds among the [`bucket_ranges`], without making them.
pub(crate) fn choose_by_weights(
    number: f64,
    count: usize,
    coverage: Coverage,
    weights: &[f64],
) -> Option<usize> {
    ranges(count, coverage, weights).position(|range| range.has(number))
}

/// Whether weights are used as they are.
fn weights_fit(count: usize, weights: &[f64]) -> bool {
    weights.len() == count && is_whole(weights.iter().fold(0.0, |sum, weight| weight + sum))
}

/// Whether a sum is 1, or near. The official package refuses what is outside of the limits, so NaN is as good.
fn is_whole(sum: f64) -> bool {
    sum.is_nan() || (0.99..=1.01).contains(&sum)
}

/// The [`bucket_ranges`], one after the other.
pub(crate) fn ranges(count: usize, coverage: Coverage, weights: &[f64]) -> impl Iterator<Item = Range> {
    let equal = 1.0 / count as f64;
    let fits = weights_fit(count, weights);
    let mut start = 0.0;
    (0..count).map(move |place| {
        let weight = if fits { weights.get(place).copied().unwrap_or(equal) } else { equal };
        let range = Range { start, end: start + coverage.0 * weight };
        start += weight;
        range
    })
}

/// The [`bucket_ranges`] where some of the weights are no numbers, and as many as there are variations: `+` joins texts.
pub(crate) fn texts_as_weights(coverage: Coverage, weights: &[Data]) -> Vec<Range> {
    let sum = weights.iter().fold(Data::Number(0.0), |sum, weight| plus(weight.view(), sum.view()));
    if !is_whole(sum.view().to_number()) {
        return ranges(weights.len(), coverage, &[]).collect();
    }
    let mut start = Data::Number(0.0);
    weights
        .iter()
        .map(|weight| {
            let weight = weight.view();
            let end = plus(start.view(), DataRef::Number(coverage.0 * weight.to_number()));
            let range = Range { start: start.view().to_number(), end: end.view().to_number() };
            start = plus(start.view(), weight);
            range
        })
        .collect()
}

/// What `+` makes of two values.
fn plus(left: DataRef<'_>, right: DataRef<'_>) -> Data {
    let is_text = |value| matches!(value, DataRef::Text(_) | DataRef::List(_) | DataRef::Object(_));
    if !is_text(left) && !is_text(right) {
        return Data::Number(left.to_number() + right.to_number());
    }
    let mut text = left.to_text().into_owned();
    wtf8::append(&mut text, &right.to_text());
    Data::Text(text.into())
}
