//! Tests of the whole.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Options, load};

/// The options of a file's text and of variables, or the error's text.
fn read(yaml: &str, variables: &[(&str, &str)]) -> Result<Options, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("options.yml");
    std::fs::write(&path, yaml).unwrap();
    read_path(&path, variables)
}

fn read_path(path: &Path, variables: &[(&str, &str)]) -> Result<Options, String> {
    let variables: BTreeMap<_, _> = variables.iter().copied().collect();
    load(Some(path), &|name| variables.get(name).map(|value| (*value).to_owned()))
        .map_err(|error| error.to_string())
}

const KEY: &str = "configcat-sdk-1/AAAAAAAAAAAAAAAAAAAAAA/BBBBBBBBBBBBBBBBBBBBBB";

#[test]
fn quick() {
    let options = read(
        &format!("sdks:\n  env1:\n    key: {KEY}\nhttp:\n  prot: 1\n"),
        &[("CONFIGCAT_HTTP_PORT", "81")],
    )
    .unwrap();
    assert_eq!(options.http.port, 81);
    assert_eq!(options.warnings, ["unknown option 'http.prot' is ignored; did you mean 'port'?"]);
}
