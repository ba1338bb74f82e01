//! Which URLs an experiment is for.

mod pattern;
mod simple;
mod target;

pub(super) use target::Targets;

use super::Problems;
use crate::js::Data;

/// Whether a URL is one of the targets: the JSON text of a list, each with `type`, `pattern` and `include`.
#[must_use]
pub fn is_url_targeted(url: &[u8], targets: &[u8]) -> bool {
    let Some(targets) = Data::parse(targets) else { return false };
    Targets::compile_list(targets.view(), &mut Problems::default()).has(url).unwrap_or(false)
}
