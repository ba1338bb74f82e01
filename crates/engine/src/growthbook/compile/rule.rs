//! Compiles the rules of a feature.

use super::bandit::use_bandit;
use super::experiment::{Known, compile_experiment, compile_overridden, compile_subject};
use super::filter::compile_filters;
use super::parent::compile_parents;
use super::{Compiler, Fields};
use crate::growthbook::hashing::{HashVersion, Range, Seed};
use crate::growthbook::model::{Broken, Force, Part, PartSize, Rollout, Rule, Then};
use crate::growthbook::wire::{length, property};
use crate::js::{Data, DataRef, Object};

/// Compiles a rule of the feature with the key. Outcomes are numbered from `next_outcome` on.
pub(super) fn compile_rule(
    key: &[u8],
    rule: DataRef<'_>,
    next_outcome: &mut u32,
    compiler: &mut Compiler,
) -> Rule {
    let object = match rule {
        DataRef::Object(object) => object,
        // It has no properties, which is no reason to throw.
        DataRef::List(_) => return Rule { parents: Box::default(), filters: None, then: Then::Nothing },
        _ => {
            compiler.broken("A rule is no object.");
            return Rule { parents: Box::default(), filters: None, then: Then::Broken };
        }
    };
    Rule {
        parents: compile_parents(property(rule, "parentConditions"), compiler),
        filters: compile_filters(property(rule, "filters"), compiler),
        then: match object.get(b"force") {
            Some(_) => Then::Force(compile_force(key, object, next_outcome, compiler)),
            None => compile_variations(key, object, next_outcome, compiler),
        },
    }
}

fn compile_force(key: &[u8], rule: &Object, next_outcome: &mut u32, compiler: &mut Compiler) -> Force {
    let outcome = *next_outcome;
    *next_outcome = outcome.saturating_add(1);
    let fields = DataRef::Object(rule);
    Force {
        outcome,
        condition: compiler.condition(property(fields, "condition")),
        rollout: compile_rollout(key, rule, compiler),
        has_tracks: match property(fields, "tracks") {
            DataRef::List(tracks) => Ok(!tracks.is_empty()),
            tracks if tracks.is_truthy() => Err(compiler.broken("\"tracks\" is no list.")),
            _ => Ok(false),
        },
    }
}

fn compile_rollout(key: &[u8], rule: &Object, compiler: &mut Compiler) -> Rollout {
    let fields = DataRef::Object(rule);
    let range = property(fields, "range");
    let size = match property(fields, "coverage") {
        _ if range.is_truthy() => PartSize::Within(Range::between(range, 0, 1)),
        DataRef::Undefined => return Rollout::All,
        DataRef::Number(0.0) => return Rollout::Nobody,
        coverage => PartSize::UpTo(coverage.to_number()),
    };
    let seed = property(fields, "seed");
    Rollout::Part(Box::new(Part {
        subject: compile_subject(Fields::of_rule(rule, None), compiler),
        seed: if seed.is_truthy() { Seed::new(seed) } else { Seed::of_text(key) },
        version: HashVersion::of(property(fields, "hashVersion"), HashVersion::One),
        size,
    }))
}

fn compile_variations(key: &[u8], rule: &Object, next_outcome: &mut u32, compiler: &mut Compiler) -> Then {
    let fields = DataRef::Object(rule);
    let variations = variations(fields);
    if !variations.is_truthy() {
        return Then::Nothing;
    }
    let given_key = property(fields, "key");
    let key = if given_key.is_truthy() { given_key } else { DataRef::Text(key) };
    let known = Known {
        key,
        count: count(variations, property(fields, "ranges"), compiler),
        is_listed: length(variations).is_some(),
        first_outcome: *next_outcome,
        is_filtered: property(fields, "filters").is_truthy(),
    };
    *next_outcome = next_outcome.saturating_add(u32::try_from(known.count).unwrap_or(u32::MAX));
    let overrides = std::sync::Arc::clone(&compiler.overrides);
    let overridden = match overrides.get(&key.to_text()) {
        Some(Data::Object(object)) => Some(object),
        _ => None,
    };
    let fields = Fields::of_rule(rule, overridden);
    let bandit =
        use_bandit(property(DataRef::Object(rule), "contextualBanditRef"), fields, known.is_listed, compiler);
    let mut experiment = compile_experiment(&known, fields, compiler);
    experiment.bandit = bandit;
    experiment.rare = overridden.and_then(|_| compile_overridden(fields, compiler));
    Then::Experiment(Box::new(experiment))
}

/// What an experiment rule gives out.
pub(super) fn variations(rule: DataRef<'_>) -> DataRef<'_> {
    match property(rule, "contextualVariations") {
        variations if variations.is_nullish() => property(rule, "variations"),
        variations => variations,
    }
}

/// How many variations there are. Of what has no length, users can have as many as there are ranges, and all are `undefined`.
pub(super) fn count(variations: DataRef<'_>, ranges: DataRef<'_>, compiler: &mut Compiler) -> usize {
    length(variations).unwrap_or_else(|| {
        compiler.problems.note("\"variations\" is no list.");
        length(ranges).unwrap_or_default().max(2)
    })
}

/// What the rules of a feature are; an error where they are none.
pub(super) fn rules<'a>(feature: DataRef<'a>, compiler: &mut Compiler) -> Result<&'a [Data], Broken> {
    match property(feature, "rules") {
        DataRef::List(rules) => Ok(rules),
        rules if rules.is_truthy() => Err(compiler.broken("\"rules\" is no list.")),
        _ => Ok(&[]),
    }
}
