//! A user as the engine reads one: by the positions of a plan.

use vexil_engine::configcat::{Attribute, AttributeValue, Attributes};

use crate::user::{User, Value};

/// The values of planned attributes.
#[derive(Debug)]
pub(super) struct Planned<'a> {
    has_user: bool,
    values: Vec<Option<&'a Value>>,
    /// Lists as JSON, by position.
    lists: Vec<String>,
}

impl<'a> Planned<'a> {
    /// What a plan asks of a user.
    pub(super) fn new(plan: &[Attribute], user: Option<&'a User>) -> Self {
        let value = |attribute: &Attribute| user?.get(std::str::from_utf8(attribute.name()).ok()?);
        let values: Vec<Option<&Value>> = plan.iter().map(value).collect();
        let json = |value: &Option<&Value>| match value {
            Some(Value::List(items)) => {
                let items: Vec<&str> = items.iter().map(|item| &**item).collect();
                serde_json::to_string(&items).unwrap_or_default()
            }
            _ => String::new(),
        };
        let lists = values.iter().map(json).collect();
        Self { has_user: user.is_some(), values, lists }
    }
}

impl Attributes for Planned<'_> {
    fn has_user(&self) -> bool {
        self.has_user
    }

    fn get(&self, slot: usize) -> AttributeValue<'_> {
        match self.values.get(slot).copied().flatten() {
            None => AttributeValue::Missing,
            Some(Value::Text(text)) => AttributeValue::Text(text.as_bytes()),
            Some(Value::Number(number)) => AttributeValue::Number(*number),
            Some(Value::List(_)) => {
                let json = self.lists.get(slot).map_or(&b""[..], |json| json.as_bytes());
                AttributeValue::List { json, text: json }
            }
        }
    }
}
