//! Compiles conditions.

use super::attribute_table::AttributeTable;
use super::comparison::prepare;
use super::setting::Reads;
use crate::configcat::Failure;
use crate::configcat::comparator::Comparator;
use crate::configcat::model::{
    Condition, Literals, PrerequisiteCondition, Read, Segment, SegmentCondition, SlotValue, Text,
    UserCondition,
};
use crate::configcat::wire::{
    ConditionNode, NumberNode, PrerequisiteNode, SegmentConditionNode, UserConditionNode, ValueNode,
};

/// Compiles a condition of a targeting rule, and notes what it reads.
pub(super) fn compile_condition(
    node: ConditionNode<'_>,
    attributes: &mut AttributeTable,
    segments: &[Result<Segment, Failure>],
    reads: &mut Reads,
) -> Condition {
    match node {
        ConditionNode { user: Some(node), prerequisite: None, segment: None } => {
            let condition = compile_user_condition(&node, attributes);
            reads.note(Read::Attribute(condition.attribute.id));
            Condition::User(condition)
        }
        ConditionNode { user: None, prerequisite: Some(node), segment: None } => {
            Condition::Prerequisite(Box::new(compile_prerequisite(node, reads)))
        }
        // Two kinds at once are refused, but all three together count as a segment condition: so does the client read them.
        ConditionNode { user: None, prerequisite: None, segment: Some(node) }
        | ConditionNode { user: Some(_), prerequisite: Some(_), segment: Some(node) } => {
            Condition::Segment(compile_segment_condition(&node, segments, reads))
        }
        _ => Condition::Invalid,
    }
}

/// Compiles a user condition.
pub(super) fn compile_user_condition(
    node: &UserConditionNode<'_>,
    attributes: &mut AttributeTable,
) -> UserCondition {
    let comparator = Comparator::from_number(node.comparator);
    UserCondition {
        attribute: attributes.intern(&node.attribute),
        comparator,
        operand: prepare(comparator, node),
    }
}

fn compile_prerequisite(node: PrerequisiteNode<'_>, reads: &mut Reads) -> PrerequisiteCondition {
    PrerequisiteCondition {
        index: reads.note_prerequisite(&node.key),
        negate: negation(node.comparator),
        value: slot_value(node.value),
    }
}

fn compile_segment_condition(
    node: &SegmentConditionNode,
    segments: &[Result<Segment, Failure>],
    reads: &mut Reads,
) -> SegmentCondition {
    let count = u32::try_from(segments.len()).unwrap_or(u32::MAX);
    let is_known = (0.0..f64::from(count)).contains(&node.index);
    let index = is_known.then_some(node.index as u32);
    if let Some(index) = index {
        reads.note(Read::Segment(index));
    }
    SegmentCondition { index, negate: negation(node.comparator) }
}

/// Whether the comparator (0: equals, is in; 1: the opposite) negates.
fn negation(comparator: f64) -> Option<bool> {
    match comparator {
        0.0 => Some(false),
        1.0 => Some(true),
        _ => None,
    }
}

/// Takes the value over.
fn slot_value(node: ValueNode<'_>) -> SlotValue {
    let literal = |number: Option<NumberNode<'_>>| number.and_then(|number| number.literal().map(Text::from));
    let literals = Literals { integer: literal(node.integer), double: literal(node.double) };
    let is_literal = literals.integer.is_some() || literals.double.is_some();
    SlotValue {
        boolean: node.boolean,
        text: node.text.map(|text| text.into_owned().into()),
        integer: node.integer.map(NumberNode::value),
        double: node.double.map(NumberNode::value),
        literals: is_literal.then(|| Box::new(literals)),
    }
}
