//! Lists of texts as JSON: what text comparators see of them.

use std::borrow::Cow;

use super::json::{Cursor, Kind, Syntax};

/// The list as JSON without white space, escaping only what must be.
pub(super) fn list_text<S: AsRef<str>>(items: &[S]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    serde_json::to_string(&items).unwrap_or_default()
}

/// The items of a list that [`list_text`] or [`read_list`] wrote.
pub(super) fn items_of(json: &str) -> Box<[Box<str>]> {
    let mut items = Vec::new();
    let mut cursor = Cursor::new(json.as_bytes());
    let read = cursor.array(|cursor| {
        items.push(cursor.text()?.into());
        Ok(())
    });
    debug_assert_eq!(read, Ok(()));
    items.into()
}

/// Reads the array that begins here. Elements that are no texts are left out. `number` is told every number. Also returns how many
/// items there are.
pub(super) fn read_list<'a>(
    cursor: &mut Cursor<'a>,
    mut number: impl FnMut(&'a str),
) -> Result<(Cow<'a, str>, usize), Syntax> {
    let before = cursor.clone();
    // The length that the array would have without white space.
    let mut length = 1;
    let mut items = 0;
    let mut is_plain = true;
    let start = cursor.at();
    cursor.array(|cursor| {
        if cursor.kind()? != Kind::Text {
            is_plain = false;
            return cursor.skip(&mut number);
        }
        let text = cursor.raw_text()?;
        is_plain &= text.plain.is_some();
        length += text.written.len() + 3;
        items += 1;
        Ok(())
    })?;
    let written = cursor.since(start);
    if is_plain
        && length.max(2) == written.len()
        && let Ok(written) = std::str::from_utf8(written)
    {
        return Ok((Cow::Borrowed(written), items));
    }
    Ok((Cow::Owned(rewritten(before)?), items))
}

#[cold]
fn rewritten(mut cursor: Cursor<'_>) -> Result<String, Syntax> {
    let mut items = Vec::new();
    cursor.array(|cursor| {
        match cursor.kind()? {
            Kind::Text => items.push(cursor.text()?),
            _ => cursor.skip(|_| ())?,
        }
        Ok(())
    })?;
    Ok(list_text(&items))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_rewritten_only_if_they_are_not_plain_already() {
        for (written, expected, is_borrowed) in [
            ("[]", "[]", true),
            ("[ ]", "[]", false),
            (r#"["a","é<>&"]"#, r#"["a","é<>&"]"#, true),
            (r#"["a", "b"]"#, r#"["a","b"]"#, false),
            (r#"["a" ]"#, r#"["a"]"#, false),
            (r#"["a",1e5,null,{"x":["y"]},["z"],true,"b"]"#, r#"["a","b"]"#, false),
            ("[1]", "[]", false),
            (r#"["\u0061\/\n\""]"#, r#"["a/\n\""]"#, false),
            (r#"["\ud800"]"#, "[\"\u{FFFD}\"]", false),
        ] {
            let (list, items) = read_list(&mut Cursor::new(written.as_bytes()), |_| ()).unwrap();
            assert_eq!(list, expected);
            assert_eq!(items, items_of(&list).len());
            assert_eq!(matches!(list, Cow::Borrowed(_)), is_borrowed, "{written}");
            assert_eq!(list_text(&items_of(&list)), expected);
        }
    }
}
