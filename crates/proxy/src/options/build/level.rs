//! Log levels.

use super::super::values::Values;
use crate::log::Level;

/// The level that is given, or the one that it inherits. A level that nobody knows counts as none.
pub(super) fn level(values: &Values, path: &str, inherited: Level, warnings: &mut Vec<String>) -> Level {
    let Some(name) = values.text(path) else {
        return inherited;
    };
    Level::from_name(name).unwrap_or_else(|| {
        warnings.push(format!(
            "'{}' is none of error, warn, info, debug: '{}' is used",
            values.path_of(path),
            inherited.name()
        ));
        inherited
    })
}
