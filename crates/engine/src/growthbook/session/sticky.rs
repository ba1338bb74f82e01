//! Sticky buckets: variations that users were assigned before.

use std::borrow::Cow;
use std::collections::HashMap;
use std::iter;

use crate::growthbook::model::{Broken, StickyRule};
use crate::growthbook::wire::property;
use crate::js::{Data, DataRef, Object, array_index};

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

    /// What was assigned to a user by the values of two attributes, of which the hash attribute's counts more. Users without the other
    /// one have nothing by it.
    pub(crate) fn find(
        &self,
        rule: &StickyRule,
        fallback: Option<DataRef<'_>>,
        value: DataRef<'_>,
        fresh: &[Fresh<'_>],
    ) -> Result<Assigned, Broken> {
        let fallback = fallback.map(|fallback| document(&rule.fallback_name, fallback));
        let names: Vec<_> = iter::once(document(&rule.name, value)).chain(fallback).collect();
        let fresh = names.iter().map(|name| fresh.iter().rev().filter(|fresh| fresh.document == *name));
        let stored = names.iter().map(|name| self.documents.get(&**name));
        let documents = || fresh.clone().zip(stored.clone());
        if rule.min_version > 0.0 {
            let mut keys = documents().flat_map(|(fresh, stored)| {
                let stored = stored.into_iter().flat_map(Object::entries).map(|(key, _)| &**key);
                fresh.map(|fresh| fresh.assignment).chain(stored)
            });
            if keys.any(|key| is_blocked(rule, key)) {
                return Ok(Assigned::Blocked);
            }
        }
        let assigned = documents().find_map(|(mut fresh, stored)| {
            let fresh = fresh.find(|fresh| *fresh.assignment == *rule.assignment).map(|fresh| &fresh.key);
            fresh.or_else(|| stored?.get(&rule.assignment))
        });
        let Some(assigned) = assigned else { return Ok(Assigned::Nothing) };
        for (variation, key) in rule.keys.as_deref().map_err(|broken| *broken)?.iter().enumerate() {
            let key = key.as_ref().map_err(|broken| *broken)?;
            if key.view().strict_equals(assigned.view()) {
                return Ok(Assigned::Variation(variation));
            }
        }
        Ok(Assigned::Nothing)
    }
}

/// An assignment that is as new as the evaluation that it happened in.
pub(crate) struct Fresh<'p> {
    document: Vec<u8>,
    assignment: &'p [u8],
    /// The key of the variation.
    key: Data,
}

impl<'p> Fresh<'p> {
    /// The value of the attribute that was hashed has got the variation.
    pub(crate) fn new(rule: &'p StickyRule, value: DataRef<'_>, is_fallback: bool, variation: usize) -> Self {
        let name = if is_fallback { &rule.fallback_name } else { &rule.name };
        let key = rule.keys.as_ref().ok().and_then(|keys| keys.get(variation)?.as_ref().ok());
        let key = key.filter(|key| key.view().is_truthy()).cloned();
        let index = || Data::Text(variation.to_string().into_bytes().into());
        Self { document: document(name, value), assignment: &rule.assignment, key: key.unwrap_or_else(index) }
    }
}

/// The key of the document that has the assignments of an attribute's value.
fn document(name: &[u8], value: DataRef<'_>) -> Vec<u8> {
    let value = match value {
        DataRef::Text(text) => Cow::Borrowed(text),
        value => Cow::Owned(value.json_text().unwrap_or_else(|| b"undefined".to_vec())),
    };
    [name, b"||", &value].concat()
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
        Sticky::new(&documents).find(rule, Some(DataRef::Text(b"d")), DataRef::Number(5.0), &[]).unwrap()
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
    fn users_without_the_other_attribute_have_nothing_by_it() {
        let Some(Data::Object(documents)) = Data::parse(br#"{"device||":{"assignments":{"k__2":"a"}}}"#)
        else {
            panic!("no object")
        };
        let find = |fallback| {
            Sticky::new(&documents).find(&rule(&["a", "b"], 0.0), fallback, DataRef::Number(5.0), &[])
        };
        assert_eq!(find(None).unwrap(), Assigned::Nothing);
        assert_eq!(find(Some(DataRef::Text(b""))).unwrap(), Assigned::Variation(0));
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
