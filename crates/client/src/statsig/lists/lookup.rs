//! The text that says which lists there are.

use vexil_engine::js::{Data, DataRef, json, members};

use crate::error::ClientError;

/// What a lookup says of a list.
#[derive(Debug, PartialEq)]
pub(super) struct Listed {
    pub(super) url: Box<[u8]>,
    pub(super) file: Box<[u8]>,
    /// When the file was made; NaN: it does not say.
    pub(super) created: f64,
    /// How long the file is, in bytes; NaN: it does not say.
    pub(super) size: f64,
}

/// The lists by name, in order; `None` where an entry is of no use.
pub(super) type Lookup = Vec<(Box<[u8]>, Option<Listed>)>;

/// Reads a lookup: a JSON object.
pub(super) fn read(text: &[u8]) -> Result<Lookup, ClientError> {
    json::validate(text).map_err(|_| ClientError::InvalidIdLists)?;
    let members = members(text).ok_or(ClientError::InvalidIdLists)?;
    Ok(members.into_iter().map(|(name, entry)| (name.into_owned().into(), listed(entry))).collect())
}

fn listed(entry: &[u8]) -> Option<Listed> {
    let entry = Data::parse(entry)?;
    let text = |key: &str| match entry.view().get_path(&[key]) {
        DataRef::Text(text) => Some(text.into()),
        _ => None,
    };
    let number = |key: &str| match entry.view().get_path(&[key]) {
        DataRef::Number(number) => number,
        _ => f64::NAN,
    };
    Some(Listed {
        url: text("url")?,
        file: text("fileID")?,
        created: number("creationTime"),
        size: number("size"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_no_use_are_there_all_the_same() {
        let lookup = read(
            br#"{"b":{"name":"other","url":"u","fileID":"f","creationTime":3,"size":4.5},"a":{"url":"u","fileID":7},"c":null,"d":{"url":"","fileID":""},"e":5}"#,
        )
        .unwrap();
        let names: Vec<_> = lookup.iter().map(|(name, listed)| (&**name, listed.is_some())).collect();
        let expected: [(&[u8], bool); 5] =
            [(b"b", true), (b"a", false), (b"c", false), (b"d", true), (b"e", false)];
        assert_eq!(names, expected);
        let listed = Listed { url: (*b"u").into(), file: (*b"f").into(), created: 3.0, size: 4.5 };
        assert_eq!(lookup[0].1.as_ref(), Some(&listed));
        let bare = lookup[3].1.as_ref().unwrap();
        assert!(bare.created.is_nan() && bare.size.is_nan());
        assert_eq!(read(b"{}"), Ok(Vec::new()));
        for text in ["", "[]", "null", "{", "<html>"] {
            assert_eq!(read(text.as_bytes()), Err(ClientError::InvalidIdLists), "{text}");
        }
    }
}
