//! The hot path: a flag's number and its attributes in, an outcome's number out.
//!
//! One function for all snapshots, unlike everything else that a snapshot offers: V8 calls a native function directly where a call
//! site always calls the same one, and a function of each snapshot's own would end that with the first change of a config. Snapshot and flag
//! are one number, because each argument that is read costs a call of N-API.

use std::ffi::CStr;
use std::sync::Arc;

use napi_derive::napi;
use vexil_client::SharedConfig;
use vexil_engine::configcat::{FlagId, Verdict};

use super::arguments::Arguments;
use crate::js::{Bound, Fault, Returned, Scope, ToJs, Value, bind, find, place};

/// Set in the result where there are warnings to log.
pub(super) const WARNED: u32 = 1 << 30;

/// Tells JavaScript to call `explain`: the evaluation failed, or reached something that only `explain` can take.
const EXPLAIN: u32 = u32::MAX;

/// The function that evaluates.
pub(crate) struct Evaluator;

impl ToJs for Evaluator {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault> {
        bind::<Evaluate>(scope, &Arc::new(()), 0)
    }
}

/// Gives the function that evaluates the flag at a place: the `base` of its snapshot and its own number, added up. It returns the outcome's number; bit 30 is set if there are warnings;
/// 0xFFFFFFFF asks for `explain`.
#[napi(catch_unwind, ts_return_type = "(place: number, ...attributes: unknown[]) => number")]
pub(crate) fn configcat_evaluator() -> Returned<Evaluator> {
    Returned(Evaluator)
}

/// `evaluate(place, ...attributes): number`.
struct Evaluate;

impl Bound for Evaluate {
    type Data = ();
    const NAME: &'static CStr = c"evaluate";

    fn call<'s>(scope: Scope<'s>, _: &'s Arc<()>, arguments: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        let [place, attributes @ ..] = arguments else {
            return scope.uint32(EXPLAIN);
        };
        let Some((snapshot, flag)) = place::split(scope.read_number(*place)?) else {
            return scope.uint32(EXPLAIN);
        };
        let Some(config) = find::<SharedConfig>(snapshot) else {
            return scope.uint32(EXPLAIN);
        };
        let verdict = Arguments::with(scope, attributes, |user| config.evaluate(FlagId(flag), user));
        scope.uint32(to_code(verdict))
    }

    /// `explain` meets the same fault again, and can say what it is.
    fn on_fault<'s>(scope: Scope<'s>, _: Fault) -> Result<Value<'s>, Fault> {
        scope.uint32(EXPLAIN)
    }
}

/// The number that tells JavaScript a verdict.
pub(super) const fn to_code(verdict: Verdict) -> u32 {
    match verdict {
        Verdict::Outcome { id, warned: false } if id.0 < WARNED => id.0,
        Verdict::Outcome { id, warned: true } if id.0 < WARNED => id.0 | WARNED,
        Verdict::Outcome { .. } | Verdict::Explain => EXPLAIN,
    }
}
