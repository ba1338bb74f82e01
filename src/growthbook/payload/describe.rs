//! Everything that JavaScript needs to know about a feature before it evaluates it: read once per feature and payload.

use std::ffi::CStr;

use vexil_client::CompiledPayload;
use vexil_engine::growthbook::{Ask, Attribute, FeatureId, Inline, Outcome};

use super::{unknown_experiment, unknown_feature};
use crate::js::{Fault, Question, Scope, Value, argument};

/// `describe(feature)`: constant outcome, whether it reads the session, plan, and the outcomes.
pub(super) struct Describe;

impl Question<CompiledPayload> for Describe {
    const NAME: &'static CStr = c"describe";

    fn call<'s>(
        scope: Scope<'s>,
        payload: &CompiledPayload,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let id = FeatureId(scope.read_u32(argument(scope, arguments, 0)?)?);
        let feature = payload.describe(id).ok_or_else(unknown_feature)?;
        let constant =
            feature.constant().map_or_else(|| scope.int32(-1), |outcome| scope.uint32(outcome.0))?;
        let mut outcomes = Vec::new();
        for number in feature.outcomes().flat_map(triple) {
            outcomes.push(scope.number(number)?);
        }
        scope.array(&[
            constant,
            scope.uint32(u32::from(feature.reads_session()))?,
            plan(scope, feature.plan())?,
            scope.array(&outcomes)?,
        ])
    }
}

/// Kind, rule and variation of an outcome.
fn triple(outcome: Outcome) -> [f64; 3] {
    match outcome {
        Outcome::Default => [0.0, -1.0, -1.0],
        Outcome::Circle => [1.0, -1.0, -1.0],
        Outcome::Gate => [2.0, -1.0, -1.0],
        Outcome::Force { rule } => [3.0, f64::from(rule), -1.0],
        Outcome::Experiment { rule, variation } => [4.0, f64::from(rule), f64::from(variation)],
    }
}

/// `describeExperiment(index)`: plan, and what it asks of the host.
pub(super) struct DescribeExperiment;

impl Question<CompiledPayload> for DescribeExperiment {
    const NAME: &'static CStr = c"describeExperiment";

    fn call<'s>(
        scope: Scope<'s>,
        payload: &CompiledPayload,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let index = scope.read_u32(argument(scope, arguments, 0)?)?;
        let experiment = payload.experiment(index as usize).ok_or_else(unknown_experiment)?;
        scope.array(&[plan(scope, experiment.plan())?, scope.uint32(asks(experiment))?])
    }
}

/// What an experiment asks of the host, a bit for each.
pub(super) fn asks(experiment: &Inline) -> u32 {
    let bit = |ask| match ask {
        Ask::Include => 1,
        Ask::Url => 2,
        Ask::Groups => 4,
    };
    experiment.asks().map(bit).sum()
}

/// A list of attributes.
pub(in crate::growthbook) fn plan<'s>(
    scope: Scope<'s>,
    attributes: &[Attribute],
) -> Result<Value<'s>, Fault> {
    let entry = |attribute: &Attribute| {
        let mut entry = Vec::new();
        match attribute {
            Attribute::Path(segments) => {
                entry.push(scope.text(b"p")?);
                for segment in segments {
                    entry.push(scope.text(segment)?);
                }
            }
            Attribute::Top(name) => entry.extend([scope.text(b"t")?, scope.text(name)?]),
        }
        scope.array(&entry)
    };
    let entries = attributes.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
    scope.array(&entries)
}
