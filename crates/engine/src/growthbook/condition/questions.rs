//! What conditions ask of single attributes, and which of their values are the same to them.
//!
//! Many conditions ask nothing but whether a value is one of a few. To them the values of an attribute fall into a few classes: all
//! values of a class give the same answers. A host that can tell the class of a value needs one evaluation for each combination.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::eval::answer;
use super::groups::Group;
use super::members::Members;
use super::model::{Node, Test};
use super::{Condition, SavedGroups};
use crate::growthbook::AttributeId;
use crate::js::DataRef;

/// Beyond these, evaluating is cheaper than telling classes apart, or there is more to keep than it is worth.
mod limit {
    /// Questions about one attribute.
    pub(super) const TESTS: usize = 64;
    /// Texts that are told apart, per attribute, the empty one included.
    pub(super) const TEXTS: usize = 128;
    /// Numbers that are compared with, per attribute: finding the class of a number takes a look at each.
    pub(super) const NUMBERS: usize = 16;
    /// Bytes of the texts.
    pub(super) const BYTES: usize = 8_192;
}

/// What conditions ask of each attribute.
#[derive(Debug, Default)]
pub(in crate::growthbook) struct Questions<'c> {
    tests: BTreeMap<AttributeId, Vec<&'c Test>>,
}

/// The classes of one attribute's values.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueClasses<'c> {
    /// How many there are. Their numbers are smaller.
    pub count: u32,
    /// The classes of `true`, `false`, `null` and `undefined`.
    pub scalars: [u32; 4],
    /// `None`: more of a text matters.
    pub texts: Option<TextClasses<'c>>,
    /// `None`: more of a number matters.
    pub numbers: Option<NumberClasses>,
}

/// The classes of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextClasses<'c> {
    /// The texts that are told apart, and their classes. The empty one is among them.
    pub known: Vec<(&'c [u8], u32)>,
    /// The class of all others.
    pub other: u32,
}

/// The classes of numbers. Of NaN nothing is known.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberClasses {
    /// What numbers are compared with, in ascending order.
    pub limits: Vec<f64>,
    /// The class of what is below the first limit, of the limit itself, of what is between it and the next one, and so on.
    pub classes: Vec<u32>,
}

impl Condition {
    /// Adds what it asks. Whatever saved groups that are conditions ask is left out: see [`uses_groups`](Self::uses_groups).
    pub(in crate::growthbook) fn add_questions<'c>(&'c self, questions: &mut Questions<'c>) {
        questions.add(&self.root);
    }

    /// Whether it asks for members of saved groups by `$savedGroup`, which may look at any attribute.
    pub(in crate::growthbook) fn uses_groups(&self) -> bool {
        uses_groups(&self.root)
    }
}

fn uses_groups(node: &Node) -> bool {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(uses_groups),
        Node::Not(node) => uses_groups(node),
        Node::Group(_) => true,
        Node::Is(..) | Node::Never | Node::Throws => false,
    }
}

impl<'c> Questions<'c> {
    fn add(&mut self, node: &'c Node) {
        match node {
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| self.add(node)),
            Node::Not(node) => self.add(node),
            Node::Is(path, test) => self.tests.entry(path.id.unwrap_or(NOWHERE)).or_default().push(test),
            Node::Group(_) | Node::Never | Node::Throws => {}
        }
    }

    /// The attributes that are asked about, with the classes of their values; `None` where there are none.
    pub(in crate::growthbook) fn classes(
        &self,
        groups: &'c SavedGroups,
    ) -> impl Iterator<Item = (AttributeId, Option<ValueClasses<'c>>)> {
        self.tests.iter().map(|(id, tests)| (*id, classes(tests, groups)))
    }
}

/// Conditions on attributes have none but attributes with numbers.
const NOWHERE: AttributeId = AttributeId(u32::MAX);

fn classes<'c>(tests: &[&'c Test], groups: &'c SavedGroups) -> Option<ValueClasses<'c>> {
    if tests.len() > limit::TESTS {
        return None;
    }
    let mut known = HashMap::new();
    let mut class_of = |value: DataRef<'_>| {
        let answers: Vec<Option<bool>> = tests.iter().map(|test| answer(test, value, groups)).collect();
        let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
        *known.entry(answers).or_insert(next)
    };
    let scalars = [DataRef::Bool(true), DataRef::Bool(false), DataRef::Null, DataRef::Undefined];
    let scalars = scalars.map(&mut class_of);
    let texts = texts(tests, groups).map(|texts| {
        let longest = texts.iter().map(|text| text.len()).max().unwrap_or_default();
        // Longer than all that are told apart, so none of them.
        let other = class_of(DataRef::Text(&vec![b'?'; longest + 1]));
        TextClasses {
            known: texts.iter().map(|text| (*text, class_of(DataRef::Text(text)))).collect(),
            other,
        }
    });
    let numbers = limits(tests, groups).map(|limits| {
        let first = limits.first().map_or(0.0, |limit| limit.next_down());
        let mut classes = vec![class_of(DataRef::Number(first))];
        for limit in &limits {
            classes.push(class_of(DataRef::Number(*limit)));
            // If that is the next limit, there is nothing between the two.
            classes.push(class_of(DataRef::Number(limit.next_up())));
        }
        NumberClasses { limits, classes }
    });
    let is_of_use = texts.is_some() || numbers.as_ref().is_some_and(|numbers| !numbers.limits.is_empty());
    let count = u32::try_from(known.len()).ok().filter(|_| is_of_use)?;
    Some(ValueClasses { count, scalars, texts, numbers })
}

/// The texts that are told apart; `None` where more matters.
fn texts<'c>(tests: &[&'c Test], groups: &'c SavedGroups) -> Option<BTreeSet<&'c [u8]>> {
    let mut texts = Texts { groups, found: BTreeSet::from([b"".as_slice()]), bytes: 0 };
    tests.iter().try_for_each(|test| texts.add(test))?;
    Some(texts.found)
}

/// The numbers that others are compared with; `None` where more matters.
fn limits(tests: &[&Test], groups: &SavedGroups) -> Option<Vec<f64>> {
    let mut limits = Limits { groups, found: Vec::new() };
    tests.iter().try_for_each(|test| limits.add(test))?;
    let mut found = limits.found;
    // Zero is never told from its negative.
    found.iter_mut().for_each(|limit| *limit += 0.0);
    found.sort_unstable_by(f64::total_cmp);
    Some(found)
}

/// The members of the group that a test asks for; `None` where nobody is in it.
fn members<'c>(groups: &'c SavedGroups, id: &[u8]) -> Option<&'c Members> {
    match groups.find(id) {
        Some(Group::Values(members) | Group::List(members, _)) => Some(members),
        Some(Group::Condition(..) | Group::Malformed) | None => None,
    }
}

/// Collects the texts that tests tell from all others.
struct Texts<'c> {
    groups: &'c SavedGroups,
    found: BTreeSet<&'c [u8]>,
    bytes: usize,
}

impl<'c> Texts<'c> {
    /// `None`: the test asks for something else.
    fn add(&mut self, test: &'c Test) -> Option<()> {
        match test {
            Test::Text(text) => self.note(text),
            Test::Equals(value) | Test::Differs(value) => match value.view() {
                DataRef::Text(text) => self.note(text),
                _ => Some(()),
            },
            Test::In(members, how) if !how.ignores_case => self.add_members(members),
            Test::InGroup(id, _) => {
                members(self.groups, id).map_or(Some(()), |members| self.add_members(members))
            }
            Test::All(tests) => tests.iter().try_for_each(|test| self.add(test)),
            Test::Not(test) => self.add(test),
            // The same for all texts but the empty one, or for all there are: these ask for lists.
            Test::Truth(_)
            | Test::Null
            | Test::Json(_)
            | Test::Exists(_)
            | Test::Type(_)
            | Test::Size(_)
            | Test::Element(_)
            | Test::Elements(_)
            | Test::Never
            | Test::Throws => Some(()),
            Test::TextIgnoringCase(_)
            | Test::Number(_)
            | Test::Order(..)
            | Test::Version(..)
            | Test::In(..)
            | Test::Matches(_) => None,
        }
    }

    fn add_members(&mut self, members: &'c Members) -> Option<()> {
        members.texts().try_for_each(|text| self.note(text))
    }

    fn note(&mut self, text: &'c [u8]) -> Option<()> {
        if self.found.insert(text) {
            self.bytes += text.len();
        }
        (self.found.len() <= limit::TEXTS && self.bytes <= limit::BYTES).then_some(())
    }
}

/// Collects the numbers that tests compare with.
struct Limits<'c> {
    groups: &'c SavedGroups,
    found: Vec<f64>,
}

impl Limits<'_> {
    /// `None`: the test asks for something else.
    fn add(&mut self, test: &Test) -> Option<()> {
        match test {
            Test::Number(number) => self.note(*number),
            // The text of a number is equal to this one for no other number than this one's.
            Test::Text(text) => self.note(DataRef::Text(text).to_number()),
            Test::Truth(_) => self.note(0.0),
            Test::Equals(value) | Test::Differs(value) => match value.view() {
                DataRef::Number(number) => self.note(number),
                _ => Some(()),
            },
            Test::Order(_, value) => match value.view() {
                DataRef::Number(number) => self.note(number),
                _ => None,
            },
            Test::In(members, _) => self.add_members(members),
            Test::InGroup(id, _) => {
                members(self.groups, id).map_or(Some(()), |members| self.add_members(members))
            }
            Test::All(tests) => tests.iter().try_for_each(|test| self.add(test)),
            Test::Not(test) => self.add(test),
            Test::Null
            | Test::Json(_)
            | Test::Exists(_)
            | Test::Type(_)
            | Test::Size(_)
            | Test::Element(_)
            | Test::Elements(_)
            | Test::Never
            | Test::Throws => Some(()),
            Test::TextIgnoringCase(_) | Test::Version(..) | Test::Matches(_) => None,
        }
    }

    fn add_members(&mut self, members: &Members) -> Option<()> {
        members.numbers().try_for_each(|number| self.note(number))
    }

    /// Nothing is equal to NaN, less or more.
    fn note(&mut self, number: f64) -> Option<()> {
        if !number.is_nan() && !self.found.contains(&number) {
            self.found.push(number);
        }
        (self.found.len() <= limit::NUMBERS).then_some(())
    }
}
