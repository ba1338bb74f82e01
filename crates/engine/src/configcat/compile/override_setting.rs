//! Compiles plain override values.

use super::attribute_table::AttributeTable;
use super::setting::bare_setting;
use crate::configcat::model::Setting;
use crate::configcat::outcome_table::OutcomeTableBuilder;
use crate::configcat::{Failure, SettingType, Value, ValueRef};

/// A setting without rules that serves the given value, or fails as unsupported values do when they are served.
pub(super) fn override_setting(
    key: &[u8],
    value: &Result<Value, Failure>,
    attributes: &mut AttributeTable,
) -> Setting {
    let mut outcomes = OutcomeTableBuilder::with_capacity(1);
    outcomes.push(value.as_ref().map(ValueRef::from).map_err(Failure::clone), None, None, None);
    bare_setting(key, Ok(SettingType::Unknown), outcomes.finish(), attributes)
}
