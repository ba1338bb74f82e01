//! Reading values of one type. `null` counts as absent everywhere.

use std::borrow::Cow;

use super::path::{Path, Problem};
use crate::js::cursor::{Cursor, Kind};
use crate::js::number::{is_canonical, is_safe_integer};

/// A value that may be absent, or why it cannot be read. The cursor has moved behind it in every case.
pub(super) type Read<T> = Result<Option<T>, Problem>;

/// A number that is told to the host, which may want to know how it is written. No larger than a number is: the nodes of a
/// config are many for a moment, and larger ones leave holes in the memory between what is made of them.
#[derive(Debug, Clone, Copy)]
pub(in crate::configcat) struct NumberNode<'a>(&'a [u8]);

impl<'a> NumberNode<'a> {
    /// Reads the number that comes next.
    pub(super) fn read(cursor: &mut Cursor<'a>) -> Self {
        Self(cursor.number_literal())
    }

    /// The number.
    pub(in crate::configcat) fn value(self) -> f64 {
        std::str::from_utf8(self.0).ok().and_then(|digits| digits.parse().ok()).unwrap_or(f64::NAN)
    }

    /// Its literal, where that is not the text that JavaScript writes of the number.
    pub(in crate::configcat) fn literal(self) -> Option<&'a [u8]> {
        (!is_canonical(self.0, self.value())).then_some(self.0)
    }
}

/// Reads a number, and how it is written.
pub(super) fn written_number<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<NumberNode<'a>> {
    match cursor.kind() {
        Kind::Number => Ok(Some(NumberNode::read(cursor))),
        kind => other(cursor, kind, path),
    }
}

/// Reads a number that has to be a safe integer unless the path is lenient, and how it is written.
pub(super) fn written_integer<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<NumberNode<'a>> {
    match written_number(cursor, path)? {
        Some(number) if !is_safe_integer(number.value()) && !path.is_lenient() => Err(path.mismatch()),
        number => Ok(number),
    }
}

/// Reads a text.
pub(super) fn text<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<Cow<'a, [u8]>> {
    match cursor.kind() {
        Kind::Text => Ok(Some(cursor.text())),
        kind => other(cursor, kind, path),
    }
}

/// Reads a number.
pub(super) fn number(cursor: &mut Cursor<'_>, path: &Path<'_>) -> Read<f64> {
    match cursor.kind() {
        Kind::Number => Ok(Some(cursor.number())),
        kind => other(cursor, kind, path),
    }
}

/// Reads a number that has to be a safe integer, however it is written.
pub(super) fn integer(cursor: &mut Cursor<'_>, path: &Path<'_>) -> Read<f64> {
    match number(cursor, path)? {
        Some(value) if !is_safe_integer(value) => Err(path.mismatch()),
        value => Ok(value),
    }
}

/// Reads a boolean.
pub(super) fn boolean(cursor: &mut Cursor<'_>, path: &Path<'_>) -> Read<bool> {
    match cursor.kind() {
        Kind::Bool => Ok(Some(cursor.boolean())),
        kind => other(cursor, kind, path),
    }
}

/// Reads an array whose items must not be absent.
pub(super) fn array<'a, T>(
    cursor: &mut Cursor<'a>,
    path: &Path<'_>,
    read: impl Fn(&mut Cursor<'a>, &Path<'_>) -> Read<T>,
) -> Read<Vec<T>> {
    match cursor.kind() {
        Kind::Array => {}
        kind => return other(cursor, kind, path),
    }
    cursor.enter();
    let mut items = Ok(Vec::new());
    let mut index = 0;
    while cursor.next_item() {
        let path = path.index(index);
        match &mut items {
            Ok(list) => match required(read(cursor, &path), &path) {
                Ok(item) => list.push(item),
                Err(problem) => items = Err(problem),
            },
            Err(_) => cursor.skip(),
        }
        index += 1;
    }
    items.map(Some)
}

/// Moves into an object; `false` if the value is absent.
pub(super) fn enter_object(cursor: &mut Cursor<'_>, path: &Path<'_>) -> Result<bool, Problem> {
    match cursor.kind() {
        Kind::Object => {
            cursor.enter();
            Ok(true)
        }
        kind => other::<()>(cursor, kind, path).map(|_| false),
    }
}

/// Insists that the value is there.
pub(super) fn required<T>(value: Read<T>, path: &Path<'_>) -> Result<T, Problem> {
    value?.ok_or_else(|| path.missing())
}

/// Skips a value that is absent or of a wrong type.
pub(super) fn other<T>(cursor: &mut Cursor<'_>, kind: Kind, path: &Path<'_>) -> Read<T> {
    cursor.skip();
    if kind == Kind::Null { Ok(None) } else { Err(path.mismatch()) }
}
