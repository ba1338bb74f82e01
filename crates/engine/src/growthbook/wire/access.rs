//! Looks into values as JavaScript does, whatever they are.

use crate::js::{Data, DataRef, wtf8};

/// `value[name]`, for names that are no index and no property of the language's own values.
pub(in crate::growthbook) fn property<'a>(value: DataRef<'a>, name: &str) -> DataRef<'a> {
    match value {
        DataRef::Object(object) => object.get(name.as_bytes()).map_or(DataRef::Undefined, Data::view),
        _ => DataRef::Undefined,
    }
}

/// `value[place]`
pub(in crate::growthbook) fn index(value: DataRef<'_>, place: usize) -> Data {
    match value {
        DataRef::List(items) => items.get(place).cloned().unwrap_or(Data::Undefined),
        DataRef::Object(object) => {
            object.get(place.to_string().as_bytes()).cloned().unwrap_or(Data::Undefined)
        }
        DataRef::Text(text) => match wtf8::to_utf16(text).get(place) {
            Some(unit) => Data::Text(wtf8::from_utf16(&[*unit]).into()),
            None => Data::Undefined,
        },
        _ => Data::Undefined,
    }
}

/// `value.length` of a list or text; `None` for all else.
pub(in crate::growthbook) fn length(value: DataRef<'_>) -> Option<usize> {
    match value {
        DataRef::List(items) => Some(items.len()),
        DataRef::Text(text) => Some(wtf8::utf16_len(text)),
        _ => None,
    }
}
