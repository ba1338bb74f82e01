//! The users, with their attributes in the order of a flag's plan.

use vexil_engine::configcat::{AttributeValue, Attributes, Config, FlagId};

/// How many users take turns.
const COUNT: usize = 16;

/// A user, as a host would pass it.
pub(crate) struct User(Vec<String>);

impl User {
    /// All users, for one flag.
    pub(crate) fn all(config: &Config, id: FlagId) -> Vec<Self> {
        (0..COUNT).map(|number| Self::planned(config, id, number)).collect()
    }

    /// One user, for one flag.
    pub(crate) fn planned(config: &Config, id: FlagId, number: usize) -> Self {
        let plan = config.flag(id).map_or(&[][..], |flag| flag.plan());
        Self(plan.iter().map(|attribute| value(attribute.name(), number)).collect())
    }
}

fn value(attribute: &[u8], number: usize) -> String {
    match attribute {
        b"Country" => format!("Country {}", number % 2),
        b"Version" => format!("{}.4.2", 1 + number % 2),
        _ => format!("user-{number}@example.com"),
    }
}

impl Attributes for User {
    fn has_user(&self) -> bool {
        true
    }

    fn get(&self, slot: usize) -> AttributeValue<'_> {
        self.0.get(slot).map_or(AttributeValue::Missing, |text| AttributeValue::Text(text.as_bytes()))
    }
}
