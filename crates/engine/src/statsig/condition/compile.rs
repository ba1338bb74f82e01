//! Compiling operators with their targets.

use std::cmp::Ordering;

use super::members::Members;
use super::model::{Item, Moment, Negated, Part, Quantity, Test};
use super::version::Version;
use crate::comparison::Comparison;
use crate::js::regex::Regex;
use crate::js::{Data, number, wtf8};
use crate::statsig::input::InputTable;
use crate::statsig::{Form, Source};
use crate::text::TextList;

/// Times below are seconds.
const SECONDS_BELOW: f64 = 1e10;

/// No date is further away from 1970, in milliseconds.
const LATEST: f64 = 8.64e15;

/// An operator with its target, and the form in which it needs the value.
#[derive(Debug)]
pub(in crate::statsig) struct Operator {
    pub(in crate::statsig) test: Test,
    pub(in crate::statsig) form: Form,
}

impl Operator {
    /// The operator of that name, whatever its case. `None` where there is none.
    pub(in crate::statsig) fn compile(name: &Data, target: &Data, inputs: &mut InputTable) -> Option<Self> {
        let Data::Text(name) = name else { return None };
        let given = name;
        let name = wtf8::to_lower(given);
        if let Some((comparison, form)) = time(&name) {
            return Some(Self { test: moment_test(comparison, target, form, inputs), form });
        }
        test(&name, target, *name == **given).map(|test| Self { test, form: Form::Value })
    }
}

/// The operators on times; no comparison: on the same day.
fn time(name: &[u8]) -> Option<(Option<Comparison>, Form)> {
    match name {
        b"before" => Some((Some(Comparison::Less), Form::Time)),
        b"after" => Some((Some(Comparison::Greater), Form::Time)),
        b"on" => Some((None, Form::Day)),
        _ => None,
    }
}

fn moment_test(comparison: Option<Comparison>, target: &Data, form: Form, inputs: &mut InputTable) -> Test {
    if target.view().is_nullish() {
        return Test::Constant(false);
    }
    let Some(comparison) = comparison else {
        return Test::SameDay(Moment::Read(inputs.id(Source::Target(target.clone()), form)));
    };
    let moment = match target {
        Data::Text(_) => Moment::Read(inputs.id(Source::Target(target.clone()), form)),
        _ => Moment::Known(milliseconds(target.view().to_number())),
    };
    Test::Time(comparison, moment)
}

fn milliseconds(time: f64) -> f64 {
    let time = if time < SECONDS_BELOW { time * 1_000.0 } else { time };
    // As a date would hold it.
    if time.abs() <= LATEST { time.trunc() } else { f64::NAN }
}

/// `is_exact`: the name was written in lower case. The official package makes a set of the target then, which knows what is missing.
fn test(name: &[u8], target: &Data, is_exact: bool) -> Option<Test> {
    let test = match name {
        b"gt" => order(Comparison::Greater, target),
        b"gte" => order(Comparison::GreaterOrEqual, target),
        b"lt" => order(Comparison::Less, target),
        b"lte" => order(Comparison::LessOrEqual, target),
        b"version_gt" => version(Comparison::Greater, target),
        b"version_gte" => version(Comparison::GreaterOrEqual, target),
        b"version_lt" => version(Comparison::Less, target),
        b"version_lte" => version(Comparison::LessOrEqual, target),
        b"version_eq" => version(Comparison::Equal, target),
        b"version_neq" => version(Comparison::NotEqual, target),
        b"any" => among(target, true, is_exact, false),
        b"none" => among(target, true, is_exact, true),
        b"any_case_sensitive" => among(target, false, is_exact, false),
        b"none_case_sensitive" => among(target, false, is_exact, true),
        b"str_starts_with_any" => has(Part::Start, target, false),
        b"str_ends_with_any" => has(Part::End, target, false),
        b"str_contains_any" => has(Part::Any, target, false),
        b"str_contains_none" => has(Part::Any, target, true),
        b"str_matches" => matches(target),
        b"eq" => Test::Equals(target.clone(), false),
        b"neq" => Test::Equals(target.clone(), true),
        b"in_segment_list" => listed(target, false),
        b"not_in_segment_list" => listed(target, true),
        b"array_contains_any" => holds(Quantity::Some, target, false),
        b"array_contains_none" => holds(Quantity::Some, target, true),
        b"array_contains_all" => holds(Quantity::All, target, false),
        b"not_array_contains_all" => holds(Quantity::All, target, true),
        _ => return None,
    };
    Some(test)
}

fn order(comparison: Comparison, target: &Data) -> Test {
    let number = target.view().to_number();
    if target.view().is_nullish() || number.is_nan() {
        return Test::Constant(false);
    }
    Test::Order(comparison, number)
}

fn version(comparison: Comparison, target: &Data) -> Test {
    let Data::Text(text) = target else { return Test::Constant(false) };
    Version::parse(text).map_or(Test::Constant(false), |version| Test::Version(comparison, version))
}

fn among(target: &Data, ignores_case: bool, knows_missing: bool, negated: Negated) -> Test {
    match target {
        Data::List(items) => Test::Among(Members::new(items, ignores_case, knows_missing), negated),
        _ => Test::Constant(negated),
    }
}

fn has(part: Part, target: &Data, negated: Negated) -> Test {
    let Data::List(items) = target else { return Test::Constant(negated) };
    let texts: Vec<Vec<u8>> = items
        .iter()
        .filter(|item| !item.view().is_nullish())
        .map(|item| wtf8::to_lower(&item.view().to_text()).into_owned())
        .collect();
    Test::Has(part, TextList::new(&texts), negated)
}

fn matches(target: &Data) -> Test {
    // `new RegExp(undefined)` has an empty pattern.
    let pattern =
        if matches!(target, Data::Undefined) { Vec::new() } else { target.view().to_text().into_owned() };
    Regex::shared(&pattern, false).map_or(Test::Constant(false), Test::Matches)
}

fn listed(target: &Data, negated: Negated) -> Test {
    Test::Listed(target.view().to_text().into(), negated)
}

fn holds(quantity: Quantity, target: &Data, negated: Negated) -> Test {
    let Data::List(items) = target else { return Test::Constant(false) };
    let item =
        |value: &Data| Item { integer: number::parse_int(&value.view().to_text()), value: value.clone() };
    Test::HasItems(quantity, items.iter().map(item).collect(), negated)
}

impl Comparison {
    pub(super) fn of_numbers(self, left: f64, right: f64) -> bool {
        left.partial_cmp(&right).is_some_and(|order: Ordering| self.allows(order))
    }
}
