//! From the text of a file to what it gives.

use std::collections::BTreeMap;

use serde::de::DeserializeSeed as _;

use super::kind::map;
use super::raw::Raw;
use super::schema;
use super::suggest::nearest;
use super::tree::Tree;
use super::values::Values;
use super::written::Written;
use crate::error::ProxyError;

/// How many unknown options are told.
const MOST_WARNINGS: usize = 100;

/// The value of a YAML text. The error names a place in it, and not what stands there, which may be a secret.
pub(super) fn yaml(text: &str) -> Result<Tree, String> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: 64,
            max_nodes: 100_000,
            max_events: 300_000,
            max_aliases: 1_000,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 100_000,
        },
        // As the official proxy's reader has them.
        legacy_octal_numbers: true,
        strict_booleans: true,
        with_snippet: false,
    };
    let tree: Tree = serde_saphyr::from_str_with_options(text, options.clone())
        .map_err(|error| format!("{}{}", problem(error.without_snippet()), place(&error)))?;
    serde_saphyr::with_deserializer_from_str_with_options(text, options, |deserializer| {
        Written(tree).deserialize(deserializer)
    })
    // What a tag says to be a number cannot be read as it is written, and without that keys and passwords would become others.
    .map_err(|error| format!("tags such as !!int are not supported{}", place(&error)))
}

fn place(error: &serde_saphyr::Error) -> String {
    error
        .location()
        .map_or_else(String::new, |place| format!(" at line {}, column {}", place.line(), place.column()))
}

/// What is wrong with a YAML text.
fn problem(error: &serde_saphyr::Error) -> String {
    use serde_saphyr::Error;
    let text = match error {
        Error::DuplicateMappingKey { .. } => "a key appears twice",
        Error::Budget { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => "it is too large or too deep",
        Error::MultipleDocuments { .. } => "it has several documents",
        Error::UnknownAnchor { .. } => "an alias has no anchor",
        Error::NullIntoString { .. } => "a key is null",
        Error::AliasError { error, .. } => return problem(error.without_snippet()),
        // The parser's own words, which quote no more than a character.
        Error::ExternalMessage { msg, .. } => {
            return format!("invalid YAML: {}", msg.lines().next().unwrap_or_default());
        }
        _ => "invalid YAML",
    };
    text.to_owned()
}

/// Adds what a file gives.
pub(super) fn read_file(tree: Tree, raw: &mut Raw) -> Result<(), ProxyError> {
    let mut root = match tree {
        Tree::Null => return Ok(()),
        Tree::Map(map) => map,
        other => {
            let text = format!("expected a map of options, found {}", other.noun());
            return Err(ProxyError::Options(text));
        }
    };
    let sdks = root.remove("sdks").unwrap_or(Tree::Null);
    section("", root, &mut raw.root, &["sdks"], &mut raw.warnings)?;
    let sdks = match sdks {
        Tree::Null => BTreeMap::new(),
        tree => map(tree).map_err(|reason| unread("sdks", "CONFIGCAT_SDKS", &reason))?,
    };
    for (id, tree) in sdks {
        let mut values = Values::sdk(&id, schema::sdk());
        if !matches!(tree, Tree::Null) {
            let path = format!("sdks.{id}");
            let options = map(tree).map_err(|reason| unread(&path, "CONFIGCAT_SDKS", &reason))?;
            section("", options, &mut values, &[], &mut raw.warnings)?;
        }
        raw.sdks.insert(id, values);
    }
    Ok(())
}

/// Adds what a section of a file gives, and warns of keys that nobody knows.
fn section(
    prefix: &str,
    options: BTreeMap<String, Tree>,
    values: &mut Values,
    also_known: &[&str],
    warnings: &mut Vec<String>,
) -> Result<(), ProxyError> {
    for (name, tree) in options {
        let path = format!("{prefix}{name}");
        let whole = values.path_of(&path);
        let kind = values.rows().iter().find(|row| row.path == path).map(|row| row.kind);
        let inner = format!("{path}.");
        if let Some(kind) = kind {
            let given = kind.of_tree(tree);
            let given = given.map_err(|reason| unread(&whole, &values.variable_of(&path), &reason))?;
            if let Some(given) = given {
                values.set(&path, given);
            }
        } else if values.rows().iter().any(|row| row.path.starts_with(&inner)) {
            match tree {
                Tree::Null => {}
                tree => {
                    let options = map(tree).map_err(|reason| {
                        unread(&whole, &format!("{}_...", values.variable_of(&path)), &reason)
                    })?;
                    section(&inner, options, values, &[], warnings)?;
                }
            }
        } else {
            unknown(&whole, prefix, &name, values, also_known, warnings);
        }
    }
    Ok(())
}

/// Warns of a key that nobody knows, with the name that may have been meant.
fn unknown(
    path: &str,
    prefix: &str,
    name: &str,
    values: &Values,
    also_known: &[&str],
    warnings: &mut Vec<String>,
) {
    match warnings.len() {
        0..MOST_WARNINGS => {
            let known = values.rows().iter().filter_map(|row| row.path.strip_prefix(prefix));
            let known = known.filter_map(|rest| rest.split('.').next()).chain(also_known.iter().copied());
            let hint = nearest(name, known).map(|near| format!("; did you mean '{near}'?"));
            warnings.push(format!("unknown option '{path}' is ignored{}", hint.unwrap_or_default()));
        }
        MOST_WARNINGS => warnings.push("more unknown options are ignored".to_owned()),
        _ => {}
    }
}

fn unread(path: &str, variable: &str, reason: &str) -> ProxyError {
    ProxyError::Options(format!("failed to read option '{path}': {reason} ({path}, {variable})"))
}
