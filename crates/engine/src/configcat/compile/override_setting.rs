//! Compiles plain override values.

use super::attribute_table::AttributeTable;
use super::setting::bare_setting;
use crate::configcat::model::Setting;
use crate::configcat::outcome::Written;
use crate::configcat::outcome_table::OutcomeTableBuilder;
use crate::configcat::{Failure, SettingType};

/// A setting without rules that serves the given value, or fails as unsupported values do when they are served.
pub(super) fn override_setting(
    key: &[u8],
    value: Result<Written<'_>, Failure>,
    attributes: &mut AttributeTable,
) -> Setting {
    let mut outcomes = OutcomeTableBuilder::with_capacity(1);
    outcomes.push(value, None, None, None);
    bare_setting(key, Ok(SettingType::Unknown), outcomes.finish(), attributes)
}
