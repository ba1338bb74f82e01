//! What a payload contains: keys, definitions, problems, and its text.

use std::ffi::CStr;

use vexil_client::CompiledPayload;
use vexil_engine::growthbook::FeatureId;
use vexil_engine::js::wtf8;

use super::{unknown_experiment, unknown_feature};
use crate::js::{Fault, Question, Scope, Value, argument};

/// `keys(): string[]`, in the order of a JavaScript object.
pub(super) struct Keys;

impl Question<CompiledPayload> for Keys {
    const NAME: &'static CStr = c"keys";

    fn call<'s>(scope: Scope<'s>, payload: &CompiledPayload, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        let keys = payload.keys().map(|key| scope.text(key)).collect::<Result<Vec<_>, _>>()?;
        scope.array(&keys)
    }
}

/// `find(key): number`, -1 where there is no such feature.
pub(super) struct Find;

impl Question<CompiledPayload> for Find {
    const NAME: &'static CStr = c"find";

    fn call<'s>(
        scope: Scope<'s>,
        payload: &CompiledPayload,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let key = scope.read_text(argument(scope, arguments, 0)?)?;
        payload.find(&key).map_or_else(|| scope.int32(-1), |feature| scope.uint32(feature.0))
    }
}

/// `definition(feature): string`, its JSON text.
pub(super) struct Definition;

impl Question<CompiledPayload> for Definition {
    const NAME: &'static CStr = c"definition";

    fn call<'s>(
        scope: Scope<'s>,
        payload: &CompiledPayload,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let id = FeatureId(scope.read_u32(argument(scope, arguments, 0)?)?);
        scope.text(payload.describe(id).ok_or_else(unknown_feature)?.json())
    }
}

/// `json(): string`, the text that the payload was parsed from.
pub(super) struct Json;

impl Question<CompiledPayload> for Json {
    const NAME: &'static CStr = c"json";

    fn call<'s>(scope: Scope<'s>, payload: &CompiledPayload, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        scope.text(payload.json())
    }
}

/// `experiments(): number`, how many auto experiments there are.
pub(super) struct Experiments;

impl Question<CompiledPayload> for Experiments {
    const NAME: &'static CStr = c"experiments";

    fn call<'s>(scope: Scope<'s>, payload: &CompiledPayload, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        scope.number(payload.experiments().len() as f64)
    }
}

/// `experimentDefinition(index): string`, its JSON text.
pub(super) struct ExperimentDefinition;

impl Question<CompiledPayload> for ExperimentDefinition {
    const NAME: &'static CStr = c"experimentDefinition";

    fn call<'s>(
        scope: Scope<'s>,
        payload: &CompiledPayload,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let index = scope.read_u32(argument(scope, arguments, 0)?)?;
        scope.text(payload.experiment_json(index as usize).ok_or_else(unknown_experiment)?)
    }
}

/// `problems(): string[]`, what is malformed.
pub(super) struct Problems;

impl Question<CompiledPayload> for Problems {
    const NAME: &'static CStr = c"problems";

    fn call<'s>(scope: Scope<'s>, payload: &CompiledPayload, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        let texts = payload.problems().list().iter().map(|problem| {
            let place = match &problem.owner {
                Some(owner) => format!("{}: ", wtf8::to_lossy(owner)),
                None => String::new(),
            };
            scope.text(format!("{place}{}", problem.text).as_bytes())
        });
        scope.array(&texts.collect::<Result<Vec<_>, _>>()?)
    }
}
