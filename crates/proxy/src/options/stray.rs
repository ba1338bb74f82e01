//! Environment variables that look like options and are none.

use std::collections::BTreeSet;

use super::Options;
use super::read_environment::{SDKS, listed};
use super::schema;
use super::suggest::nearest_within;

/// Warnings about variables that set nothing: those of SDKs that are not listed in `CONFIGCAT_SDKS`, and names with slips. Others that
/// begin alike are let be: Kubernetes makes some for services.
pub(crate) fn stray_variables(
    options: &Options,
    names: impl Iterator<Item = String>,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Vec<String> {
    let names = names.filter(|name| name.starts_with("CONFIGCAT_")).collect::<BTreeSet<_>>();
    let listed = variable(SDKS).and_then(|value| listed(&value).ok()).unwrap_or_default();
    let mut known = BTreeSet::from([SDKS.to_owned()]);
    let root = schema::root();
    known.extend(root.iter().map(|row| format!("CONFIGCAT_{}", row.variable)));
    known.extend(root.iter().filter_map(schema::also).map(|name| format!("CONFIGCAT_{name}")));
    known.extend(listed.keys().flat_map(|id| of_sdk(id)));
    let unlisted = options.sdks.keys().filter(|id| !listed.contains_key(*id)).collect::<Vec<_>>();
    let ends = schema::sdk().into_iter().map(|row| format!("_{}", row.variable)).collect::<Vec<_>>();
    let unread = |name: &String| {
        if let Some(id) = unlisted.iter().find(|id| of_sdk(id).contains(name)) {
            return Some(format!(
                "environment variable '{name}' has no effect: the SDK '{id}' is not listed in {SDKS}"
            ));
        }
        // Others have such names in Kubernetes, but with other ends.
        if name.starts_with("CONFIGCAT_SDKS_") && ends.iter().any(|end| name.ends_with(end)) {
            return Some(format!(
                "environment variable '{name}' has no effect: those of an SDK begin with CONFIGCAT_<ID>_"
            ));
        }
        let near = nearest_within(name, 2, known.iter().map(String::as_str))?;
        Some(format!("unknown environment variable '{name}' is ignored; did you mean '{near}'?"))
    };
    names.iter().filter(|name| !known.contains(*name)).take(MOST).filter_map(unread).collect()
}

/// How many unknown names are looked at.
const MOST: usize = 100;

/// The variables of an SDK.
fn of_sdk(id: &str) -> Vec<String> {
    let prefix = schema::variable(id);
    let rows = schema::sdk().into_iter().filter(|row| row.path != "key");
    rows.map(|row| format!("CONFIGCAT_{prefix}_{}", row.variable)).collect()
}
