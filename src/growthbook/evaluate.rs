//! The hot path: a feature's number and its attributes in, an outcome's number out.
//!
//! One function for all payloads and instances: V8 calls a native function directly where a call site always calls the same one.

use std::ffi::CStr;
use std::sync::Arc;

use napi_derive::napi;
use vexil_client::CompiledPayload;
use vexil_engine::growthbook::{FeatureId, Journal, OutcomeId, Verdict};

use super::arguments::Arguments;
use super::journal::SharedJournal;
use super::session;
use crate::js::{Bound, Fault, Floats, Returned, Scope, ToJs, Value, bind, find};

/// Set in the result where the journal has records.
const TOLD: u32 = 1 << 30;

/// The session forces the value of the feature.
const FORCED: u32 = TOLD - 1;

/// The evaluation failed.
pub(super) const FAULT: u32 = u32::MAX;

/// The journal is too small.
pub(super) const FULL: u32 = u32::MAX - 1;

/// The function that evaluates.
pub(crate) struct Evaluator(Arc<Floats>);

impl ToJs for Evaluator {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault> {
        bind::<Evaluate>(scope, &self.0, 0)
    }
}

/// Gives the function that evaluates a feature. It returns the outcome's number, or 0x3FFFFFFF where the session forces the feature's value.
/// Bit 30 is set if the journal has records. 0xFFFFFFFF: evaluating failed, the feature counts as unknown. 0xFFFFFFFE: the journal
/// is too small, its first element tells the length that is needed. The journal is written anew by each call; its buffer must
/// never be transferred.
#[napi(
    catch_unwind,
    ts_args_type = "journal: Float64Array",
    ts_return_type = "(payload: number, feature: number, session: number, ...attributes: unknown[]) => number"
)]
pub(crate) fn growthbook_evaluator(journal: SharedJournal) -> Returned<Evaluator> {
    Returned(Evaluator(Arc::new(journal.0)))
}

/// `evaluate(payload, feature, session, ...attributes): number`.
struct Evaluate;

impl Bound for Evaluate {
    type Data = Floats;
    const NAME: &'static CStr = c"evaluate";

    fn call<'s>(
        scope: Scope<'s>,
        journal: &'s Arc<Floats>,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let [payload, feature, session, attributes @ ..] = arguments else {
            return scope.uint32(FAULT);
        };
        let Some(payload) = find::<CompiledPayload>(scope.read_u32(*payload)?) else {
            return scope.uint32(FAULT);
        };
        let feature = FeatureId(scope.read_u32(*feature)?);
        let code = session::with(scope.read_u32(*session)?, |session| {
            journal.lend(|numbers| {
                let mut journal = Journal::new(numbers);
                let verdict = Arguments::with(scope, attributes, |user| {
                    payload.evaluate(feature, session, user, &mut journal)
                });
                match (to_code(verdict), journal.finish()) {
                    (FAULT, _) => FAULT,
                    (_, Err(_)) => FULL,
                    (code, Ok(true)) => code | TOLD,
                    (code, Ok(false)) => code,
                }
            })
        });
        scope.uint32(code.unwrap_or(FAULT))
    }

    /// What cannot be evaluated counts as unknown.
    fn on_fault<'s>(scope: Scope<'s>, _: Fault) -> Result<Value<'s>, Fault> {
        scope.uint32(FAULT)
    }
}

const fn to_code(verdict: Verdict) -> u32 {
    match verdict {
        Verdict::Outcome(OutcomeId(outcome)) if outcome < FORCED => outcome,
        Verdict::Forced => FORCED,
        Verdict::Outcome(_) | Verdict::Fault => FAULT,
    }
}
