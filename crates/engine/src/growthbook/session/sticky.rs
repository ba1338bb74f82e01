//! Sticky buckets: variations that users were assigned before.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::growthbook::model::{Broken, StickyRule};
use crate::growthbook::wire::property;
use crate::js::{DataRef, Object, array_index};

/// The assignments of a user, document by document.
#[derive(Debug, Default)]
pub(crate) struct Sticky {
    /// By `attribute||value`, with the variations' keys by `experiment__version`.
    documents: HashMap<Box<[u8]>, Object>,
}

/// What was assigned before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Assigned {
    Nothing,
    /// In a version that is not accepted any more.
    Blocked,
    Variation(usize),
}

impl Sticky {
    pub(super) fn new(documents: &Object) -> Self {
        let assignments = documents.entries().iter().filter_map(|(key, document)| {
            match property(document.view(), "assignments") {
                DataRef::Object(assignments) => Some((key.clone(), assignments.clone())),
                _ => None,
            }
        });
        Self { documents: assignments.collect() }
    }

    /// What was assigned to a user by the values of two attributes, of which the hash attribute's counts more.
    pub(crate) fn find(
        &self,
        rule: &StickyRule,
        fallback: DataRef<'_>,
        value: DataRef<'_>,
    ) -> Result<Assigned, Broken> {
        let documents = [self.document(&rule.name, value), self.document(&rule.fallback_name, fallback)];
        if rule.min_version > 0.0 {
            let mut entries = documents.into_iter().flatten().flat_map(Object::entries);
            if entries.any(|(key, _)| is_blocked(rule, key)) {
                return Ok(Assigned::Blocked);
            }
        }
        let assigned = documents.into_iter().flatten().find_map(|document| document.get(&rule.assignment));
        let Some(assigned) = assigned else { return Ok(Assigned::Nothing) };
        for (variation, key) in rule.keys.as_deref().map_err(|broken| *broken)?.iter().enumerate() {
            let key = key.as_ref().map_err(|broken| *broken)?;
            if key.view().strict_equals(assigned.view()) {
                return Ok(Assigned::Variation(variation));
            }
        }
        Ok(Assigned::Nothing)
    }

    fn document(&self, name: &[u8], value: DataRef<'_>) -> Option<&Object> {
        let value = match value {
            DataRef::Text(text) => Cow::Borrowed(text),
            value => Cow::Owned(value.json_text().unwrap_or_else(|| b"undefined".to_vec())),
        };
        self.documents.get([name, b"||", &value].concat().as_slice())
    }
}

/// Whether the key is that of an older version of the experiment.
fn is_blocked(rule: &StickyRule, key: &[u8]) -> bool {
    let version = key.strip_prefix(&*rule.prefix).and_then(array_index);
    version.is_some_and(|version| f64::from(version) < rule.min_version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growthbook::AttributeId;
    use crate::js::Data;

    fn rule(keys: &[&str], min_version: f64) -> StickyRule {
        let text = |text: &str| Box::from(text.as_bytes());
        StickyRule {
            name: text("id"),
            fallback_name: text("device"),
            fallback: AttributeId(0),
            prefix: text("k__"),
            assignment: text("k__2"),
            min_version,
            keys: Ok(keys.iter().map(|key| Ok(Data::Text(text(key)))).collect()),
        }
    }

    fn find(documents: &str, rule: &StickyRule) -> Assigned {
        let Some(Data::Object(documents)) = Data::parse(documents.as_bytes()) else { panic!("no object") };
        Sticky::new(&documents).find(rule, DataRef::Text(b"d"), DataRef::Number(5.0)).unwrap()
    }

    #[test]
    fn the_hash_attribute_counts_more() {
        let own = r#""id||5":{"assignments":{"k__2":"b"}}"#;
        let other = r#""device||d":{"assignments":{"k__2":"a"}}"#;
        let rule = rule(&["a", "b"], 0.0);
        assert_eq!(find(&format!("{{{other},{own}}}"), &rule), Assigned::Variation(1));
        assert_eq!(find(&format!("{{{other}}}"), &rule), Assigned::Variation(0));
        assert_eq!(find(r#"{"id||5":{"assignments":{"k__2":"c"}},"device||d":5}"#, &rule), Assigned::Nothing);
        assert_eq!(find("{}", &rule), Assigned::Nothing);
    }

    #[test]
    fn older_versions_block() {
        for (key, min_version, expected) in [
            ("k__1", 2.0, Assigned::Blocked),
            ("k__2", 2.0, Assigned::Variation(0)),
            ("k__2", 4_000_000_000.0, Assigned::Blocked),
            ("k__01", 2.0, Assigned::Nothing),
            ("other__1", 2.0, Assigned::Nothing),
            ("k__1", 1.5, Assigned::Blocked),
            ("k__0", f64::NAN, Assigned::Nothing),
        ] {
            let documents = format!(r#"{{"id||5":{{"assignments":{{"{key}":"a"}}}}}}"#);
            assert_eq!(find(&documents, &rule(&["a"], min_version)), expected, "{key} {min_version}");
        }
    }
}
