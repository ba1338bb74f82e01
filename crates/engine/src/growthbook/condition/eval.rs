//! Evaluating conditions.

use std::cell::Cell;

use super::groups::Group;
use super::model::{Element, GroupUse, Membership, Node, Path, Test};
use super::scratch::with_lower;
use super::version::with_padded;
use super::{CONDITION_DEPTH_LIMIT, Lookup, SavedGroups};
use crate::comparison::Comparison;
use crate::js::regex::Regex;
use crate::js::{Data, DataRef, wtf8};

/// How many conditions of groups are evaluated for others, before the condition counts as one that does not hold. Groups that use
/// groups could ask for more than anybody can wait for.
const NESTED_GROUPS_LIMIT: u32 = 100_000;

/// The official SDK throws, so the whole condition does not hold.
#[derive(Debug, PartialEq, Eq)]
struct Stop;

type Answer = Result<bool, Stop>;

/// What the paths of a condition lead into.
pub(super) trait Scope {
    fn get(&self, path: &Path) -> DataRef<'_>;
}

/// The attributes of a user.
pub(super) struct OfAttributes<'a, L>(pub(super) &'a L);

/// A value at hand.
pub(super) struct OfData<'a>(pub(super) DataRef<'a>);

impl<L: Lookup> Scope for OfAttributes<'_, L> {
    fn get(&self, path: &Path) -> DataRef<'_> {
        path.id.map_or(DataRef::Null, |id| self.0.get(id))
    }
}

impl Scope for OfData<'_> {
    fn get(&self, path: &Path) -> DataRef<'_> {
        self.0.get_path(&path.segments)
    }
}

/// Whether a condition holds; `None` where the official SDK throws. `height` is the number of its levels.
pub(super) fn holds(root: &Node, height: usize, scope: &impl Scope, groups: &SavedGroups) -> Option<bool> {
    let budget = Cell::new(NESTED_GROUPS_LIMIT);
    Evaluation { groups, inside: None, height, budget: &budget }.node(root, scope).ok()
}

/// What a test gives for one value; `None` where the official SDK throws.
pub(super) fn answer(test: &Test, value: DataRef<'_>, groups: &SavedGroups) -> Option<bool> {
    let budget = Cell::new(NESTED_GROUPS_LIMIT);
    Evaluation { groups, inside: None, height: 0, budget: &budget }.test(test, value).ok()
}

struct Evaluation<'a> {
    groups: &'a SavedGroups,
    /// The groups whose conditions are being evaluated, one for another.
    inside: Option<Inside<'a>>,
    /// The levels of all conditions that are being evaluated.
    height: usize,
    budget: &'a Cell<u32>,
}

#[derive(Clone, Copy)]
struct Inside<'a> {
    id: &'a [u8],
    outer: Option<&'a Self>,
}

impl Evaluation<'_> {
    fn node<S: Scope>(&self, node: &Node, scope: &S) -> Answer {
        match node {
            Node::Is(path, test) => self.test(test, present(scope.get(path))?),
            Node::All(nodes) => {
                for node in nodes {
                    if !self.node(node, scope)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Node::Any(nodes) => {
                for node in nodes {
                    if self.node(node, scope)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Node::Not(node) => self.node(node, scope).map(|holds| !holds),
            Node::Group(group) => self.group(group, scope),
            Node::Never => Ok(false),
            Node::Throws => Err(Stop),
        }
    }

    fn group<S: Scope>(&self, group: &GroupUse, scope: &S) -> Answer {
        match self.groups.find(&group.id) {
            Some(Group::List(members, attribute)) => match group.attribute.as_ref().or(attribute.as_ref()) {
                Some(path) => Ok(is_member(present(scope.get(path))?, |value| members.contains(value))),
                None => Ok(false),
            },
            Some(Group::Condition(node, height)) => self.group_condition(group, node, *height, scope),
            Some(Group::Values(_) | Group::Malformed) | None => Ok(false),
        }
    }

    /// A group that is asked for by its own condition has no members.
    fn group_condition<S: Scope>(&self, group: &GroupUse, node: &Node, height: usize, scope: &S) -> Answer {
        let mut outer = self.inside.as_ref();
        if outer.is_some() {
            self.budget.set(self.budget.get().checked_sub(1).ok_or(Stop)?);
        }
        while let Some(inside) = outer {
            if *inside.id == *group.id {
                return Ok(false);
            }
            outer = inside.outer;
        }
        let height = self.height + height;
        if height > CONDITION_DEPTH_LIMIT {
            return Err(Stop);
        }
        let inside = Some(Inside { id: &group.id, outer: self.inside.as_ref() });
        Evaluation { groups: self.groups, inside, height, budget: self.budget }.node(node, scope)
    }

    fn test(&self, test: &Test, value: DataRef<'_>) -> Answer {
        match test {
            Test::Text(text) => is_text(text, value),
            Test::TextIgnoringCase(lower) => is_text_ignoring_case(lower, value),
            Test::Number(number) => is_number(*number, value),
            Test::Truth(truth) => Ok(!matches!(value, DataRef::Null) && value.is_truthy() == *truth),
            Test::Null => Ok(matches!(value, DataRef::Null)),
            Test::Json(json) => is_json(json, value),
            Test::Exists(exists) => Ok(value.is_nullish() != *exists),
            Test::Equals(other) => Ok(value.strict_equals(other.view())),
            Test::Differs(other) => Ok(!value.strict_equals(other.view())),
            Test::Order(comparison, other) => is_in_order(value, *comparison, other),
            Test::Version(comparison, other) => Ok(is_version_in_order(value, *comparison, other)),
            Test::In(members, how) => Ok(is_member_as(value, *how, |value| {
                if how.ignores_case { members.contains_ignoring_case(value) } else { members.contains(value) }
            })),
            Test::InGroup(id, how) => Ok(self.is_in_group(id, *how, value)),
            Test::Matches(regex) => Ok(is_match(regex, value)),
            Test::Type(name) => Ok(*type_name(value) == **name),
            Test::Size(test) => self.size(test, value),
            Test::Element(element) => self.element(element, value),
            Test::Elements(tests) => self.elements(tests, value),
            Test::All(tests) => self.all(tests, value),
            Test::Not(test) => self.test(test, value).map(|holds| !holds),
            Test::Never => Ok(false),
            Test::Throws => Err(Stop),
        }
    }

    fn all(&self, tests: &[Test], value: DataRef<'_>) -> Answer {
        for test in tests {
            if !self.test(test, value)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn size(&self, test: &Test, value: DataRef<'_>) -> Answer {
        let DataRef::List(items) = value else { return Ok(false) };
        self.test(test, DataRef::Number(items.len() as f64))
    }

    fn element(&self, element: &Element, value: DataRef<'_>) -> Answer {
        let DataRef::List(items) = value else { return Ok(false) };
        if matches!(element, Element::Throws) {
            return Err(Stop);
        }
        for item in items.iter().map(Data::view).filter(|item| !item.is_nullish()) {
            let holds = match element {
                Element::Value(test) => self.test(test, item),
                Element::Object(node) => self.node(node, &OfData(item)),
                Element::Throws => Err(Stop),
            };
            if holds? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn elements(&self, tests: &[Test], value: DataRef<'_>) -> Answer {
        let DataRef::List(items) = value else { return Ok(false) };
        for test in tests {
            if !self.some(test, items)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn some(&self, test: &Test, items: &[Data]) -> Answer {
        for item in items {
            if self.test(test, item.view())? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_in_group(&self, id: &[u8], how: Membership, value: DataRef<'_>) -> bool {
        match self.groups.find(id) {
            None => how.is_negated,
            Some(Group::Values(members) | Group::List(members, _)) => {
                is_member_as(value, how, |value| members.contains(value))
            }
            Some(Group::Condition(..) | Group::Malformed) => false,
        }
    }
}

/// The value, unless its getter threw.
fn present(value: DataRef<'_>) -> Result<DataRef<'_>, Stop> {
    match value {
        DataRef::Exotic(exotic) if exotic.is_broken() => Err(Stop),
        _ => Ok(value),
    }
}

fn is_text(text: &[u8], value: DataRef<'_>) -> Answer {
    match value {
        DataRef::Text(value) => Ok(*value == *text),
        _ => has_text(text, value),
    }
}

// Apart, because it needs much of the stack.
#[inline(never)]
fn has_text(text: &[u8], value: DataRef<'_>) -> Answer {
    value.with_text(|value| *value == *text).ok_or(Stop)
}

// Apart, because it needs much of the stack.
#[inline(never)]
fn is_text_ignoring_case(lower: &[u8], value: DataRef<'_>) -> Answer {
    value.with_text(|value| with_lower(value, |value| *value == *lower)).ok_or(Stop)
}

fn is_number(number: f64, value: DataRef<'_>) -> Answer {
    match value {
        DataRef::Number(value) => Ok(value == number),
        DataRef::Exotic(exotic) if exotic.is_kind(b"bigint") || exotic.is_kind(b"symbol") => Err(Stop),
        DataRef::List(_) | DataRef::Object(_) => {
            value.with_text(|text| DataRef::Text(text).to_number() == number).ok_or(Stop)
        }
        _ => Ok(value.to_number() == number),
    }
}

// Apart, because it needs much of the stack.
#[inline(never)]
fn is_json(json: &[u8], value: DataRef<'_>) -> Answer {
    match value {
        DataRef::List(_) | DataRef::Object(_) => {
            let is_same = value.json_text().is_some_and(|text| *text == *json);
            if is_same || !has_big_integer(value) { Ok(is_same) } else { Err(Stop) }
        }
        DataRef::Exotic(exotic) if exotic.is_kind(b"bigint") => Err(Stop),
        DataRef::Exotic(exotic) => Ok(exotic.json.as_deref() == Some(json)),
        // The JSON of a scalar is never that of a list or an object.
        _ => Ok(false),
    }
}

/// Whether JSON cannot say the value, because of a big integer somewhere in it.
fn has_big_integer(value: DataRef<'_>) -> bool {
    match value {
        DataRef::List(items) => items.iter().any(|item| has_big_integer(item.view())),
        DataRef::Object(object) => object.entries().iter().any(|(_, item)| has_big_integer(item.view())),
        DataRef::Exotic(exotic) => exotic.is_kind(b"bigint"),
        _ => false,
    }
}

/// What has no text matches nothing, though elsewhere JavaScript throws for it.
// Apart, because it needs much of the stack.
#[inline(never)]
fn is_match(regex: &Regex, value: DataRef<'_>) -> bool {
    value.with_text(|text| regex.is_match(text)).unwrap_or(false)
}

fn is_in_order(value: DataRef<'_>, comparison: Comparison, other: &Data) -> Answer {
    let order = value.compare(other.view()).ok_or(Stop)?;
    Ok(order.is_some_and(|order| comparison.allows(order)))
}

// Apart, because it needs much of the stack.
#[inline(never)]
fn is_version_in_order(value: DataRef<'_>, comparison: Comparison, other: &[u8]) -> bool {
    with_padded(value, |padded| comparison.allows(wtf8::compare(padded, other)))
}

/// Whether the value, or an element of the list that it is, is a member.
fn is_member(value: DataRef<'_>, is_one: impl Fn(DataRef<'_>) -> bool) -> bool {
    match value {
        DataRef::List(items) => items.iter().any(|item| is_one(item.view())),
        _ => is_one(value),
    }
}

fn is_member_as(value: DataRef<'_>, how: Membership, is_one: impl Fn(DataRef<'_>) -> bool) -> bool {
    is_member(value, is_one) != how.is_negated
}

/// What `$type` calls the type of a value.
fn type_name(value: DataRef<'_>) -> &[u8] {
    match value {
        DataRef::Exotic(exotic) if !exotic.is_kind(b"object") => b"unknown",
        _ => value.type_name(),
    }
}
