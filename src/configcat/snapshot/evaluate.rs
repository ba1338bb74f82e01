//! The hot path: a flag's number and its attributes in, an outcome's number out.

use std::ffi::CStr;
use std::sync::Arc;

use vexil_engine::configcat::{Config, FlagId, Verdict};

use super::arguments::{Arguments, Slots};
use crate::js::{Bound, Fault, Scope, Value};

/// Set in the result where there are warnings to log.
const WARNED: u32 = 1 << 30;

/// Tells JavaScript to call `explain`: the evaluation failed, or reached something that only `explain` can take.
const EXPLAIN: u32 = u32::MAX;

/// `evaluate(flag, ...attributes): number`.
pub(super) struct Evaluate;

impl Bound for Evaluate {
    type Data = Config;
    const NAME: &'static CStr = c"evaluate";

    fn call<'s>(
        scope: Scope<'s>,
        config: &'s Arc<Config>,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let Some((flag, attributes)) = arguments.split_first() else {
            return scope.uint32(EXPLAIN);
        };
        let flag = FlagId(scope.read_u32(*flag)?);
        let slots = Slots::new(attributes.len());
        let verdict = config.evaluate(flag, &Arguments::new(scope, attributes, &slots));
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
