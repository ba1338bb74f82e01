//! From environment variables to what they give.

use std::collections::BTreeMap;

use super::kind::{Given, json, map, text};
use super::raw::Raw;
use super::schema;
use super::tree::Tree;
use super::values::Values;
use crate::error::ProxyError;

/// Identifiers of SDKs and their keys, as JSON.
pub(super) const SDKS: &str = "CONFIGCAT_SDKS";

/// Adds what environment variables give. An SDK that they list is no longer what the file says.
pub(super) fn read_environment(
    variable: &dyn Fn(&str) -> Option<String>,
    raw: &mut Raw,
) -> Result<(), ProxyError> {
    let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
    // Which option a variable sets, by its name.
    let mut owners = BTreeMap::new();
    set(&mut raw.root, &variable, &mut owners)?;
    let Some(value) = variable(SDKS) else {
        return Ok(());
    };
    let mut prefixes = BTreeMap::new();
    for (id, key) in listed(&value).map_err(|reason| unread(SDKS, &format!("{reason} (sdks)")))? {
        let prefix = schema::variable(&id);
        if let Some(other) = prefixes.insert(prefix.clone(), id.clone()) {
            let text = format!(
                "sdk: the identifiers '{other}' and '{id}' share the environment variables CONFIGCAT_{prefix}_... (sdks, {SDKS})"
            );
            return Err(ProxyError::Options(text));
        }
        let mut values = Values::sdk(&id, schema::sdk());
        values.set("key", Given::Text(key));
        set(&mut values, &variable, &mut owners)?;
        raw.sdks.insert(id, values);
    }
    Ok(())
}

/// Identifiers and keys.
pub(super) fn listed(value: &str) -> Result<BTreeMap<String, String>, String> {
    map(json(value)?)?
        .into_iter()
        .map(|(id, key)| match key {
            Tree::Null => Ok((id, String::new())),
            key => Ok((id, text(key)?)),
        })
        .collect()
}

/// Sets what the variables of these options say.
fn set(
    values: &mut Values,
    variable: &dyn Fn(&str) -> Option<String>,
    owners: &mut BTreeMap<String, String>,
) -> Result<(), ProxyError> {
    // Keys stand in one variable.
    let named = values.rows().iter().filter(|row| row.path != "key").flat_map(|row| {
        let names = [Some(values.variable_of_row(row)), values.also_variable_of_row(row)];
        names.into_iter().flatten().map(move |name| (name, row))
    });
    let found = named.filter_map(|(name, row)| Some((variable(&name)?, name, row.path.clone(), row.kind)));
    let mut former: Option<(String, String)> = None;
    for (value, name, path, kind) in found.collect::<Vec<_>>() {
        let whole = values.path_of(&path);
        if let Some((_, other)) = former.filter(|(known, _)| *known == path) {
            let text = format!("the environment variables '{other}' and '{name}' would both set '{whole}'");
            return Err(ProxyError::Options(text));
        }
        former = Some((path.clone(), name.clone()));
        if let Some(other) = owners.insert(name.clone(), whole.clone()) {
            let text = format!("environment variable '{name}' would set both '{other}' and '{whole}'");
            return Err(ProxyError::Options(text));
        }
        let given = kind.of_variable(&value);
        if let Some(given) = given.map_err(|reason| unread(&name, &format!("{reason} ({whole})")))? {
            values.set(&path, given);
        }
    }
    Ok(())
}

fn unread(name: &str, reason: &str) -> ProxyError {
    ProxyError::Options(format!("failed to read environment variable '{name}': {reason}"))
}
