//! Compiling what has to hold of one value.

use std::mem;
use std::sync::Arc;

use super::compile::{Compiler, Reads};
use super::members::Members;
use super::model::{Element, Membership, Test};
use super::version::padded_version;
use crate::comparison::Comparison;
use crate::js::regex::Regex;
use crate::js::{Data, Object, wtf8};

impl Compiler<'_> {
    /// What a value has to be equal to, or operators that all have to hold.
    pub(super) fn value(&mut self, json: &Data) -> Test {
        if !self.enter() {
            return Test::Throws;
        }
        let test = match json {
            Data::Text(text) => Test::Text(text.clone()),
            Data::Number(number) => Test::Number(*number),
            Data::Bool(value) => Test::Truth(*value),
            Data::Null => Test::Null,
            Data::Object(object) if is_operators(object) => self.operators(object),
            Data::Object(_) | Data::List(_) | Data::Exotic(_) => {
                json.view().json_text().map_or(Test::Never, |text| Test::Json(text.into()))
            }
            Data::Undefined => {
                self.problems.note("A condition on a value is undefined. It does not hold.");
                Test::Throws
            }
        };
        self.leave();
        test
    }

    fn operators(&mut self, object: &Object) -> Test {
        let mut tests = Vec::with_capacity(object.entries().len());
        for (name, argument) in object.entries() {
            tests.push(self.operator(name, argument));
        }
        match tests.pop() {
            Some(only) if tests.is_empty() => only,
            last => {
                tests.extend(last);
                Test::All(tests.into())
            }
        }
    }

    fn operator(&mut self, name: &[u8], argument: &Data) -> Test {
        let sensitive = Membership::default();
        let negated = Membership { is_negated: true, ..sensitive };
        let insensitive = Membership { ignores_case: true, ..sensitive };
        match name {
            b"$eq" => Test::Equals(argument.clone()),
            b"$ne" => Test::Differs(argument.clone()),
            b"$lt" => Test::Order(Comparison::Less, argument.clone()),
            b"$lte" => Test::Order(Comparison::LessOrEqual, argument.clone()),
            b"$gt" => Test::Order(Comparison::Greater, argument.clone()),
            b"$gte" => Test::Order(Comparison::GreaterOrEqual, argument.clone()),
            b"$exists" => Test::Exists(argument.view().is_truthy()),
            b"$in" => self.membership(name, argument, sensitive),
            b"$nin" => self.membership(name, argument, negated),
            b"$ini" => self.membership(name, argument, insensitive),
            b"$nini" => self.membership(name, argument, Membership { is_negated: true, ignores_case: true }),
            b"$inGroup" => Self::in_group(argument, sensitive),
            b"$notInGroup" => Self::in_group(argument, negated),
            b"$all" => self.elements(name, argument, false),
            b"$alli" => self.elements(name, argument, true),
            b"$elemMatch" => Test::Element(Box::new(self.element(argument))),
            b"$size" => Test::Size(Box::new(self.value(argument))),
            b"$not" => Test::Not(Box::new(self.value(argument))),
            b"$regex" => self.pattern(argument, false),
            b"$regexi" => self.pattern(argument, true),
            b"$type" => match argument {
                Data::Text(name) => Test::Type(name.clone()),
                _ => Test::Never,
            },
            b"$veq" => version(Comparison::Equal, argument),
            b"$vne" => version(Comparison::NotEqual, argument),
            b"$vlt" => version(Comparison::Less, argument),
            b"$vlte" => version(Comparison::LessOrEqual, argument),
            b"$vgt" => version(Comparison::Greater, argument),
            b"$vgte" => version(Comparison::GreaterOrEqual, argument),
            _ => {
                self.problems.note(format!("Unknown operator: {}", wtf8::to_lossy(name)));
                Test::Never
            }
        }
    }

    fn membership(&mut self, name: &[u8], argument: &Data, how: Membership) -> Test {
        let Data::List(items) = argument else { return self.no_list(name) };
        let members = if how.ignores_case { Members::in_lower_case(items) } else { Members::new(items) };
        Test::In(Arc::new(members), how)
    }

    fn in_group(argument: &Data, how: Membership) -> Test {
        argument.view().try_text().map_or(Test::Throws, |id| Test::InGroup(id.into(), how))
    }

    fn elements(&mut self, name: &[u8], argument: &Data, ignores_case: bool) -> Test {
        let Data::List(items) = argument else { return self.no_list(name) };
        let mut tests = Vec::with_capacity(items.len());
        for item in items {
            tests.push(match item {
                Data::Text(text) if ignores_case => Test::TextIgnoringCase(wtf8::to_lower(text).into()),
                _ => self.value(item),
            });
        }
        Test::Elements(tests.into())
    }

    fn element(&mut self, argument: &Data) -> Element {
        match argument {
            Data::Object(object) if is_operators(object) => Element::Value(self.value(argument)),
            Data::Null | Data::Undefined => {
                self.problems.note("$elemMatch is null. The condition does not hold.");
                Element::Throws
            }
            _ => {
                let reads = mem::replace(&mut self.reads, Reads::Data);
                let node = self.scope(argument);
                self.reads = reads;
                Element::Object(node)
            }
        }
    }

    fn pattern(&mut self, argument: &Data, ignores_case: bool) -> Test {
        let Data::Text(pattern) = argument else {
            self.problems.note("A regular expression is no text. It matches nothing.");
            return Test::Never;
        };
        match Regex::shared(pattern, ignores_case) {
            Ok(regex) => Test::Matches(regex),
            Err(error) => {
                let pattern = wtf8::to_lossy(pattern);
                self.problems
                    .note(format!("Invalid regular expression: /{pattern}/: {error}. It matches nothing."));
                Test::Never
            }
        }
    }

    fn no_list(&mut self, name: &[u8]) -> Test {
        self.problems.note(format!("{} needs a list. It does not hold.", wtf8::to_lossy(name)));
        Test::Never
    }
}

fn version(comparison: Comparison, argument: &Data) -> Test {
    Test::Version(comparison, padded_version(argument.view()).into())
}

/// Whether all keys begin as those of operators do.
fn is_operators(object: &Object) -> bool {
    !object.entries().is_empty() && object.entries().iter().all(|(key, _)| key.starts_with(b"$"))
}
