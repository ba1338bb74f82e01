//! Settings, their rules, percentage options and values.

use std::borrow::Cow;

use super::condition::{ConditionNode, read_condition};
use super::path::Path;
use super::scalar::{
    NumberNode, Read, array, boolean, enter_object, integer, required, text, written_integer, written_number,
};
use crate::configcat::Failure;
use crate::js::cursor::Cursor;

/// A setting.
#[derive(Debug)]
pub(in crate::configcat) struct SettingNode<'a> {
    pub(in crate::configcat) setting_type: f64,
    /// Why the setting cannot be read where an integer setting takes safe integers only, as in JavaScript.
    pub(in crate::configcat) refused: Option<Box<Failure>>,
    pub(in crate::configcat) attribute: Option<Cow<'a, [u8]>>,
    pub(in crate::configcat) rules: Vec<RuleNode<'a>>,
    pub(in crate::configcat) options: Vec<OptionNode<'a>>,
    pub(in crate::configcat) served: ServedValueNode<'a>,
}

/// A targeting rule. Exactly one of `served` and `options` should be there.
#[derive(Debug)]
pub(in crate::configcat) struct RuleNode<'a> {
    pub(in crate::configcat) conditions: Vec<ConditionNode<'a>>,
    pub(in crate::configcat) served: Option<ServedValueNode<'a>>,
    pub(in crate::configcat) options: Option<Vec<OptionNode<'a>>>,
}

/// A percentage option.
#[derive(Debug)]
pub(in crate::configcat) struct OptionNode<'a> {
    pub(in crate::configcat) percentage: f64,
    pub(in crate::configcat) served: ServedValueNode<'a>,
}

/// A value and its variation id.
#[derive(Debug)]
pub(in crate::configcat) struct ServedValueNode<'a> {
    pub(in crate::configcat) value: ValueNode<'a>,
    pub(in crate::configcat) variation_id: Option<Cow<'a, [u8]>>,
}

/// A value. The setting's type says which of the fields counts.
#[derive(Debug, Default)]
pub(in crate::configcat) struct ValueNode<'a> {
    pub(in crate::configcat) boolean: Option<bool>,
    pub(in crate::configcat) text: Option<Cow<'a, [u8]>>,
    pub(in crate::configcat) integer: Option<NumberNode<'a>>,
    pub(in crate::configcat) double: Option<NumberNode<'a>>,
}

/// Reads the setting that stands at `path`, or tells why it cannot be read.
pub(super) fn read_setting<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Result<SettingNode<'a>, Failure> {
    let mut again = cursor.clone();
    let problem = match required(read_setting_node(cursor, &Path::HERE), &Path::HERE) {
        Ok(setting) => return Ok(setting),
        Err(problem) => problem.below(path).into_failure(),
    };
    match read_setting_node(&mut again, &Path::LENIENT) {
        Ok(Some(setting)) => Ok(SettingNode { refused: Some(Box::new(problem)), ..setting }),
        _ => Err(problem),
    }
}

fn read_setting_node<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<SettingNode<'a>> {
    if !enter_object(cursor, path)? {
        return Ok(None);
    }
    let (mut setting_type, mut attribute) = (Ok(None), Ok(None));
    let (mut rules, mut options, mut value, mut variation_id) = (Ok(None), Ok(None), Ok(None), Ok(None));
    while let Some(key) = cursor.next_entry() {
        let path = path.property(&key);
        match &*key {
            b"t" => setting_type = integer(cursor, &path),
            b"a" => attribute = text(cursor, &path),
            b"r" => rules = array(cursor, &path, read_rule),
            b"p" => options = array(cursor, &path, read_option),
            b"v" => value = read_value(cursor, &path),
            b"i" => variation_id = text(cursor, &path),
            _ => cursor.skip(),
        }
    }
    Ok(Some(SettingNode {
        setting_type: required(setting_type, &path.property(b"t"))?,
        refused: None,
        attribute: attribute?,
        rules: rules?.unwrap_or_default(),
        options: options?.unwrap_or_default(),
        served: ServedValueNode {
            value: required(value, &path.property(b"v"))?,
            variation_id: variation_id?,
        },
    }))
}

pub(super) fn read_value<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<ValueNode<'a>> {
    if !enter_object(cursor, path)? {
        return Ok(None);
    }
    let (mut bool_slot, mut text_slot, mut int_slot, mut double_slot) =
        (Ok(None), Ok(None), Ok(None), Ok(None));
    while let Some(key) = cursor.next_entry() {
        let path = path.property(&key);
        match &*key {
            b"b" => bool_slot = boolean(cursor, &path),
            b"s" => text_slot = text(cursor, &path),
            b"i" => int_slot = written_integer(cursor, &path),
            b"d" => double_slot = written_number(cursor, &path),
            _ => cursor.skip(),
        }
    }
    Ok(Some(ValueNode { boolean: bool_slot?, text: text_slot?, integer: int_slot?, double: double_slot? }))
}

fn read_rule<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<RuleNode<'a>> {
    if !enter_object(cursor, path)? {
        return Ok(None);
    }
    let (mut conditions, mut served, mut options) = (Ok(None), Ok(None), Ok(None));
    while let Some(key) = cursor.next_entry() {
        let path = path.property(&key);
        match &*key {
            b"c" => conditions = array(cursor, &path, read_condition),
            b"s" => served = read_served_value(cursor, &path),
            b"p" => options = array(cursor, &path, read_option),
            _ => cursor.skip(),
        }
    }
    Ok(Some(RuleNode { conditions: conditions?.unwrap_or_default(), served: served?, options: options? }))
}

fn read_option<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<OptionNode<'a>> {
    if !enter_object(cursor, path)? {
        return Ok(None);
    }
    let (mut percentage, mut value, mut variation_id) = (Ok(None), Ok(None), Ok(None));
    while let Some(key) = cursor.next_entry() {
        let path = path.property(&key);
        match &*key {
            b"p" => percentage = integer(cursor, &path),
            b"v" => value = read_value(cursor, &path),
            b"i" => variation_id = text(cursor, &path),
            _ => cursor.skip(),
        }
    }
    Ok(Some(OptionNode {
        percentage: required(percentage, &path.property(b"p"))?,
        served: ServedValueNode {
            value: required(value, &path.property(b"v"))?,
            variation_id: variation_id?,
        },
    }))
}

fn read_served_value<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<ServedValueNode<'a>> {
    if !enter_object(cursor, path)? {
        return Ok(None);
    }
    let (mut value, mut variation_id) = (Ok(None), Ok(None));
    while let Some(key) = cursor.next_entry() {
        let path = path.property(&key);
        match &*key {
            b"v" => value = read_value(cursor, &path),
            b"i" => variation_id = text(cursor, &path),
            _ => cursor.skip(),
        }
    }
    Ok(Some(ServedValueNode { value: required(value, &path.property(b"v"))?, variation_id: variation_id? }))
}
