//! Compiles contextual bandits.

use std::sync::Arc;

use super::buckets::{is_mixed, numbers};
use super::{Compiler, Fields};
use crate::growthbook::hashing::Coverage;
use crate::growthbook::model::{Bandit, BanditUse, Broken, Context, ContextWeights};
use crate::growthbook::wire::property;
use crate::js::{Data, DataRef, wtf8};

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
    let weights = match property(context, "weights") {
        DataRef::List(items) if is_mixed(items) => ContextWeights::Mixed(items.into()),
        DataRef::List(items) => ContextWeights::Numbers(numbers(items)),
        DataRef::Text(text) if !text.is_empty() => ContextWeights::Text(wtf8::utf16_len(text)),
        _ => ContextWeights::Numbers(Box::default()),
    };
    if !matches!(weights, ContextWeights::Numbers(_)) {
        compiler.problems.note("The weights of a context are no numbers.");
    }
    Ok(Context { condition, weights })
}

/// The bandit that a rule refers to.
pub(super) fn use_bandit(
    reference: DataRef<'_>,
    fields: Fields<'_>,
    is_listed: bool,
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
        has_ranges: fields.get("ranges").is_truthy() || !is_listed,
    })
}
