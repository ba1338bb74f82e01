//! Compiles a payload.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::bandit::compile_bandits;
use super::link::link;
use super::rule::{compile_rule, rules};
use super::{Compiler, compile_auto};
use crate::growthbook::model::{Circle, Feature, Force, Rollout, Rule, Then};
use crate::growthbook::outcome::FIRST_OF_RULES;
use crate::growthbook::wire::read_payload;
use crate::growthbook::{AttributeTable, Payload, PayloadError, SavedGroups};
use crate::js::{Data, Object};
use crate::plan::Plan;

/// Compiles the text of a payload. `overrides` has what the host changes of experiments, by their keys.
pub(in crate::growthbook) fn compile_payload(
    json: Arc<[u8]>,
    overrides: Arc<Object>,
) -> Result<Payload, PayloadError> {
    let text = read_payload(&json)?;
    let mut compiler = Compiler::new(AttributeTable::default(), SavedGroups::default(), overrides);
    for problem in &text.spoiled {
        compiler.problems.note(*problem);
    }
    let groups = text.groups.and_then(Data::parse).unwrap_or(Data::Null);
    compiler.groups = SavedGroups::compile(&groups, &mut compiler.table, &mut compiler.problems);
    if let Some(bandits) = text.bandits.and_then(Data::parse) {
        compile_bandits(&bandits, &mut compiler);
    }
    let mut features = Vec::with_capacity(text.features.len());
    let mut reads = Vec::with_capacity(text.features.len());
    for (key, definition) in &text.features {
        compiler.enter(key);
        let span = span(&json, definition);
        if let Some(feature) = compile_feature(key, definition, span, &mut compiler) {
            features.push(feature);
            reads.push(compiler.take_reads());
        }
    }
    let parts = text.parts;
    let experiments: Vec<_> = text.experiments.iter().map(|experiment| span(&json, experiment)).collect();
    let (features, index) = link(features.into(), &reads, &compiler.table, &json);
    let Compiler { table, problems, overrides, groups, .. } = compiler;
    let table = Arc::new(table);
    let mut payload =
        Payload { json, parts, features, index, groups, table, overrides, problems, ..Payload::default() };
    for span in experiments {
        let text = payload.json.get(span.clone()).unwrap_or_default();
        let (inline, problems) = compile_auto(text, &payload);
        payload.problems.append(problems);
        payload.experiments.push((span, inline));
    }
    Ok(payload)
}

/// `None` where JavaScript takes the definition for none.
fn compile_feature(
    key: &[u8],
    definition: &[u8],
    span: Range<usize>,
    compiler: &mut Compiler,
) -> Option<Feature> {
    let Some(definition) = Data::parse(definition) else {
        compiler.problems.note("It is nested too deeply.");
        return None;
    };
    let definition = definition.view();
    if !definition.is_truthy() {
        compiler.problems.note("It is no object.");
        return None;
    }
    let mut next_outcome = FIRST_OF_RULES;
    let rules = rules(definition, compiler).map(|rules| {
        rules.iter().map(|rule| compile_rule(key, rule.view(), &mut next_outcome, compiler)).collect()
    });
    let rules: Result<Box<[_]>, _> = rules;
    let reads_session = rules.iter().flatten().any(reads_session);
    Some(Feature {
        key: key.into(),
        definition: span,
        rules,
        plan: Plan::default(),
        constant: None,
        reads_session,
        circle: Circle::default(),
        values: OnceLock::new(),
    })
}

/// Whether a rule asks for more than attributes: of a rollout, whether buckets are sticky, because only then it falls back.
fn reads_session(rule: &Rule) -> bool {
    match &rule.then {
        Then::Experiment(_) => true,
        Then::Force(Force { rollout: Rollout::Part(part), .. }) => part.subject.fallback.is_some(),
        Then::Force(_) | Then::Nothing | Then::Broken => false,
    }
}

/// Where a part of a text is.
fn span(text: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr().addr().saturating_sub(text.as_ptr().addr());
    start..start + part.len()
}
