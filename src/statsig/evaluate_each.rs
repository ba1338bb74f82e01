//! Many specs for one user in one call: what a response for clients is made of.

use std::ffi::CStr;
use std::sync::Arc;

use napi_derive::napi;
use vexil_engine::statsig::{Exposures, InputId, Overrides, Selection, Surroundings};

use super::bench::{Bench, spec_at};
use super::evaluate::{BROKEN, FULL, Lists, Planned, TOLD, UNSUPPORTED, length, told};
use crate::js::{
    Arguments, Bound, Fault, Floats, Returned, Scope, SharedJournal, Value, Writing, find, place,
};

/// Gives the function that evaluates many specs of one bench, each as the one of `statsigEvaluator` does. The journal has the places of the
/// specs, as many as `count` says, and behind them the numbers of the inputs whose `values` are given, in ascending order. It returns how
/// many numbers it wrote into the journal: of each spec what that one returns (0xFFFFFFFE among them) and, where bit 30 of it is set,
/// what that one writes. 0xFFFFFFFD: the journal is too small, its first element tells the length that is needed; 0xFFFFFFFC: evaluating failed. Before
/// it is called again, places and inputs are to be written again.
#[napi(
    catch_unwind,
    ts_args_type = "journal: Float64Array",
    ts_return_type = "(count: number, ...values: unknown[]) => number"
)]
pub(crate) fn statsig_each_evaluator(journal: SharedJournal) -> Returned<Writing<EvaluateEach>> {
    Writing::to(journal)
}

/// `evaluateEach(count, ...values): number`.
pub(crate) struct EvaluateEach;

impl Bound for EvaluateEach {
    type Data = Floats;
    const NAME: &'static CStr = c"evaluateEach";

    fn call<'s>(
        scope: Scope<'s>,
        journal: &'s Arc<Floats>,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let [count, values @ ..] = arguments else { return scope.uint32(BROKEN) };
        let count = scope.read_u32(*count)? as usize;
        let length = count.saturating_add(values.len());
        let Some(question) = journal.lend(|numbers| numbers.get(..length).map(<[f64]>::to_vec)) else {
            return scope.uint32(BROKEN);
        };
        let (places, inputs) = question.split_at(count);
        let plan: Vec<_> = inputs.iter().map(|input| InputId(*input as u32)).collect();
        let Some(written) = evaluate(scope, places, &plan, values) else { return scope.uint32(BROKEN) };
        scope.uint32(journal.lend(|numbers| match numbers.get_mut(..written.len()) {
            Some(place) => {
                place.copy_from_slice(&written);
                u32::try_from(written.len()).unwrap_or(BROKEN)
            }
            None => {
                numbers.iter_mut().take(1).for_each(|first| *first = written.len() as f64);
                FULL
            }
        }))
    }

    fn on_fault<'s>(scope: Scope<'s>, _: Fault) -> Result<Value<'s>, Fault> {
        scope.uint32(BROKEN)
    }
}

/// What there is to write down; `None` where a place is that of no spec, or of one of another bench.
fn evaluate<'s>(
    scope: Scope<'s>,
    places: &[f64],
    plan: &[InputId],
    values: &[Value<'s>],
) -> Option<Vec<f64>> {
    let Some(first) = places.first() else { return Some(Vec::new()) };
    let (number, _) = place::split(*first)?;
    let bench = find::<Bench>(number)?;
    let overrides = Overrides::default();
    let lists = Lists::new(&bench.lists);
    let surroundings = Surroundings { lists: &lists, overrides: &overrides, selection: Selection::All };
    let mut exposures = Exposures::default();
    let mut written = Vec::with_capacity(places.len() * 2);
    Arguments::with(scope, values, |arguments| {
        let values = Planned { plan, arguments };
        for place in places {
            let (_, part) = place::split(*place).filter(|(of, _)| *of == number)?;
            exposures.clear();
            let verdict = bench.specs.evaluate(spec_at(part)?, &values, surroundings, &mut exposures);
            let at = written.len();
            let length = length(&exposures);
            written.resize(at + 1 + length, 0.0);
            let (code, rest) = written.get_mut(at..)?.split_first_mut()?;
            let told = told(verdict, &exposures, rest);
            *code = f64::from(told);
            // Only these have more to say.
            if told & TOLD == 0 || told >= UNSUPPORTED {
                written.truncate(at + 1);
            }
        }
        Some(())
    })?;
    Some(written)
}
