//! One rule.

use super::condition::compile_condition;
use super::spec::{Compiler, kept, property};
use super::unit::unit;
use crate::js::{Data, DataRef, Object};
use crate::statsig::SpecsError;
use crate::statsig::model::{Condition, Rule, Share};

/// A percentage is compared with buckets of ten thousand.
const BUCKETS_PER_PERCENT: f64 = 100.0;

/// The rules that say who is targeted.
const TARGETING: [&[u8]; 2] = [b"inlineTargetingRules", b"targetingGate"];

/// Compiles a rule of a spec with the salt.
pub(super) fn compile_rule(
    rule: &Data,
    salt: &[u8],
    compiler: &mut Compiler<'_>,
) -> Result<Rule, SpecsError> {
    let empty = Object::default();
    let rule = match rule {
        Data::Object(rule) => rule,
        Data::Null | Data::Undefined => return Err(SpecsError::Shape("A rule")),
        _ => &empty,
    };
    let conditions = conditions(property(rule, "conditions"), compiler)?;
    let id = property(rule, "id");
    let delegate = property(rule, "configDelegate");
    let last_effect = conditions.iter().rposition(Condition::has_effects);
    Ok(Rule {
        id: kept(id, &mut compiler.texts),
        effects: last_effect.map_or(0, |last| last + 1),
        conditions,
        value: !(compiler.body.is_keyed && matches!(rule.get(b"returnValue"), Some(Data::Bool(false)))),
        share: share(rule, salt, compiler),
        delegate: delegate.is_truthy().then(|| compiler.config(&delegate.to_text())).flatten(),
        is_targeting: matches!(id, DataRef::Text(id) if TARGETING.contains(&id)),
    })
}

/// Those of the second version are named, and stand elsewhere.
fn conditions(conditions: DataRef<'_>, compiler: &mut Compiler<'_>) -> Result<Box<[Condition]>, SpecsError> {
    let list = match conditions {
        DataRef::List(list) => list,
        _ if conditions.is_nullish() => return Ok(Box::default()),
        _ => return Err(SpecsError::Shape("The conditions of a rule")),
    };
    let mut compiled = Vec::with_capacity(list.len());
    for condition in list {
        let named = match condition {
            Data::Text(name) => compiler.named_condition(name),
            _ => None,
        };
        compiled.push(match named.as_deref().unwrap_or(condition) {
            Data::Object(condition) => compile_condition(condition, compiler),
            Data::Null => return Err(SpecsError::Shape("A condition")),
            _ => Condition::Unsupported,
        });
    }
    Ok(compiled.into())
}

fn share(rule: &Object, salt: &[u8], compiler: &mut Compiler<'_>) -> Share {
    let percentage = property(rule, "passPercentage").to_number();
    if percentage.is_nan() || percentage <= 0.0 {
        return Share::Nobody;
    }
    if percentage >= 100.0 {
        return Share::Everybody;
    }
    let own_salt = property(rule, "salt");
    let own_salt = if own_salt.is_nullish() { property(rule, "id") } else { own_salt };
    Share::Below {
        limit: percentage * BUCKETS_PER_PERCENT,
        salt: [salt, b".", &own_salt.to_text(), b"."].concat().into(),
        unit: unit(property(rule, "idType"), &mut compiler.inputs),
    }
}
