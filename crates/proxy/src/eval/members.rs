//! The members of a request, and what Go says of those that do not fit.

use std::borrow::Cow;

use super::EvalFailure;
use super::json::{Cursor, Kind, Syntax};
use super::list_text::read_list;
use super::size::{Size, items_in_text};
use super::subject::{Held, Subject};

/// The type that Go's errors name.
const REQUEST: &str = "EvalRequest";

/// Whether a member's name is the given one (in lower case), whatever its case. Go counts two letters beyond ASCII as `k` and `s`.
pub(super) fn is_called(name: &str, expected: &str) -> bool {
    if name.is_ascii() {
        return name.eq_ignore_ascii_case(expected);
    }
    let lower = |char| match char {
        '\u{212A}' => 'k',
        '\u{17F}' => 's',
        other => other.to_ascii_lowercase(),
    };
    name.chars().map(lower).eq(expected.chars())
}

/// Reads a request. `member` reads the value of a member of its object, or leaves it and gives `false`, if it does not know the name. `null` is an
/// object without members. Gives what is wrong with those that were read.
pub(super) fn read_members<'a>(
    json: &'a [u8],
    mut member: impl FnMut(&mut Faults, &mut Cursor<'a>, &str) -> Result<bool, Syntax>,
) -> Result<Faults, Syntax> {
    let mut faults = Faults::default();
    let mut cursor = Cursor::new(json);
    match cursor.kind()? {
        Kind::Object => {
            cursor.object(
                |cursor, name| {
                    if member(&mut faults, cursor, &name)? { Ok(()) } else { cursor.skip(|_| ()) }
                },
            )?
        }
        kind => {
            cursor.skip(|_| ())?;
            if kind != Kind::Null {
                faults.root(kind);
            }
        }
    }
    cursor.end()?;
    Ok(faults)
}

/// What is wrong with a text that is JSON. Syntax errors come before all of this, wherever they are.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// A user that cannot be read ends the reading.
    fatal: Option<EvalFailure>,
    /// A member of another type is left out, and told of at the end.
    kept: Option<EvalFailure>,
}

impl Faults {
    /// The whole request is no object.
    fn root(&mut self, kind: Kind) {
        let text = format!("json: cannot unmarshal {} into Go value of type model.{REQUEST}", kind.name());
        self.kept.get_or_insert(EvalFailure::Json(text));
    }

    /// The value if there were no faults.
    pub(super) fn none<T>(self, value: T) -> Result<T, EvalFailure> {
        self.fatal.or(self.kept).map_or(Ok(value), Err)
    }

    /// Reads a member that is a text. `None`: it is `null`, or something else.
    pub(super) fn read_text<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        name: &str,
    ) -> Result<Option<Cow<'a, str>>, Syntax> {
        let kind = cursor.kind()?;
        if kind == Kind::Text {
            return cursor.text().map(Some);
        }
        if kind != Kind::Null {
            self.kept.get_or_insert_with(|| mismatch(kind.name(), name, "string"));
        }
        cursor.skip(|_| ()).map(|()| None)
    }

    /// Reads a member that is a user. `null` is one without attributes.
    pub(super) fn read_user<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        name: &str,
    ) -> Result<Subject<'a>, Syntax> {
        let kind = cursor.kind()?;
        if kind != Kind::Object {
            cursor.skip(|_| ())?;
            if kind != Kind::Null {
                self.fatal.get_or_insert_with(|| mismatch(kind.name(), name, "map[string]interface {}"));
            }
            return Ok(Subject::default());
        }
        let mut attributes = Vec::with_capacity(8);
        let mut excessive = None;
        let mut size = Size::default();
        let check = |excessive: &mut Option<&'a str>, number: &'a str| {
            if excessive.is_none() && parsed(number).is_none() {
                *excessive = Some(number);
            }
        };
        cursor.object(|cursor, attribute| {
            // What is wrong with the rest comes first, but nothing of it need be kept.
            if size.is_excessive() {
                return cursor.skip(|number| check(&mut excessive, number));
            }
            let mut items = 0;
            let held = match cursor.kind()? {
                Kind::Text => {
                    let text = cursor.text()?;
                    items = items_in_text(&text);
                    Held::Text(text)
                }
                Kind::Number => {
                    let number = cursor.number()?;
                    check(&mut excessive, number);
                    Held::number(parsed(number).unwrap_or_default())
                }
                Kind::Array => {
                    let (list, count) = read_list(cursor, |number| check(&mut excessive, number))?;
                    items = count;
                    Held::List(list)
                }
                Kind::Object | Kind::Bool | Kind::Null => {
                    cursor.skip(|number| check(&mut excessive, number))?;
                    Held::Unfit
                }
            };
            size.add(&attribute, held.text(), items);
            attributes.push((attribute, held));
            Ok(())
        })?;
        let subject = match excessive {
            Some(number) => Err(mismatch(&format!("number {number}"), name, "float64")),
            None if size.is_excessive() => Err(EvalFailure::TooLarge),
            None => Subject::of_request(attributes),
        };
        Ok(subject.unwrap_or_else(|failure| {
            self.fatal.get_or_insert(failure);
            Subject::default()
        }))
    }
}

/// A number, if it is not out of range.
fn parsed(number: &str) -> Option<f64> {
    number.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cold]
fn mismatch(what: &str, member: &str, wanted: &str) -> EvalFailure {
    EvalFailure::Json(format!(
        "json: cannot unmarshal {what} into Go struct field {REQUEST}.{member} of type {wanted}"
    ))
}
