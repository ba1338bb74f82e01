//! What an option can hold, and how it is read.

use std::collections::BTreeMap;

use super::tree::Tree;
use crate::user::{User, Value};

/// No whole number of 64 bits is as large.
const LARGE: f64 = 9_223_372_036_854_775_808.0;

/// What an option holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Switch,
    /// A whole number, negative ones too: validation has the say.
    Whole,
    Text,
    /// The name of a log level. Unknown ones are allowed.
    Level,
    Texts,
    /// Names of headers and their values.
    Map,
    Certificates,
    /// Attributes of a user.
    User,
}

/// What an option was given.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given {
    Switch(bool),
    Whole(i64),
    Text(String),
    Texts(Vec<String>),
    Map(BTreeMap<String, String>),
    /// `cert` and `key` of each.
    Certificates(Vec<(Option<String>, Option<String>)>),
    User(User),
}

impl Kind {
    /// The value that a file gives; `None`: no value. The error is the reason, without the value.
    pub(super) fn of_tree(self, tree: Tree) -> Result<Option<Given>, String> {
        if matches!(tree, Tree::Null) {
            return Ok(None);
        }
        let given = match self {
            Self::Switch => Given::Switch(switch(&tree)?),
            Self::Whole => match tree {
                Tree::Whole(number, _) => Given::Whole(number),
                Tree::Float(number, _) if number.fract() == 0.0 && number.abs() < LARGE => {
                    Given::Whole(number as i64)
                }
                other => return Err(expected("a whole number", &other)),
            },
            Self::Text | Self::Level => Given::Text(text(tree)?),
            Self::Texts => Given::Texts(list(tree)?.into_iter().map(text).collect::<Result<_, _>>()?),
            Self::Map => Given::Map(
                map(tree)?
                    .into_iter()
                    .map(|(name, value)| Ok((name, text(value)?)))
                    .collect::<Result<_, String>>()?,
            ),
            Self::Certificates => {
                Given::Certificates(list(tree)?.into_iter().map(certificate).collect::<Result<_, _>>()?)
            }
            Self::User => Given::User(user(map(tree)?)?),
        };
        Ok(Some(given))
    }

    /// The value that a variable gives, which is not empty. The error is the reason, without the value.
    pub(super) fn of_variable(self, value: &str) -> Result<Option<Given>, String> {
        match self {
            Self::Switch => match value {
                "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(Some(Given::Switch(true))),
                "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(Some(Given::Switch(false))),
                _ => Err("expected a boolean (1, t, true, 0, f, false)".to_owned()),
            },
            Self::Whole => value
                .parse()
                .map(|number| Some(Given::Whole(number)))
                .map_err(|_| "expected a whole number".to_owned()),
            Self::Text | Self::Level => Ok(Some(Given::Text(value.to_owned()))),
            Self::Texts | Self::Map | Self::Certificates | Self::User => self.of_tree(json(value)?),
        }
    }
}

/// The JSON value of a variable. The error names a place in it, not what stands there.
pub(super) fn json(value: &str) -> Result<Tree, String> {
    serde_json::from_str(value).map_err(|error| {
        let problem = match error.classify() {
            serde_json::error::Category::Eof => "invalid JSON: it ends too early",
            serde_json::error::Category::Data => "invalid JSON: a key appears twice",
            _ => "invalid JSON",
        };
        format!("{problem} (line {}, column {})", error.line(), error.column())
    })
}

/// The text of a value. YAML takes unquoted texts for numbers or booleans, and they are texts all the same: as they are written, or if
/// that is not known, where nothing of them is lost.
pub(super) fn text(tree: Tree) -> Result<String, String> {
    match tree {
        Tree::Text(text)
        | Tree::Whole(_, Some(text))
        | Tree::Float(_, Some(text))
        | Tree::Bool(_, Some(text)) => Ok(text),
        Tree::Whole(number, None) => Ok(number.to_string()),
        Tree::Bool(value, None) => Ok(value.to_string()),
        Tree::Float(_, None) => Err("expected a text, found a number: put it in quotes".to_owned()),
        other => Err(expected("a text", &other)),
    }
}

pub(super) fn map(tree: Tree) -> Result<BTreeMap<String, Tree>, String> {
    match tree {
        Tree::Map(map) => Ok(map),
        other => Err(expected("a map", &other)),
    }
}

fn list(tree: Tree) -> Result<Vec<Tree>, String> {
    match tree {
        Tree::List(list) => Ok(list),
        other => Err(expected("a list", &other)),
    }
}

/// A boolean. Those of YAML 1.1 are texts by now, and still in use.
fn switch(tree: &Tree) -> Result<bool, String> {
    match tree {
        Tree::Bool(value, _) => Ok(*value),
        Tree::Text(text) => match text.as_str() {
            "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Ok(true),
            "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Ok(false),
            _ => Err(expected("a boolean", tree)),
        },
        other => Err(expected("a boolean", other)),
    }
}

fn certificate(tree: Tree) -> Result<(Option<String>, Option<String>), String> {
    let mut parts = map(tree)?;
    let mut part = |name| match parts.remove(name) {
        None | Some(Tree::Null) => Ok(None),
        Some(value) => text(value).map(|path| Some(path).filter(|path| !path.is_empty())),
    };
    let found = (part("cert")?, part("key")?);
    parts
        .keys()
        .next()
        .map_or(Ok(found), |name| Err(format!("a certificate has 'cert' and 'key', not '{name}'")))
}

fn user(attributes: BTreeMap<String, Tree>) -> Result<User, String> {
    attributes
        .into_iter()
        .map(|(name, value)| {
            let value = attribute(value).ok_or_else(|| {
                format!(
                    "'{name}' has an invalid type, only 'string', 'number', and 'string[]' types are allowed"
                )
            })?;
            Ok((name.into_boxed_str(), value))
        })
        .collect()
}

fn attribute(tree: Tree) -> Option<Value> {
    match tree {
        Tree::Text(text) => Some(Value::Text(text.into())),
        Tree::Whole(number, _) => Some(Value::Number(number as f64)),
        Tree::Float(number, _) if number.is_finite() => Some(Value::Number(number)),
        Tree::List(list) => list
            .into_iter()
            .map(|element| match element {
                Tree::Text(text) => Some(text.into_boxed_str()),
                _ => None,
            })
            .collect::<Option<_>>()
            .map(Value::List),
        Tree::Null | Tree::Bool(..) | Tree::Float(..) | Tree::Map(_) => None,
    }
}

fn expected(wanted: &str, found: &Tree) -> String {
    format!("expected {wanted}, found {}", found.noun())
}
