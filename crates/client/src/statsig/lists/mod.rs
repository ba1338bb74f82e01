//! ID lists: which there are, what is known of them, and getting them.
//!
//! [`SharedIdLists`] takes no part in how texts come here, so hosts that make their own requests, or have lists elsewhere, use it as the
//! network does: [`plan`](SharedIdLists::plan) says what to download, and [`apply`](SharedIdLists::apply) takes what came.

mod file;
mod lookup;
mod shared;
mod sync;

pub use self::file::{Extent, Wanted};
pub use self::shared::{Plan, SharedIdLists};
pub use self::sync::Synced;
