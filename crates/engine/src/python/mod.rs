//! Python semantics that hosts in Python depend on: texts and numbers. Text is WTF-8 everywhere, as in [`js`](crate::js).

mod attribute;
mod date;
mod digits;
mod float;
mod json_number;
mod text;
mod version;

pub(crate) use attribute::attribute_number;
pub use attribute::attribute_text;
pub(crate) use date::{check_date, date_text};
pub use float::{float, float_repr};
pub use json_number::JsonNumber;
pub use text::{strip, text_repr};
pub(crate) use version::Version;
