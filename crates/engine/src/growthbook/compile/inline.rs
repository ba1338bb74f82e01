//! Compiles experiments that are no rules: those of the host, and a payload's auto experiments.

use std::collections::HashSet;
use std::sync::Arc;

use super::experiment::{Known, compile_experiment, compile_rare};
use super::filter::compile_filters;
use super::link::link_parents;
use super::parent::compile_parents;
use super::rule::count;
use super::{Compiler, Fields, Read};
use crate::growthbook::model::{Broken, Groups, UrlTest};
use crate::growthbook::url::Targets;
use crate::growthbook::wire::length;
use crate::growthbook::{Attribute, AttributeId, AttributeTable, Inline, Payload, PayloadError, Problems};
use crate::js::{Data, DataRef, Object, json};
use crate::plan::Plan;

/// Compiles an experiment of the host's. What is truthy of `include`, `url` and `groups` the host will answer for.
pub(in crate::growthbook) fn compile_inline(text: &[u8], payload: &Payload) -> Result<Inline, PayloadError> {
    json::validate(text).map_err(|error| PayloadError::Syntax(error.to_string()))?;
    let Data::Object(own) = Data::parse(text).ok_or(PayloadError::TooDeep)? else {
        return Err(PayloadError::NotAnObject);
    };
    Ok(compile(&own, payload).0)
}

/// Compiles an auto experiment; what is no object is never run.
pub(in crate::growthbook) fn compile_auto(text: &[u8], payload: &Payload) -> (Inline, Problems) {
    match Data::parse(text) {
        Some(Data::Object(own)) => compile(&own, payload),
        _ => {
            let mut compiler = Compiler::default();
            compiler.broken("An experiment is no object.");
            (broken_inline(Broken, payload), compiler.problems)
        }
    }
}

fn compile(own: &Object, payload: &Payload) -> (Inline, Problems) {
    let table = AttributeTable::over(Arc::clone(&payload.table));
    let mut compiler = Compiler::new(table, payload.groups.clone(), Arc::clone(&payload.overrides));
    let key = own.get(b"key").map_or(DataRef::Undefined, Data::view);
    compiler.enter(&key.to_text());
    let overridden = match payload.overrides.get(&key.to_text()) {
        Some(Data::Object(object)) => Some(object),
        _ => None,
    };
    let fields = Fields::of_experiment(own, overridden);
    let variations = fields.own("variations").map_or(DataRef::Undefined, Data::view);
    if variations.is_nullish() {
        let broken = compiler.broken("The experiment has no variations.");
        return (broken_inline(broken, payload), compiler.problems);
    }
    let known = Known {
        key,
        count: count(variations, fields.get("ranges"), &mut compiler),
        is_listed: length(variations).is_some(),
        first_outcome: 0,
        is_filtered: false,
    };
    let mut experiment = compile_experiment(&known, fields, &mut compiler);
    let is_asked = |name| fields.own(name).is_some_and(|value| value.view().is_truthy());
    let mut rare = compile_rare(fields, &mut compiler);
    rare.targets = Targets::compile(fields.get("urlPatterns"), &mut compiler.problems);
    rare.filters = compile_filters(fields.get("filters"), &mut compiler);
    rare.asks_include = is_asked("include");
    let own_parents = fields.own("parentConditions").map_or(DataRef::Undefined, Data::view);
    rare.parents = compile_parents(own_parents, &mut compiler);
    if is_asked("groups") && rare.groups.is_none() {
        rare.groups = Some(Groups::Asked);
    }
    if is_asked("url") && rare.url.is_none() {
        rare.url = Some(UrlTest::Asked);
    }
    link_parents(rare.parents.iter_mut().flatten(), |key| payload.find(key));
    experiment.rare = Some(Box::new(rare));
    let plan = plan(&compiler.take_reads(), payload, &compiler.table);
    (Inline { experiment: Ok(experiment), plan, table: Arc::clone(&payload.table) }, compiler.problems)
}

/// What the experiment reads, and all that its prerequisites do.
fn plan(reads: &[Read], payload: &Payload, table: &AttributeTable) -> Plan<Attribute> {
    let mut ids = Vec::new();
    let mut seen = HashSet::new();
    for read in reads {
        let mut note = |id| {
            if seen.insert(id) {
                ids.push(id);
            }
        };
        match read {
            Read::Attribute(id) => note(id.0),
            Read::Everything => (0..).take(table.len()).for_each(note),
            Read::Feature(key) => {
                let feature = payload.find(key).and_then(|id| payload.feature(id));
                feature.map(|feature| feature.plan.ids()).unwrap_or_default().iter().copied().for_each(note);
            }
        }
    }
    Plan::new(&ids, |id| table.get(AttributeId(id)).cloned())
}

fn broken_inline(broken: Broken, payload: &Payload) -> Inline {
    Inline { experiment: Err(broken), plan: Plan::default(), table: Arc::clone(&payload.table) }
}
