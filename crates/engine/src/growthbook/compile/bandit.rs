//! Compiles contextual bandits.

use std::sync::Arc;

use super::buckets::compile_weights;
use super::{Compiler, Fields};
use crate::growthbook::hashing::Coverage;
use crate::growthbook::model::{Bandit, BanditUse, Broken, Context};
use crate::growthbook::wire::property;
use crate::js::{Data, DataRef};

/// Compiles all bandits of a payload.
pub(super) fn compile_bandits(bandits: &Data, compiler: &mut Compiler) {
    let Data::Object(object) = bandits else { return };
    for (key, bandit) in object.entries().iter().filter(|(_, bandit)| bandit.view().is_truthy()) {
        compiler.enter(key);
        let contexts = match property(bandit.view(), "contexts") {
            DataRef::List(items) => {
                items.iter().map(|context| compile_context(context.view(), compiler)).collect()
            }
            // A text has characters, which have no condition and no weights.
            DataRef::Text([_, ..]) => Box::from([compile_context(DataRef::Bool(true), compiler)]),
            _ => Box::default(),
        };
        let bandit = Bandit { contexts, reads: compiler.take_reads().into() };
        compiler.bandits.insert(key.clone(), Arc::new(bandit));
    }
}

fn compile_context(context: DataRef<'_>, compiler: &mut Compiler) -> Result<Context, Broken> {
    if context.is_nullish() {
        return Err(compiler.broken("A context of a bandit is null."));
    }
    let condition = compiler.condition(property(context, "condition"));
    let weights = property(context, "weights");
    let count = crate::growthbook::wire::length(weights).unwrap_or_default();
    Ok(Context { condition, weights: compile_weights(count, weights, compiler) })
}

/// The bandit that a rule refers to.
pub(super) fn use_bandit(
    reference: DataRef<'_>,
    fields: Fields<'_>,
    compiler: &mut Compiler,
) -> Option<BanditUse> {
    if !reference.is_truthy() {
        return None;
    }
    let bandit = Arc::clone(compiler.bandits.get(&*reference.to_text())?);
    compiler.read_all(&bandit.reads);
    Some(BanditUse {
        bandit,
        coverage: Coverage::new(fields.get("coverage")),
        has_ranges: fields.get("ranges").is_truthy(),
    })
}
