//! The conditions of targeting rules and segments.

use std::borrow::Cow;

use super::path::Path;
use super::scalar::{NumberNode, Read, array, enter_object, integer, required, text, written_number};
use super::setting::{ValueNode, read_value};
use crate::js::cursor::Cursor;

/// A condition of a targeting rule. Exactly one of the fields should be there.
#[derive(Debug, Default)]
pub(in crate::configcat) struct ConditionNode<'a> {
    pub(in crate::configcat) user: Option<UserConditionNode<'a>>,
    pub(in crate::configcat) prerequisite: Option<PrerequisiteNode<'a>>,
    pub(in crate::configcat) segment: Option<SegmentConditionNode>,
}

/// A comparison of a user attribute. One of `text`, `number`, `list` should be there, as the comparator wants it.
#[derive(Debug)]
pub(in crate::configcat) struct UserConditionNode<'a> {
    pub(in crate::configcat) attribute: Cow<'a, [u8]>,
    pub(in crate::configcat) comparator: f64,
    pub(in crate::configcat) text: Option<Cow<'a, [u8]>>,
    pub(in crate::configcat) number: Option<NumberNode<'a>>,
    pub(in crate::configcat) list: Option<Vec<Cow<'a, [u8]>>>,
}

/// A comparison of another flag's value.
#[derive(Debug)]
pub(in crate::configcat) struct PrerequisiteNode<'a> {
    pub(in crate::configcat) key: Cow<'a, [u8]>,
    pub(in crate::configcat) comparator: f64,
    pub(in crate::configcat) value: ValueNode<'a>,
}

/// A reference to a segment.
#[derive(Debug)]
pub(in crate::configcat) struct SegmentConditionNode {
    pub(in crate::configcat) index: f64,
    pub(in crate::configcat) comparator: f64,
}

pub(super) fn read_condition<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<ConditionNode<'a>> {
    if !enter_object(cursor, path)? {
        return Ok(None);
    }
    let (mut user, mut prerequisite, mut segment) = (Ok(None), Ok(None), Ok(None));
    while let Some(key) = cursor.next_entry() {
        let path = path.property(&key);
        match &*key {
            b"u" => user = read_user_condition(cursor, &path),
            b"p" => prerequisite = read_prerequisite(cursor, &path),
            b"s" => segment = read_segment_condition(cursor, &path),
            _ => cursor.skip(),
        }
    }
    Ok(Some(ConditionNode { user: user?, prerequisite: prerequisite?, segment: segment? }))
}

pub(super) fn read_user_condition<'a>(
    cursor: &mut Cursor<'a>,
    path: &Path<'_>,
) -> Read<UserConditionNode<'a>> {
    if !enter_object(cursor, path)? {
        return Ok(None);
    }
    let (mut attribute, mut comparator) = (Ok(None), Ok(None));
    let (mut string, mut double, mut list) = (Ok(None), Ok(None), Ok(None));
    while let Some(key) = cursor.next_entry() {
        let path = path.property(&key);
        match &*key {
            b"a" => attribute = text(cursor, &path),
            b"c" => comparator = integer(cursor, &path),
            b"s" => string = text(cursor, &path),
            b"d" => double = written_number(cursor, &path),
            b"l" => list = array(cursor, &path, text),
            _ => cursor.skip(),
        }
    }
    Ok(Some(UserConditionNode {
        attribute: required(attribute, &path.property(b"a"))?,
        comparator: required(comparator, &path.property(b"c"))?,
        text: string?,
        number: double?,
        list: list?,
    }))
}

fn read_prerequisite<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<PrerequisiteNode<'a>> {
    if !enter_object(cursor, path)? {
        return Ok(None);
    }
    let (mut flag, mut comparator, mut value) = (Ok(None), Ok(None), Ok(None));
    while let Some(key) = cursor.next_entry() {
        let path = path.property(&key);
        match &*key {
            b"f" => flag = text(cursor, &path),
            b"c" => comparator = integer(cursor, &path),
            b"v" => value = read_value(cursor, &path),
            _ => cursor.skip(),
        }
    }
    Ok(Some(PrerequisiteNode {
        key: required(flag, &path.property(b"f"))?,
        comparator: required(comparator, &path.property(b"c"))?,
        value: required(value, &path.property(b"v"))?,
    }))
}

fn read_segment_condition(cursor: &mut Cursor<'_>, path: &Path<'_>) -> Read<SegmentConditionNode> {
    if !enter_object(cursor, path)? {
        return Ok(None);
    }
    let (mut index, mut comparator) = (Ok(None), Ok(None));
    while let Some(key) = cursor.next_entry() {
        let path = path.property(&key);
        match &*key {
            b"s" => index = integer(cursor, &path),
            b"c" => comparator = integer(cursor, &path),
            _ => cursor.skip(),
        }
    }
    Ok(Some(SegmentConditionNode {
        index: required(index, &path.property(b"s"))?,
        comparator: required(comparator, &path.property(b"c"))?,
    }))
}
