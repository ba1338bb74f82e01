//! All flags for one user, in one call.

use std::ffi::CStr;

use vexil_client::SharedConfig;
use vexil_engine::configcat::{AttributeValue, Attributes, Flag, FlagId};

use super::arguments::to_attribute;
use super::describe::value;
use super::evaluate::{WARNED, to_code};
use super::texts;
use crate::js::{Fault, Lazy, Question, Scope, Value, argument};

/// `attributes(): string[]`, what [`EvaluateAll`] takes, in this order.
pub(super) struct AllAttributes;

impl Question<SharedConfig> for AllAttributes {
    const NAME: &'static CStr = c"attributes";

    fn call<'s>(scope: Scope<'s>, config: &SharedConfig, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        texts(scope, config.plan())
    }
}

/// `outcomes(starts: Uint32Array): value[]`, the values of all outcomes, flag after flag; `starts` gets the index of each flag's
/// first one.
pub(super) struct Outcomes;

impl Question<SharedConfig> for Outcomes {
    const NAME: &'static CStr = c"outcomes";

    fn call<'s>(
        scope: Scope<'s>,
        config: &SharedConfig,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let flags = (0..).map_while(|id| config.flag(FlagId(id)));
        let mut start = 0_u32;
        let starts: Vec<u32> = flags
            .clone()
            .map(|flag| {
                let first = start;
                start = first.saturating_add(flag.outcomes().len() as u32);
                first
            })
            .collect();
        scope.write_u32s(argument(scope, arguments, 0)?, &starts)?;
        let values = flags.flat_map(Flag::outcomes).map(|outcome| value(scope, outcome));
        scope.array(&values.collect::<Result<Vec<_>, _>>()?)
    }
}

/// `evaluateAll(attributes: any[], results: Uint32Array): number`: what `evaluate` returns, for each flag in the order of the keys, and
/// how many of these are more than an outcome.
pub(super) struct EvaluateAll;

impl Question<SharedConfig> for EvaluateAll {
    const NAME: &'static CStr = c"evaluateAll";

    fn call<'s>(
        scope: Scope<'s>,
        config: &SharedConfig,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let array = argument(scope, arguments, 0)?;
        let slots = config.plan().iter().map(|_| Lazy::new()).collect();
        let mut unusual = 0;
        let code = |verdict| {
            let code = to_code(verdict);
            unusual += u32::from(code >= WARNED);
            code
        };
        let codes: Vec<u32> = config.evaluate_all(&Elements { scope, array, slots }).map(code).collect();
        scope.write_u32s(argument(scope, arguments, 1)?, &codes)?;
        scope.uint32(unusual)
    }
}

/// The elements of an array as attributes. Each is read when the first flag asks for it.
struct Elements<'s> {
    scope: Scope<'s>,
    array: Value<'s>,
    slots: Box<[Lazy]>,
}

impl Attributes for Elements<'_> {
    fn has_user(&self) -> bool {
        true
    }

    fn get(&self, slot: usize) -> AttributeValue<'_> {
        let Some(lazy) = self.slots.get(slot) else { return AttributeValue::Missing };
        to_attribute(lazy.read(self.scope, || self.scope.element(self.array, slot)))
    }
}
