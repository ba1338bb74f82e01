//! Users made of the texts of the config that they are meant for.

use serde_json::Value;
use vexil_engine::configcat::{Attribute, AttributeValue, Attributes, Conventions};

/// Texts for attributes, one per kind of condition at least.
const TEXTS: &[&str] = &["", "a", "1", "1.0.0", "-1,5", "[\"a\"]", "a@b.example", "\u{1F600}", "1700000000"];

/// Where the values of a user's attributes come from.
#[derive(Debug)]
pub(crate) struct Texts(Vec<String>);

impl Texts {
    /// The texts of a config that `serde_json` can read.
    pub(crate) fn of(config: Option<&Value>) -> Self {
        let mut texts: Vec<String> = TEXTS.iter().map(|text| (*text).to_owned()).collect();
        if let Some(config) = config {
            collect(config, &mut texts);
        }
        Self(texts)
    }

    /// The text of some number.
    pub(crate) fn get(&self, number: usize) -> &str {
        &self.0[number % self.0.len()]
    }
}

fn collect(node: &Value, texts: &mut Vec<String>) {
    match node {
        Value::String(text) => texts.push(text.clone()),
        Value::Number(number) => texts.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(members) => members.values().for_each(|member| collect(member, texts)),
        _ => {}
    }
}

/// A user of some number, seen through a plan. Number 0 is none, 1 has no attributes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct User<'a> {
    pub(crate) conventions: Conventions,
    pub(crate) number: usize,
    pub(crate) texts: &'a Texts,
    pub(crate) plan: &'a [Attribute],
}

impl Attributes for User<'_> {
    fn conventions(&self) -> Conventions {
        self.conventions
    }

    fn has_user(&self) -> bool {
        self.number > 0
    }

    fn get(&self, slot: usize) -> AttributeValue<'_> {
        let Some(attribute) = self.plan.get(slot).filter(|_| self.number > 1) else {
            return AttributeValue::Missing;
        };
        // By name, because the same attribute stands in different places of different plans.
        let sum: usize = attribute.name().iter().map(|byte| usize::from(*byte)).sum();
        let text = self.texts.get(sum.wrapping_mul(7).wrapping_add(self.number));
        match (self.number + sum) % 9 {
            0..=2 => AttributeValue::Text(text.as_bytes()),
            3 => AttributeValue::Number(text.parse().unwrap_or(f64::NAN)),
            4 => AttributeValue::Bool(sum.is_multiple_of(2)),
            5 => AttributeValue::Date { ms: text.parse().unwrap_or(1.7e12), text: text.as_bytes() },
            6 => AttributeValue::List { json: br#"["a","b"]"#, text: text.as_bytes() },
            7 => AttributeValue::Other(text.as_bytes()),
            _ => AttributeValue::Unreadable,
        }
    }
}
