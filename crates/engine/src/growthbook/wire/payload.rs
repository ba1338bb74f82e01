//! The outermost level of a payload.

use std::borrow::Cow;

use crate::growthbook::PayloadError;
use crate::js::cursor::{Cursor, Kind};
use crate::js::{Data, json, object_order};

/// The parts that evaluation goes by.
pub(in crate::growthbook) const PARTS: [&[u8]; 4] =
    [b"features", b"savedGroups", b"contextualBandits", b"experiments"];

/// Where everything is in the text of a payload.
#[derive(Debug, Default)]
pub(in crate::growthbook) struct PayloadText<'a> {
    /// The features by key, in the order in which JavaScript lists them.
    pub(in crate::growthbook) features: Vec<(Cow<'a, [u8]>, &'a [u8])>,
    /// The auto experiments.
    pub(in crate::growthbook) experiments: Vec<&'a [u8]>,
    pub(in crate::growthbook) groups: Option<&'a [u8]>,
    pub(in crate::growthbook) bandits: Option<&'a [u8]>,
    /// Which parts are there, by the places in [`PARTS`].
    pub(in crate::growthbook) parts: [bool; PARTS.len()],
    /// Parts that are of no use, and why.
    pub(in crate::growthbook) spoiled: Vec<&'static str>,
}

/// Reads the outermost level.
pub(in crate::growthbook) fn read_payload(text: &[u8]) -> Result<PayloadText<'_>, PayloadError> {
    json::validate(text).map_err(|error| PayloadError::Syntax(error.to_string()))?;
    let mut cursor = Cursor::new(text);
    if cursor.kind() != Kind::Object {
        return Err(PayloadError::NotAnObject);
    }
    let mut payload = PayloadText::default();
    cursor.enter();
    while let Some(key) = cursor.next_entry() {
        let value = cursor.raw();
        if let Some(place) = PARTS.iter().position(|part| **part == *key)
            && let Some(part) = payload.parts.get_mut(place)
        {
            *part = is_there(value);
        }
        match &*key {
            b"features" => payload.features = payload.read_features(value),
            b"experiments" => payload.experiments = payload.read_experiments(value),
            b"savedGroups" => payload.groups = Some(value),
            b"contextualBandits" => payload.bandits = Some(value),
            _ => {}
        }
    }
    Ok(payload)
}

impl<'a> PayloadText<'a> {
    fn read_features(&mut self, value: &'a [u8]) -> Vec<(Cow<'a, [u8]>, &'a [u8])> {
        let mut cursor = Cursor::new(value);
        if cursor.kind() != Kind::Object {
            if cursor.kind() != Kind::Null {
                self.spoiled.push("\"features\" is no object, so there are none.");
            }
            return Vec::new();
        }
        let mut features = Vec::new();
        cursor.enter();
        while let Some(key) = cursor.next_entry() {
            features.push((key, cursor.raw()));
        }
        object_order(features)
    }

    fn read_experiments(&mut self, value: &'a [u8]) -> Vec<&'a [u8]> {
        let mut cursor = Cursor::new(value);
        if cursor.kind() != Kind::Array {
            if cursor.kind() != Kind::Null {
                self.spoiled.push("\"experiments\" is no list, so there are none.");
            }
            return Vec::new();
        }
        let mut experiments = Vec::new();
        cursor.enter();
        while cursor.next_item() {
            experiments.push(cursor.raw());
        }
        experiments
    }
}

/// Whether JavaScript takes the value for something.
fn is_there(value: &[u8]) -> bool {
    match Cursor::new(value).kind() {
        Kind::Object | Kind::Array => true,
        _ => Data::parse(value).is_some_and(|value| value.view().is_truthy()),
    }
}
