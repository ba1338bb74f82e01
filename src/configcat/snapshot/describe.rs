//! Everything that JavaScript needs to know about a flag before it evaluates it: read once per flag and config.

use std::ffi::CStr;

use vexil_client::SharedConfig;
use vexil_engine::configcat::{Flag, Outcome, ValueRef as FlagValue};

use super::{flag_argument, texts, unknown_flag};
use crate::js::{Fault, Question, Scope, Value};

/// Stands for a setting type that the config states wrongly.
const INVALID_TYPE: i32 = -2;

/// `describe(flag)`: key, type, constant outcome, attributes, and the value of each outcome.
pub(super) struct Describe;

impl Question<SharedConfig> for Describe {
    const NAME: &'static CStr = c"describe";

    fn call<'s>(
        scope: Scope<'s>,
        config: &SharedConfig,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let flag = config.flag(flag_argument(scope, arguments)?).ok_or_else(unknown_flag)?;
        let constant = flag.constant().map_or_else(|| scope.int32(-1), |outcome| scope.uint32(outcome.0))?;
        scope.array(&[
            scope.text(flag.key())?,
            scope.int32(flag.setting_type().map_or(INVALID_TYPE, |kind| kind.code()))?,
            constant,
            texts(scope, flag.plan())?,
            per_outcome(scope, flag, |outcome| value(scope, outcome))?,
        ])
    }
}

/// `places(flag)`: the variation id, the rule and the percentage option of each outcome. Only details need them.
pub(super) struct Places;

impl Question<SharedConfig> for Places {
    const NAME: &'static CStr = c"places";

    fn call<'s>(
        scope: Scope<'s>,
        config: &SharedConfig,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let flag = config.flag(flag_argument(scope, arguments)?).ok_or_else(unknown_flag)?;
        let none = scope.int32(-1)?;
        let nothing = scope.undefined()?;
        let index = |index: Option<u32>| index.map_or(Ok(none), |index| scope.uint32(index));
        scope.array(&[
            per_outcome(scope, flag, |outcome| scope.text_or(outcome.variation_id, nothing))?,
            per_outcome(scope, flag, |outcome| index(outcome.rule))?,
            per_outcome(scope, flag, |outcome| index(outcome.option))?,
        ])
    }
}

fn per_outcome<'s>(
    scope: Scope<'s>,
    flag: &Flag,
    item: impl Fn(Outcome<'_>) -> Result<Value<'s>, Fault>,
) -> Result<Value<'s>, Fault> {
    let items = flag.outcomes().map(item).collect::<Result<Vec<_>, _>>()?;
    scope.array(&items)
}

pub(super) fn value<'s>(scope: Scope<'s>, outcome: Outcome<'_>) -> Result<Value<'s>, Fault> {
    match outcome.value {
        Ok(FlagValue::Bool(value)) => scope.boolean(value),
        Ok(FlagValue::Text(text)) => scope.text(text),
        Ok(FlagValue::Number(number)) => scope.number(number),
        // No value, or a kind of value that this addon has not learnt yet.
        _ => scope.undefined(),
    }
}
