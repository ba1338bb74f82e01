//! How values become numbers between 0 and 1, and these variations.

mod fnv;
mod namespace;
mod ranges;
mod seed;

pub use namespace::in_namespace;
pub use ranges::{Range, bucket_ranges, choose_variation, equal_weights};
pub use seed::hash;

pub(super) use namespace::Namespace;
pub(super) use ranges::{Coverage, choose_by_weights, ranges, texts_as_weights};
pub(super) use seed::{HashVersion, Seed};
