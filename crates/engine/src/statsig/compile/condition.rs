//! One condition.

use super::spec::{Compiler, property};
use super::unit::{unit, unit_source};
use crate::js::{Data, DataRef, Object, wtf8};
use crate::statsig::condition::{Operator, Test};
use crate::statsig::model::{Condition, GateName};
use crate::statsig::{Form, Source};

/// Gates whose names begin so are segments.
const SEGMENT: &[u8] = b"segment:";

/// Compiles a condition.
pub(super) fn compile_condition(condition: &Object, compiler: &mut Compiler<'_>) -> Condition {
    let DataRef::Text(kind) = property(condition, "type") else { return Condition::Unsupported };
    let target = condition.get(b"targetValue").unwrap_or(&Data::Undefined);
    let field = property(condition, "field");
    match &*wtf8::to_lower(kind) {
        b"public" => Condition::Public,
        b"pass_gate" => gate(target, true, compiler),
        b"fail_gate" => gate(target, false, compiler),
        // Only the very name asks for one that passes.
        b"multi_pass_gate" => gates(target, *kind == *b"multi_pass_gate", compiler),
        b"multi_fail_gate" => gates(target, false, compiler),
        b"ip_based" => of_field(condition, field, Source::Ip, compiler),
        b"ua_based" => of_field(condition, field, Source::UserAgent, compiler),
        b"user_field" => of_field(condition, field, Source::Field, compiler),
        b"environment_field" => of_field(condition, field, Source::Environment, compiler),
        b"current_time" => of_source(condition, Source::Now, compiler),
        b"unit_id" => of_source(condition, unit_source(property(condition, "idType")), compiler),
        b"user_bucket" => bucket(condition, compiler),
        b"target_app" => app(condition, compiler),
        _ => Condition::Unsupported,
    }
}

impl Condition {
    /// Whether evaluating it has an effect besides its answer.
    pub(super) const fn has_effects(&self) -> bool {
        matches!(self, Self::Gates { .. } | Self::Unsupported)
    }
}

fn gate(target: &Data, wanted: bool, compiler: &mut Compiler<'_>) -> Condition {
    let names = [name(target, compiler)].into();
    Condition::Gates { names, wanted, is_single: true }
}

fn gates(target: &Data, wanted: bool, compiler: &mut Compiler<'_>) -> Condition {
    let Data::List(targets) = target else { return Condition::Unsupported };
    let names = targets.iter().map(|target| name(target, compiler)).collect();
    Condition::Gates { names, wanted, is_single: false }
}

fn name(target: &Data, compiler: &mut Compiler<'_>) -> GateName {
    let name = target.view().to_text();
    GateName {
        name: compiler.texts.id(&name),
        gate: compiler.gate(&name),
        is_told: !name.starts_with(SEGMENT),
    }
}

fn operator(condition: &Object, compiler: &mut Compiler<'_>) -> Option<Operator> {
    let name = condition.get(b"operator").unwrap_or(&Data::Undefined);
    let target = condition.get(b"targetValue").unwrap_or(&Data::Undefined);
    // The second version, which has its conditions apart, may have a list's items as keys.
    let has_sets = !compiler.body.conditions.is_empty();
    let is_list =
        |name: &[u8]| matches!(name, b"any" | b"none" | b"any_case_sensitive" | b"none_case_sensitive");
    match (name, target) {
        (Data::Text(text), Data::Object(set)) if has_sets && is_list(&wtf8::to_lower(text)) => {
            let items = set.entries().iter().map(|(key, _)| Data::Text(key.clone())).collect();
            Operator::compile(name, &Data::List(items), &mut compiler.inputs)
        }
        _ => Operator::compile(name, target, &mut compiler.inputs),
    }
}

fn of_field(
    condition: &Object,
    field: DataRef<'_>,
    source: impl FnOnce(Box<[u8]>) -> Source,
    compiler: &mut Compiler<'_>,
) -> Condition {
    // No user has a field without a name.
    let source = if field.is_nullish() { Source::Target(Data::Null) } else { source(field.to_text().into()) };
    of_source(condition, source, compiler)
}

fn of_source(condition: &Object, source: Source, compiler: &mut Compiler<'_>) -> Condition {
    let Some(Operator { test, form }) = operator(condition, compiler) else { return Condition::Unsupported };
    Condition::Value { input: compiler.inputs.id(source, form), test }
}

fn bucket(condition: &Object, compiler: &mut Compiler<'_>) -> Condition {
    let Some(test) = test_of_value(condition, compiler) else { return Condition::Unsupported };
    let salt = match condition.get(b"additionalValues") {
        Some(Data::Object(values)) => property(values, "salt"),
        _ => DataRef::Undefined,
    };
    Condition::Bucket {
        salt: [&*salt.to_text(), b"."].concat().into(),
        unit: unit(property(condition, "idType"), &mut compiler.inputs),
        test,
    }
}

/// An operator on what is no time: buckets and apps are never before or after something.
fn test_of_value(condition: &Object, compiler: &mut Compiler<'_>) -> Option<Test> {
    let Operator { test, form } = operator(condition, compiler)?;
    Some(if form == Form::Value { test } else { Test::Constant(false) })
}

fn app(condition: &Object, compiler: &mut Compiler<'_>) -> Condition {
    let Some(test) = test_of_value(condition, compiler) else { return Condition::Unsupported };
    let input = compiler.inputs.id(Source::App, Form::Value);
    Condition::App { own: compiler.body.app.clone().unwrap_or(Data::Null), input, test }
}
