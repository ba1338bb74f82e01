//! Every committed input of every fuzz target, without libFuzzer.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use vexil_fuzz::TARGETS;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn every_input_is_survived() {
    let mut failed = Vec::new();
    for (name, target) in TARGETS {
        let corpus = folder("corpus").join(name);
        let inputs = names(&corpus);
        assert!(inputs.len() >= 3, "{name} has no corpus to speak of");
        for input in inputs {
            let data = fs::read(corpus.join(&input)).unwrap();
            if catch_unwind(|| target(&data)).is_err() {
                failed.push(format!("{name}/{input}"));
            }
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn inputs_cut_anywhere_are_survived() {
    for (name, target) in TARGETS {
        let corpus = folder("corpus").join(name);
        for input in names(&corpus) {
            let data = fs::read(corpus.join(&input)).unwrap();
            for end in 0..data.len().min(200) {
                target(&data[..end]);
                target(&data[end..]);
            }
        }
    }
}

#[test]
fn no_target_is_forgotten() {
    let targets: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(&folder("corpus")), targets);
    let files = names(&folder("fuzz_targets"));
    assert_eq!(files, targets.iter().map(|name| format!("{name}.rs")).collect());
    let manifest = fs::read_to_string(folder("Cargo.toml")).unwrap();
    for name in targets {
        assert!(
            manifest.contains(&format!("name = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"")),
            "{name}"
        );
    }
}
