//! The hot path: a spec's number and the values that it reads in, an outcome's number out.
//!
//! One function for all servers and specs: V8 calls a native function directly where a call site always calls the same one.

use std::cell::OnceCell;
use std::ffi::CStr;
use std::sync::{Arc, LazyLock};

use napi_derive::napi;
use vexil_client::statsig::SharedIdLists;
use vexil_engine::js::DataRef;
use vexil_engine::statsig::{
    Exposures, Fault as NoVerdict, IdLists, InputId, Membership, Overrides, Selection, Surroundings, Values,
    Verdict,
};

use super::bench::{Bench, spec_at};
use crate::js::{
    Arguments, Bound, Fault, Floats, Returned, Scope, SharedJournal, Value, Writing, find, place,
};

/// Set in the result where the journal has something to say.
pub(super) const TOLD: u32 = 1 << 30;

/// The spec is unsupported: this, and the index of the rule that is to blame.
pub(super) const UNSUPPORTED: u32 = 1 << 31;

/// No rule beyond is told.
const LAST_RULE: u32 = (1 << 24) - 1;

/// Specs need each other in a circle, or too deeply.
const TOO_DEEP: u32 = u32::MAX - 1;

/// The journal is too small.
pub(super) const FULL: u32 = u32::MAX - 2;

/// The evaluation failed.
pub(super) const BROKEN: u32 = u32::MAX - 3;

/// Where the gates begin in the journal, and how many numbers each takes.
pub(super) const HEAD: usize = 4;
pub(super) const WIDTH: usize = 3;

/// So many inputs are found sooner one by one.
const FEW: usize = 16;

static NO_OVERRIDES: LazyLock<Overrides> = LazyLock::new(Overrides::default);

/// Gives the function that evaluates the spec at a place: the `base` of its bench, plus three times its own number, plus that of its kind. It
/// returns the outcome's number; bit 31 and the index of a rule: that rule is unsupported; 0xFFFFFFFE: specs need each other too deeply, 0xFFFFFFFC: evaluating failed.
/// Bit 30 is set if the journal has something to say: how many gates were looked at; how many of them before the spec delegated; the
/// number of the config that it delegated to, and that of the one whose outcome it is (-1: it did not delegate); and of each gate the number of
/// its name, its value, and the number of its rule's id. 0xFFFFFFFD: the journal is too small, its first element tells the length that is
/// needed. It is written anew by each call; its buffer must never be transferred.
#[napi(
    catch_unwind,
    ts_args_type = "journal: Float64Array",
    ts_return_type = "(place: number, ...values: unknown[]) => number"
)]
pub(crate) fn statsig_evaluator(journal: SharedJournal) -> Returned<Writing<Evaluate>> {
    Writing::to(journal)
}

/// Gives the function that evaluates as the one of `statsigEvaluator` does, but for overrides of gates and configs, given as JSON text
/// (`null`: none), and with the rules that say who is targeted by an experiment alone, or with all.
#[napi(
    catch_unwind,
    ts_args_type = "journal: Float64Array",
    ts_return_type = "(overrides: string | null, onlyTargeting: boolean, place: number, ...values: unknown[]) => number"
)]
pub(crate) fn statsig_special_evaluator(journal: SharedJournal) -> Returned<Writing<EvaluateSpecially>> {
    Writing::to(journal)
}

/// `evaluate(place, ...values): number`.
pub(crate) struct Evaluate;

impl Bound for Evaluate {
    type Data = Floats;
    const NAME: &'static CStr = c"evaluate";

    fn call<'s>(
        scope: Scope<'s>,
        journal: &'s Arc<Floats>,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let [place, values @ ..] = arguments else { return scope.uint32(BROKEN) };
        evaluate(scope, journal, *place, values, &NO_OVERRIDES, Selection::All)
    }

    fn on_fault<'s>(scope: Scope<'s>, _: Fault) -> Result<Value<'s>, Fault> {
        scope.uint32(BROKEN)
    }
}

/// `evaluateSpecially(overrides, onlyTargeting, place, ...values): number`.
pub(crate) struct EvaluateSpecially;

impl Bound for EvaluateSpecially {
    type Data = Floats;
    const NAME: &'static CStr = c"evaluateSpecially";

    fn call<'s>(
        scope: Scope<'s>,
        journal: &'s Arc<Floats>,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let [overrides, only_targeting, place, values @ ..] = arguments else {
            return scope.uint32(BROKEN);
        };
        let selection =
            if scope.read_boolean(*only_targeting)? { Selection::Targeting } else { Selection::All };
        let overrides = scope.read_optional_text(*overrides)?;
        let Some(overrides) =
            overrides.map_or_else(|| Some(Overrides::default()), |json| Overrides::parse(&json))
        else {
            return scope.uint32(BROKEN);
        };
        evaluate(scope, journal, *place, values, &overrides, selection)
    }

    fn on_fault<'s>(scope: Scope<'s>, _: Fault) -> Result<Value<'s>, Fault> {
        scope.uint32(BROKEN)
    }
}

/// The values of a plan.
pub(super) struct Planned<'s, 'a> {
    pub(super) plan: &'a [InputId],
    pub(super) arguments: &'a Arguments<'s, 'a>,
}

impl Values for Planned<'_, '_> {
    #[inline]
    fn get(&self, id: InputId) -> DataRef<'_> {
        // In ascending order. Few are found sooner one by one.
        let position = match self.plan {
            [..] if self.plan.len() <= FEW => self.plan.iter().position(|planned| *planned == id),
            plan => plan.binary_search(&id).ok(),
        };
        position.and_then(|position| self.arguments.get(position)).unwrap_or(DataRef::Undefined)
    }
}

/// The ID lists of one evaluation: few ask for them.
pub(super) struct Lists<'a> {
    shared: &'a SharedIdLists,
    loaded: OnceCell<Arc<IdLists>>,
}

impl<'a> Lists<'a> {
    pub(super) const fn new(shared: &'a SharedIdLists) -> Self {
        Self { shared, loaded: OnceCell::new() }
    }
}

impl Membership for Lists<'_> {
    fn contains(&self, list: &[u8], id: &[u8]) -> bool {
        self.loaded.get_or_init(|| Arc::clone(&self.shared.load())).contains(list, id)
    }
}

#[inline(always)]
fn evaluate<'s>(
    scope: Scope<'s>,
    journal: &Floats,
    place: Value<'s>,
    values: &[Value<'s>],
    overrides: &Overrides,
    selection: Selection,
) -> Result<Value<'s>, Fault> {
    let Some((number, part)) = place::split(scope.read_number(place)?) else {
        return scope.uint32(BROKEN);
    };
    let (Some(bench), Some(id)) = (find::<Bench>(number), spec_at(part)) else {
        return scope.uint32(BROKEN);
    };
    let Some(spec) = bench.specs.get(id) else { return scope.uint32(BROKEN) };
    let lists = Lists::new(&bench.lists);
    let surroundings = Surroundings { lists: &lists, overrides, selection };
    let mut exposures = Exposures::default();
    let verdict = Arguments::with(scope, values, |arguments| {
        let values = Planned { plan: spec.plan(), arguments };
        bench.specs.evaluate(id, &values, surroundings, &mut exposures)
    });
    scope.uint32(journal.lend(|numbers| told(verdict, &exposures, numbers)))
}

/// The code of a verdict, after what there is to say was written down.
pub(super) fn told(verdict: Result<Verdict, NoVerdict>, exposures: &Exposures, numbers: &mut [f64]) -> u32 {
    let Verdict { spec, outcome, delegate } = match verdict {
        Ok(verdict) => verdict,
        Err(NoVerdict::Unsupported { rule }) => return UNSUPPORTED | rule.min(LAST_RULE),
        Err(_) => return TOO_DEEP,
    };
    let gates = exposures.all();
    let (delegate, decided) = match delegate {
        None if gates.is_empty() => return outcome.0,
        None => (-1.0, -1.0),
        Some(delegate) => (f64::from(delegate.at), f64::from(spec.at)),
    };
    let length = length(exposures);
    let Some((head, rest)) = numbers.split_at_mut_checked(HEAD) else { return FULL };
    if rest.len() < length - HEAD {
        head.fill(length as f64);
        return FULL;
    }
    head.copy_from_slice(&[gates.len() as f64, exposures.undelegated().len() as f64, delegate, decided]);
    for (place, gate) in rest.as_chunks_mut::<WIDTH>().0.iter_mut().zip(gates) {
        *place = [f64::from(gate.gate.0), f64::from(u8::from(gate.value)), f64::from(gate.rule.0)];
    }
    outcome.0 | TOLD
}

/// How many numbers there are to write down of an evaluation.
pub(super) fn length(exposures: &Exposures) -> usize {
    HEAD + exposures.all().len() * WIDTH
}
