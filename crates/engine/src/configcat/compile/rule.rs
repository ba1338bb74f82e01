//! Compiles targeting rules.

use super::attribute_table::AttributeTable;
use super::condition::compile_condition;
use super::setting::{Outcomes, Reads, compile_options};
use crate::configcat::Failure;
use crate::configcat::model::{Rule, Segment, Then};
use crate::configcat::wire::RuleNode;

/// Compiles the rule at `index` of a setting.
pub(super) fn compile_rule(
    index: u32,
    node: RuleNode<'_>,
    attributes: &mut AttributeTable,
    segments: &[Result<Segment, Failure>],
    reads: &mut Reads,
    outcomes: &mut Outcomes,
) -> Rule {
    // Collected in place they would be in the middle of the far larger memory of their nodes, which leaves holes.
    let mut conditions = Vec::with_capacity(node.conditions.len());
    for condition in node.conditions {
        conditions.push(compile_condition(condition, attributes, segments, reads));
    }
    let then = match (node.served, node.options) {
        (Some(served), None) => Then::Serve(outcomes.add(&served, Some(index), None)),
        (None, Some(options)) if !options.is_empty() => {
            Then::Split(Box::new(compile_options(options, Some(index), outcomes)))
        }
        (None, _) => Then::Nothing,
        (served, _) => {
            let shown = served.and_then(|served| outcomes.shown_value(&served.value));
            Then::Invalid(shown.map(Box::new))
        }
    };
    Rule { conditions: conditions.into(), then }
}
