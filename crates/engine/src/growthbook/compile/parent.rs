//! Compiles prerequisites.

use super::Compiler;
use crate::growthbook::model::{Broken, Parent};
use crate::growthbook::wire::property;
use crate::js::DataRef;

/// The prerequisites, in order.
pub(super) fn compile_parents(
    parents: DataRef<'_>,
    compiler: &mut Compiler,
) -> Box<[Result<Parent, Broken>]> {
    match parents {
        DataRef::List(items) => items.iter().map(|item| compile_parent(item.view(), compiler)).collect(),
        // JavaScript takes a text for a list of its characters, each of which stands for the same.
        DataRef::Text([_, ..]) => Box::from([compile_parent(parents, compiler)]),
        other if other.is_truthy() => Box::from([Err(compiler.broken("\"parentConditions\" is no list."))]),
        _ => Box::default(),
    }
}

fn compile_parent(parent: DataRef<'_>, compiler: &mut Compiler) -> Result<Parent, Broken> {
    if parent.is_nullish() {
        return Err(compiler.broken("A parent condition is null."));
    }
    let id = property(parent, "id");
    if !matches!(id, DataRef::Text(_)) {
        compiler.problems.note("A parent condition names no feature.");
    }
    let key = id.to_text();
    compiler.read_feature(&key);
    Ok(Parent {
        key: key.as_ref().into(),
        feature: None,
        condition: compiler.condition_on_value(property(parent, "condition")),
        is_gate: property(parent, "gate").is_truthy(),
    })
}
