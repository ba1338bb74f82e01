//! The hot path: a feature's number and its attributes in, an outcome's number out.
//!
//! One function for all payloads and instances: V8 calls a native function directly where a call site always calls the same one.

use std::ffi::CStr;
use std::sync::Arc;

use napi_derive::napi;
use vexil_client::CompiledPayload;
use vexil_engine::growthbook::{Journal, OutcomeId, Session, Told, Verdict};

use super::payload::{Part, part_at};
use super::session;
use crate::js::{
    Arguments, Bound, Fault, Floats, Returned, Scope, SharedJournal, Value, Writing, find, place,
};

/// Set in the result where the journal has records.
const TOLD: u32 = 1 << 30;

/// Set besides where they are no more than one run, of a user who is in it by the hash.
const RUN: u32 = 1 << 29;

/// The session forces the value of the feature.
const FORCED: u32 = RUN - 1;

/// The evaluation failed.
pub(super) const FAULT: u32 = u32::MAX;

/// The journal is too small.
pub(super) const FULL: u32 = u32::MAX - 1;

/// Gives the function that evaluates the feature at a place: the `base` of its payload and its own number, or that of what `settle` has
/// left of it, added up. It returns the
/// outcome's number. Bit 30 is set if the journal has records, bit 29 besides if
/// these are one run of a user who is in it by the hash. 0xFFFFFFFF: evaluating failed, the feature counts as unknown.
/// 0xFFFFFFFE: the journal is too small, its first element tells the length that is needed. The journal is written anew by each
/// call; its buffer must never be transferred.
#[napi(
    catch_unwind,
    ts_args_type = "journal: Float64Array",
    ts_return_type = "(place: number, ...attributes: unknown[]) => number"
)]
pub(crate) fn growthbook_evaluator(journal: SharedJournal) -> Returned<Writing<Evaluate>> {
    Writing::to(journal)
}

/// Gives the function that evaluates as the one of `growthbookEvaluator` does, for those who have a session, given by its number or its
/// JSON text. 0x1FFFFFFF: the session forces the feature's value.
#[napi(
    catch_unwind,
    ts_args_type = "journal: Float64Array",
    ts_return_type = "(session: number | string, place: number, ...attributes: unknown[]) => number"
)]
pub(crate) fn growthbook_session_evaluator(journal: SharedJournal) -> Returned<Writing<EvaluateIn>> {
    Writing::to(journal)
}

/// `evaluate(place, ...attributes): number`.
pub(crate) struct Evaluate;

impl Bound for Evaluate {
    type Data = Floats;
    const NAME: &'static CStr = c"evaluate";

    fn call<'s>(
        scope: Scope<'s>,
        journal: &'s Arc<Floats>,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let [place, attributes @ ..] = arguments else {
            return scope.uint32(FAULT);
        };
        evaluate(scope, journal, session::of_nobody(), *place, attributes)
    }

    /// What cannot be evaluated counts as unknown.
    fn on_fault<'s>(scope: Scope<'s>, _: Fault) -> Result<Value<'s>, Fault> {
        scope.uint32(FAULT)
    }
}

/// `evaluate(session, place, ...attributes): number`.
pub(crate) struct EvaluateIn;

impl Bound for EvaluateIn {
    type Data = Floats;
    const NAME: &'static CStr = c"evaluate";

    fn call<'s>(
        scope: Scope<'s>,
        journal: &'s Arc<Floats>,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let [session, place, attributes @ ..] = arguments else {
            return scope.uint32(FAULT);
        };
        session::lend(scope, *session, |session| evaluate(scope, journal, session, *place, attributes))?
            .unwrap_or_else(|| scope.uint32(FAULT))
    }

    /// What cannot be evaluated counts as unknown.
    fn on_fault<'s>(scope: Scope<'s>, _: Fault) -> Result<Value<'s>, Fault> {
        scope.uint32(FAULT)
    }
}

#[inline(always)]
fn evaluate<'s>(
    scope: Scope<'s>,
    journal: &Floats,
    session: &Session,
    place: Value<'s>,
    attributes: &[Value<'s>],
) -> Result<Value<'s>, Fault> {
    let Some((payload, part)) = place::split(scope.read_number(place)?) else {
        return scope.uint32(FAULT);
    };
    let Some(payload) = find::<CompiledPayload>(payload) else {
        return scope.uint32(FAULT);
    };
    let code = journal.lend(|numbers| {
        let mut journal = Journal::new(numbers);
        let verdict = Arguments::with(scope, attributes, |user| match part_at(&payload, part) {
            Part::Feature(id) => payload.evaluate(id, session, user, &mut journal),
            Part::Rest(id) => payload.evaluate_rest(id, session, user, &mut journal),
        });
        match (to_code(verdict), journal.finish()) {
            (FAULT, _) => FAULT,
            (_, Err(_)) => FULL,
            (code, Ok(Told::Nothing)) => code,
            (code, Ok(Told::Run)) => code | TOLD | RUN,
            (code, Ok(Told::Records)) => code | TOLD,
        }
    });
    scope.uint32(code)
}

const fn to_code(verdict: Verdict) -> u32 {
    match verdict {
        Verdict::Outcome(OutcomeId(outcome)) if outcome < FORCED => outcome,
        Verdict::Forced => FORCED,
        Verdict::Outcome(_) | Verdict::Fault => FAULT,
    }
}
