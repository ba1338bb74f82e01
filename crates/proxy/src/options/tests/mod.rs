//! The options as a whole: text and variables in, options or one line out.

mod documented;
mod effective;
mod file;
mod hostile;
mod own;
mod rows;
mod sdks;
mod stray;

use std::collections::BTreeMap;
use std::path::Path;

use super::{Options, load};

/// An SDK key of the right form.
const KEY: &str = "configcat-sdk-1/AAAAAAAAAAAAAAAAAAAAAA/BBBBBBBBBBBBBBBBBBBBBB";

/// Another one.
const OLD_KEY: &str = "AAAAAAAAAAAAAAAAAAAAAA/BBBBBBBBBBBBBBBBBBBBBB";

/// The options of a file's text and of variables, or the error's text.
fn read(yaml: &str, variables: &[(&str, &str)]) -> Result<Options, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("options.yml");
    std::fs::write(&path, yaml).unwrap();
    read_path(&path, variables)
}

fn read_path(path: &Path, variables: &[(&str, &str)]) -> Result<Options, String> {
    let variables: BTreeMap<_, _> = variables.iter().copied().collect();
    let variable = |name: &str| variables.get(name).map(|value| (*value).to_owned());
    load(Some(path), &variable).map_err(|error| error.to_string())
}

/// The text of a file with one SDK, `env1`, whose options may be continued by what follows.
fn with_sdk(rest: &str) -> String {
    format!("sdks:\n  env1:\n    key: {KEY}\n{rest}")
}

/// The text of a file with one SDK and one other option, given by its path.
fn with_option(path: &str, value: &str) -> String {
    match path.strip_prefix("sdks.env1.") {
        Some(path) => with_sdk(&nested(path, value, 2)),
        None => with_sdk(&nested(path, value, 0)),
    }
}

/// An option as YAML.
fn nested(path: &str, value: &str, depth: usize) -> String {
    let mut text = String::new();
    for (index, key) in path.split('.').enumerate() {
        text.push_str(&format!("{}{key}:\n", "  ".repeat(depth + index)));
    }
    format!("{} {value}\n", text.trim_end())
}

/// The options of the same file without an option.
fn plain() -> Options {
    read(&with_sdk(""), &[]).unwrap()
}
