//! The document in which the host passes flag overrides.

use std::borrow::Cow;

use super::config::{SourceNode, read_source, shape_error};
use super::path::{Path, Problem};
use super::scalar::{NumberNode, Read, array, enter_object, integer, other, required, text};
use super::setting::{SettingNode, read_setting};
use crate::configcat::{ConfigError, Failure, Value};
use crate::js::cursor::{Cursor, Kind};
use crate::js::{json, object_order_and_places};

/// Overrides, and the salts and segments that full settings among them refer to.
#[derive(Debug)]
pub(in crate::configcat) struct OverrideDocument<'a> {
    pub(in crate::configcat) sources: Vec<SourceNode<'a>>,
    /// The overrides in JavaScript's property order, without duplicates.
    pub(in crate::configcat) overrides: Vec<(Cow<'a, [u8]>, OverrideNode<'a>)>,
    /// Where in them the overrides are in the order of the document; empty if that is the same order.
    pub(in crate::configcat) places: Box<[u32]>,
}

/// One override.
#[derive(Debug)]
pub(in crate::configcat) enum OverrideNode<'a> {
    /// A plain value, and how it is written if that is of interest.
    Value(Value, Option<&'a [u8]>),
    /// A value that no flag can have. Holds the message that evaluating it gives.
    Unsupported(Cow<'a, [u8]>),
    /// A full setting, and the number of its source if it has one.
    Setting {
        /// The setting, or why it cannot be read.
        setting: Box<Result<SettingNode<'a>, Failure>>,
        /// The index of its source.
        source: Option<usize>,
    },
}

/// Reads `{"c": [{"p": {"s": salt}, "s": [segment]}], "f": [[key, kind, payload, source?]]}`.
///
/// Kinds: 0 a plain value; 1 a number that JSON cannot write, as text; 2 an unsupported value, as its error message; 3 a full
/// setting, with the index of its source in `c`.
///
/// # Errors
/// The text is not such a document.
pub(in crate::configcat) fn read_overrides(json: &[u8]) -> Result<OverrideDocument<'_>, ConfigError> {
    json::validate(json).map_err(|error| ConfigError::Syntax(error.to_string()))?;
    let mut cursor = Cursor::new(json);
    required(read_document(&mut cursor, &Path::ROOT), &Path::ROOT).map_err(shape_error)
}

fn read_document<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<OverrideDocument<'a>> {
    if !enter_object(cursor, path)? {
        return Ok(None);
    }
    let (mut sources, mut overrides) = (Ok(None), Ok(None));
    while let Some(key) = cursor.next_entry() {
        let path = path.property(&key);
        match &*key {
            b"c" => sources = array(cursor, &path, read_source),
            b"f" => overrides = array(cursor, &path, read_override),
            _ => cursor.skip(),
        }
    }
    let sources = sources?.unwrap_or_default();
    let (overrides, places) = object_order_and_places(overrides?.unwrap_or_default());
    Ok(Some(OverrideDocument { sources, overrides, places }))
}

fn read_override<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<(Cow<'a, [u8]>, OverrideNode<'a>)> {
    match cursor.kind() {
        Kind::Array => cursor.enter(),
        kind => return other(cursor, kind, path),
    }
    let (mut key, mut kind, mut source) = (Ok(None), Ok(None), Ok(None));
    let mut payload = None;
    let mut index = 0;
    while cursor.next_item() {
        let path = path.index(index);
        match index {
            0 => key = text(cursor, &path),
            1 => kind = integer(cursor, &path),
            2 => {
                payload = Some(cursor.clone());
                cursor.skip();
            }
            3 => source = integer(cursor, &path),
            _ => cursor.skip(),
        }
        index += 1;
    }
    let key = required(key, &path.index(0))?;
    let mut payload = payload.ok_or_else(|| path.index(2).missing())?;
    let (kind_path, payload_path) = (path.index(1), path.index(2));
    let node = match required(kind, &kind_path)? {
        0.0 => plain_value(&mut payload, &payload_path)?,
        1.0 => special_number(&required(text(&mut payload, &payload_path), &payload_path)?),
        2.0 => OverrideNode::Unsupported(required(text(&mut payload, &payload_path), &payload_path)?),
        3.0 => {
            let settings = Path::ROOT.property(b"f");
            let path = settings.property(&key);
            let setting = Box::new(read_setting(&mut payload, &path));
            OverrideNode::Setting { setting, source: source?.map(|index| index as usize) }
        }
        _ => return Err(kind_path.mismatch()),
    };
    Ok(Some((key, node)))
}

fn plain_value<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Result<OverrideNode<'a>, Problem> {
    match cursor.kind() {
        Kind::Bool => Ok(OverrideNode::Value(Value::Bool(cursor.boolean()), None)),
        Kind::Number => {
            let number = NumberNode::read(cursor);
            Ok(OverrideNode::Value(Value::Number(number.value()), number.literal()))
        }
        Kind::Text => Ok(OverrideNode::Value(Value::Text(cursor.text().into_owned().into()), None)),
        kind => required(other(cursor, kind, path), path),
    }
}

fn special_number<'a>(name: &[u8]) -> OverrideNode<'a> {
    let (number, literal): (_, Option<&[u8]>) = match name {
        b"Infinity" => (f64::INFINITY, None),
        b"-Infinity" => (f64::NEG_INFINITY, None),
        b"-0" => (-0.0, Some(b"-0.0")),
        _ => (f64::NAN, None),
    };
    OverrideNode::Value(Value::Number(number), literal)
}
