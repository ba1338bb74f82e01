//! What one instance of the SDK has besides attributes.

mod sticky;

use std::collections::{HashMap, HashSet};

use super::PayloadError;
use super::compile::in_object;
use super::wire::{index, property};
use crate::js::{Data, DataRef, json};

pub(super) use sticky::{Assigned, Fresh, Sticky};

/// The state of an instance: what is forced, the URL, sticky buckets. The default one has nothing of it.
#[derive(Debug, Default)]
pub struct Session {
    pub(super) is_disabled: bool,
    pub(super) is_qa: bool,
    /// Empty: none.
    pub(super) url: Box<[u8]>,
    /// By the keys of experiments. Keys come from users, so the hash is seeded.
    pub(super) forced_variations: HashMap<Box<[u8]>, f64>,
    /// By the keys of features; each value as `{value: …}`.
    pub(super) forced_features: HashMap<Box<[u8]>, Data>,
    /// The groups of the user.
    pub(super) groups: HashSet<Box<[u8]>>,
    /// `None`: buckets are not sticky.
    pub(super) sticky: Option<Sticky>,
}

impl Session {
    /// Reads the JSON object with `enabled`, `qaMode`, `url`, `forcedVariations`, `forcedFeatures` (pairs of key and value), `groups` and
    /// `sticky` (documents by `attribute||value`), all optional.
    ///
    /// # Errors
    /// The text is no JSON object, or its values are nested too deeply.
    pub fn parse(text: &[u8]) -> Result<Self, PayloadError> {
        json::validate(text).map_err(|error| PayloadError::Syntax(error.to_string()))?;
        let data = Data::parse(text).ok_or(PayloadError::TooDeep)?;
        let Data::Object(_) = data else { return Err(PayloadError::NotAnObject) };
        let get = |name| property(data.view(), name);
        Ok(Self {
            is_disabled: matches!(get("enabled"), DataRef::Bool(false)),
            is_qa: get("qaMode").is_truthy(),
            url: match get("url") {
                DataRef::Text(url) => url.into(),
                _ => Box::default(),
            },
            forced_variations: entries(get("forcedVariations"))
                .map(|(key, variation)| (key.clone(), variation.view().to_number()))
                .collect(),
            forced_features: match get("forcedFeatures") {
                DataRef::List(pairs) => pairs.iter().map(forced_feature).collect(),
                _ => HashMap::new(),
            },
            groups: entries(get("groups"))
                .filter(|(_, is_in)| is_in.view().is_truthy())
                .map(|(group, _)| group.clone())
                .collect(),
            sticky: match get("sticky") {
                DataRef::Object(documents) => Some(Sticky::new(documents)),
                _ => None,
            },
        })
    }
}

fn forced_feature(pair: &Data) -> (Box<[u8]>, Data) {
    let key = index(pair.view(), 0);
    let key = key.view().to_text();
    (key.as_ref().into(), in_object(index(pair.view(), 1)))
}

fn entries<'a>(value: DataRef<'a>) -> impl Iterator<Item = &'a (Box<[u8]>, Data)> {
    let entries = match value {
        DataRef::Object(object) => object.entries(),
        _ => &[],
    };
    entries.iter()
}
