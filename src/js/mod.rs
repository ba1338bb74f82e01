//! The few N-API operations that the addon needs, wrapped so that the rest of it is safe Rust.
//!
//! Values carry the lifetime of the native call that they belong to, so that none can be kept beyond it.

mod argument;
mod arguments;
mod bound;
mod data;
mod emitter;
mod floats;
mod guard;
mod handle;
mod journal;
mod lazy;
mod numbers;
pub(crate) mod place;
mod pressure;
mod question;
mod scope;
mod shared;
mod text;

pub(crate) use argument::{Argument, FromJs, JsText, JsUnits, Nullable, Returned, ToJs, thrown};
pub(crate) use arguments::Arguments;
pub(crate) use bound::{Bound, bind};
pub(crate) use emitter::{Emitted, Emitter};
pub(crate) use floats::Floats;
pub(crate) use guard::caught;
pub(crate) use handle::{Handle, Tagged, empty, handle};
pub(crate) use journal::{SharedJournal, Writing};
pub(crate) use lazy::{Lazy, Primitive};
pub(crate) use numbers::{Number, Numbered, Numbers, find};
pub(crate) use pressure::keep;
pub(crate) use question::{Question, argument, ask, offer_release};
pub(crate) use scope::{Fault, Kind, Scope, Value};
pub(crate) use shared::Share;
