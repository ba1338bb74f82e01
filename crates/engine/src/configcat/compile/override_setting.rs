//! Compiles plain override values.

use super::attribute_table::AttributeTable;
use super::setting::bare_setting;
use crate::configcat::model::Setting;
use crate::configcat::{Failure, Outcome, SettingType, Value};

/// A setting without rules that serves the given value, or fails as unsupported values do when they are served.
pub(super) fn override_setting(
    key: &[u8],
    value: Result<Value, Failure>,
    attributes: &mut AttributeTable,
) -> Setting {
    let outcome = Outcome { value, variation_id: None, rule: None, option: None };
    bare_setting(key, Ok(SettingType::Unknown), [outcome].into(), attributes)
}
