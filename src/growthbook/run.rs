//! Runs experiments that are no rules of features.

use std::ffi::CStr;
use std::sync::Arc;

use napi_derive::napi;
use vexil_client::CompiledPayload;
use vexil_engine::growthbook::{Answers, Ask, Inline, Journal, RunVerdict};

use super::evaluate::{FAULT, FULL};
use super::payload::INLINE;
use super::session;
use crate::js::{Arguments, Bound, Fault, Floats, Returned, Scope, SharedJournal, Value, Writing, find};

/// Gives the function that runs an auto experiment (by its index) or an inline one (by its number). `host` has the answers of the
/// host, two bits each: 1 is known, 2 what `include` gives; 4 and 8 for `url`, 16 and 32 for `groups`. It returns 0 (its own record is the
/// journal's last one), 1, 2 or 3 where the answer for `include`, `url` or `groups` is needed, or what the evaluator returns for faults.
#[napi(
    catch_unwind,
    ts_args_type = "journal: Float64Array",
    ts_return_type = "(payload: number, experiment: number, session: number | string, host: number, ...attributes: unknown[]) => number"
)]
pub(crate) fn growthbook_runner(journal: SharedJournal) -> Returned<Writing<Run>> {
    Writing::to(journal)
}

/// `run(payload, experiment, session, host, ...attributes): number`.
pub(crate) struct Run;

impl Bound for Run {
    type Data = Floats;
    const NAME: &'static CStr = c"run";

    fn call<'s>(
        scope: Scope<'s>,
        journal: &'s Arc<Floats>,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let [payload, experiment, session, host, attributes @ ..] = arguments else {
            return scope.uint32(FAULT);
        };
        let Some(payload) = find::<CompiledPayload>(scope.read_u32(*payload)?) else {
            return scope.uint32(FAULT);
        };
        let experiment = scope.read_u32(*experiment)?;
        let answers = answers(scope.read_u32(*host)?);
        let code = session::lend(scope, *session, |session| {
            let run = |experiment: &Inline| {
                journal.lend(|numbers| {
                    let mut journal = Journal::new(numbers);
                    let verdict = Arguments::with(scope, attributes, |user| {
                        payload.run(experiment, session, answers, user, &mut journal)
                    });
                    match (verdict, journal.finish()) {
                        (RunVerdict::Fault, _) => FAULT,
                        (RunVerdict::Asks(Ask::Include), _) => 1,
                        (RunVerdict::Asks(Ask::Url), _) => 2,
                        (RunVerdict::Asks(Ask::Groups), _) => 3,
                        (RunVerdict::Done, Err(_)) => FULL,
                        (RunVerdict::Done, Ok(_)) => 0,
                    }
                })
            };
            match experiment.checked_sub(INLINE) {
                Some(_) => find::<Inline>(experiment).map(|experiment| run(&experiment)),
                None => payload.experiment(experiment as usize).map(run),
            }
        })?;
        scope.uint32(code.flatten().unwrap_or(FAULT))
    }

    /// What cannot be run counts as an experiment that nobody is in.
    fn on_fault<'s>(scope: Scope<'s>, _: Fault) -> Result<Value<'s>, Fault> {
        scope.uint32(FAULT)
    }
}

const fn answers(bits: u32) -> Answers {
    const fn answer(bits: u32) -> Option<bool> {
        if bits & 1 == 0 { None } else { Some(bits & 2 != 0) }
    }
    Answers { include: answer(bits), url: answer(bits >> 2), groups: answer(bits >> 4) }
}
