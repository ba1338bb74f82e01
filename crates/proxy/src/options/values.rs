//! What options were given, before defaults.

use std::collections::BTreeMap;

use super::kind::Given;
use super::schema::{Row, also, variable};
use crate::error::ProxyError;
use crate::user::User;

/// The options of the proxy, or those of one SDK, each only if it was given.
#[derive(Debug, Clone)]
pub(super) struct Values {
    /// What stands before their paths: empty, or `sdks.<id>.`.
    path: String,
    /// What stands before the rest of their variables: `CONFIGCAT_`, or `CONFIGCAT_<ID>_`.
    variable: String,
    rows: Vec<Row>,
    given: BTreeMap<String, Given>,
}

impl Values {
    /// Nothing given outside of `sdks`.
    pub(super) fn root(rows: Vec<Row>) -> Self {
        Self { path: String::new(), variable: "CONFIGCAT_".to_owned(), rows, given: BTreeMap::new() }
    }

    /// Nothing given for an SDK.
    pub(super) fn sdk(id: &str, rows: Vec<Row>) -> Self {
        Self {
            path: format!("sdks.{id}."),
            variable: format!("CONFIGCAT_{}_", variable(id)),
            rows,
            given: BTreeMap::new(),
        }
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The whole path of an option.
    pub(super) fn path_of(&self, path: &str) -> String {
        format!("{}{path}", self.path)
    }

    /// The whole name of the variable of an option.
    pub(super) fn variable_of(&self, path: &str) -> String {
        match self.rows.iter().find(|row| row.path == path) {
            // Keys of SDKs stand in one variable.
            Some(row) if row.path == "key" => "CONFIGCAT_SDKS".to_owned(),
            Some(row) => self.variable_of_row(row),
            None => format!("{}{}", self.variable, variable(path)),
        }
    }

    /// The whole name of the variable of a row.
    pub(super) fn variable_of_row(&self, row: &Row) -> String {
        format!("{}{}", self.variable, row.variable)
    }

    /// The other whole name that the variable of a row has, if there is one.
    pub(super) fn also_variable_of_row(&self, row: &Row) -> Option<String> {
        also(row).map(|name| format!("{}{name}", self.variable))
    }

    /// Sets an option, over what was given before.
    pub(super) fn set(&mut self, path: &str, given: Given) {
        self.given.insert(path.to_owned(), given);
    }

    /// Which options were given: not those that are empty texts.
    pub(super) fn given(&self) -> impl Iterator<Item = &str> {
        let stays = |given: &Given| !matches!(given, Given::Text(text) if text.is_empty());
        self.given.iter().filter(move |(_, given)| stays(given)).map(|(path, _)| path.as_str())
    }

    /// An error about an option: the text, then what the option and its variable are called.
    pub(super) fn wrong(&self, path: &str, text: impl std::fmt::Display) -> ProxyError {
        ProxyError::Options(format!("{text} ({}, {})", self.path_of(path), self.variable_of(path)))
    }

    pub(super) fn switch(&self, path: &str) -> Option<bool> {
        match self.given.get(path) {
            Some(Given::Switch(value)) => Some(*value),
            _ => None,
        }
    }

    pub(super) fn whole(&self, path: &str) -> Option<i64> {
        match self.given.get(path) {
            Some(Given::Whole(value)) => Some(*value),
            _ => None,
        }
    }

    /// An interval or a validity in seconds, where 0 means the default.
    pub(super) fn seconds(&self, path: &str, default: i64) -> i64 {
        self.whole(path).filter(|seconds| *seconds != 0).unwrap_or(default)
    }

    /// A text that is not empty.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        match self.given.get(path) {
            Some(Given::Text(value)) if !value.is_empty() => Some(value),
            _ => None,
        }
    }

    /// A list, also an empty one.
    pub(super) fn texts(&self, path: &str) -> Option<&[String]> {
        match self.given.get(path) {
            Some(Given::Texts(value)) => Some(value),
            _ => None,
        }
    }

    pub(super) fn map(&self, path: &str) -> BTreeMap<String, String> {
        match self.given.get(path) {
            Some(Given::Map(value)) => value.clone(),
            _ => BTreeMap::new(),
        }
    }

    pub(super) fn certificates(&self, path: &str) -> &[(Option<String>, Option<String>)] {
        match self.given.get(path) {
            Some(Given::Certificates(value)) => value,
            _ => &[],
        }
    }

    /// A user with attributes: one without is none.
    pub(super) fn user(&self, path: &str) -> Option<User> {
        match self.given.get(path) {
            Some(Given::User(value)) if !value.attributes().is_empty() => Some(value.clone()),
            _ => None,
        }
    }
}
