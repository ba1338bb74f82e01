//! Many texts in little memory.

mod list;
mod set;

pub(crate) use list::{TextList, TextListBuilder};
pub(crate) use set::{SCAN_LIMIT, TextSet};
