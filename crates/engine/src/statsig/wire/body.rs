//! The outermost level of a body.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::js::cursor::{Cursor, Kind};
use crate::js::{Data, DataRef, json, object_order};
use crate::statsig::SpecsError;

/// A spec's name and text.
pub(in crate::statsig) type SpecText<'a> = (Cow<'a, [u8]>, &'a [u8]);

/// Where everything is in the text of a body.
#[derive(Debug, Default)]
pub(in crate::statsig) struct BodyText<'a> {
    /// All of it.
    pub(in crate::statsig) text: &'a [u8],
    pub(in crate::statsig) gates: Vec<SpecText<'a>>,
    pub(in crate::statsig) configs: Vec<SpecText<'a>>,
    pub(in crate::statsig) layers: Vec<SpecText<'a>>,
    /// Specs whose names others have, too, that come later. They count for nothing, but must not be malformed.
    pub(in crate::statsig) shadowed: Vec<SpecText<'a>>,
    /// Whether the specs are those of the second version.
    pub(in crate::statsig) is_keyed: bool,
    /// What rules of the second version name their conditions by.
    pub(in crate::statsig) conditions: HashMap<Cow<'a, [u8]>, &'a [u8]>,
    /// The app that the specs are for.
    pub(in crate::statsig) app: Option<Data>,
    /// The JSON text of all that is no spec.
    pub(in crate::statsig) rest: Vec<u8>,
}

/// Reads the outermost level.
pub(in crate::statsig) fn read_body(text: &[u8]) -> Result<BodyText<'_>, SpecsError> {
    json::validate(text).map_err(|error| SpecsError::Syntax(error.to_string()))?;
    let mut cursor = Cursor::new(text);
    if cursor.kind() != Kind::Object {
        return Err(SpecsError::Shape("The JSON text"));
    }
    let mut found = Vec::new();
    cursor.enter();
    while let Some(key) = cursor.next_entry() {
        found.push((key, cursor.raw()));
    }
    let mut body = BodyText { text, ..BodyText::default() };
    let [mut gates, mut configs, mut layers] = [None; 3];
    let mut has_updates = false;
    let mut rest = Vec::new();
    for (key, value) in object_order(found) {
        match &*key {
            b"feature_gates" => gates = Some(value),
            b"dynamic_configs" => configs = Some(value),
            b"layer_configs" => layers = Some(value),
            b"condition_map" => body.conditions = entries(value).unwrap_or_default().into_iter().collect(),
            b"has_updates" => has_updates = Data::parse(value).is_some_and(|data| data.view().is_truthy()),
            b"app_id" => body.app = Some(Data::parse(value).ok_or(SpecsError::TooDeep)?),
            _ => {}
        }
        if !matches!(&*key, b"feature_gates" | b"dynamic_configs" | b"layer_configs" | b"condition_map") {
            rest.push((key, value));
        }
    }
    body.rest = object_text(&rest);
    if has_updates {
        body.is_keyed = gates.is_some_and(|text| Cursor::new(text).kind() == Kind::Object);
        body.gates = specs(gates, "feature_gates", &mut body.shadowed)?;
        body.configs = specs(configs, "dynamic_configs", &mut body.shadowed)?;
        body.layers = specs(layers, "layer_configs", &mut body.shadowed)?;
    }
    Ok(body)
}

/// The text of an object with these entries.
fn object_text(entries: &[(Cow<'_, [u8]>, &[u8])]) -> Vec<u8> {
    let texts = entries
        .iter()
        .map(|(key, value)| [&*DataRef::Text(key).json_text().unwrap_or_default(), value].join(&b':'));
    [b"{", &*texts.collect::<Vec<_>>().join(&b','), b"}"].concat()
}

/// The specs of a list, whose names stand in them, or of an object, whose keys are the names. In the order of an object's properties; of
/// two with one name the last counts.
fn specs<'a>(
    text: Option<&'a [u8]>,
    part: &'static str,
    shadowed: &mut Vec<SpecText<'a>>,
) -> Result<Vec<SpecText<'a>>, SpecsError> {
    let text = text.ok_or(SpecsError::Shape(part))?;
    let mut cursor = Cursor::new(text);
    match cursor.kind() {
        Kind::Object => entries(text).ok_or(SpecsError::Shape(part)),
        Kind::Array => {
            let mut all = Vec::new();
            cursor.enter();
            while cursor.next_item() {
                let spec = cursor.raw();
                all.push((name(spec).ok_or(SpecsError::Shape("A spec"))?, spec));
            }
            let count = all.len();
            let named = object_order(all.clone());
            if named.len() < count {
                shadowed.extend(all);
            }
            Ok(named)
        }
        _ => Err(SpecsError::Shape(part)),
    }
}

fn entries(text: &[u8]) -> Option<Vec<SpecText<'_>>> {
    let mut cursor = Cursor::new(text);
    if cursor.kind() != Kind::Object {
        return None;
    }
    let mut entries = Vec::new();
    cursor.enter();
    while let Some(key) = cursor.next_entry() {
        entries.push((key, cursor.raw()));
    }
    Some(object_order(entries))
}

/// What a spec calls itself; `None` where it is no object.
fn name(spec: &[u8]) -> Option<Cow<'_, [u8]>> {
    let mut name = Cow::Borrowed(b"undefined".as_slice());
    let mut cursor = Cursor::new(spec);
    if cursor.kind() != Kind::Object {
        return None;
    }
    cursor.enter();
    while let Some(key) = cursor.next_entry() {
        let value = cursor.raw();
        if *key == *b"name" {
            name = Data::parse(value)?.view().to_text().into_owned().into();
        }
    }
    Some(name)
}
