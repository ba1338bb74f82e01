//! JavaScript semantics that flag evaluation depends on: text, numbers, dates, JSON and property order.
//!
//! Text is WTF-8 everywhere: UTF-8 extended so that a lone surrogate (`U+D800..=U+DFFF`) is written as the
//! three bytes that the general UTF-8 scheme gives it. Every JavaScript string has exactly one such form.

mod convert;
pub(crate) mod cursor;
mod data;
pub mod date;
pub mod json;
mod members;
pub mod number;
mod order;
mod reading;
pub mod regex;
mod relation;
mod stringify;
pub mod wtf8;

pub use data::{Data, DataRef, Exotic, Object};
pub use members::{Member, members};
pub(crate) use order::object_order_and_places;
pub use order::{array_index, object_order};
pub use reading::DEPTH_LIMIT;
