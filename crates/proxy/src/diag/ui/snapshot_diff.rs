//! What is different between two versions of a config.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::sdk::Snapshot;

/// How many keys of each kind are listed.
const LISTED: usize = 50;

/// The differences, by the text of the flags.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Diff {
    added: Keys,
    removed: Keys,
    changed: Keys,
    /// Segments are shared by flags: which users they match can be different then, too.
    segments: bool,
}

/// How many, and the first of them.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Keys {
    count: usize,
    keys: Vec<String>,
}

impl Keys {
    fn push(&mut self, key: &str) {
        self.count = self.count.saturating_add(1);
        if self.keys.len() < LISTED {
            self.keys.push(key.to_owned());
        }
    }
}

#[derive(Debug, Default, Deserialize)]
struct Parts<'a> {
    #[serde(borrow, default)]
    f: Option<BTreeMap<String, &'a RawValue>>,
    #[serde(borrow, default)]
    s: Option<&'a RawValue>,
}

impl Diff {
    /// From one version to the next. Of texts that only the engine can read nothing is told but that they are new.
    pub(super) fn between(old: Option<&Snapshot>, new: &Snapshot) -> Self {
        let old = old.map_or_else(Parts::default, parts);
        let new = parts(new);
        let mut diff =
            Self { segments: old.s.map(RawValue::get) != new.s.map(RawValue::get), ..Self::default() };
        let (old, new) = (old.f.unwrap_or_default(), new.f.unwrap_or_default());
        for (key, flag) in &new {
            match old.get(key) {
                None => diff.added.push(key),
                Some(before) if before.get() != flag.get() => diff.changed.push(key),
                Some(_) => {}
            }
        }
        for key in old.keys().filter(|key| !new.contains_key(*key)) {
            diff.removed.push(key);
        }
        diff
    }
}

fn parts(snapshot: &Snapshot) -> Parts<'_> {
    serde_json::from_slice(snapshot.body()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::snapshot;

    fn keys(keys: &[&str]) -> Keys {
        Keys { count: keys.len(), keys: keys.iter().map(|key| (*key).to_owned()).collect() }
    }

    #[test]
    fn flags_are_compared_one_by_one() {
        let flag = |value: bool| format!(r#"{{"t":0,"v":{{"b":{value}}}}}"#);
        let old = format!(r#"{{"f":{{"a":{},"b":{},"c":{}}},"s":[]}}"#, flag(true), flag(true), flag(true));
        let new = format!(r#"{{"f":{{"d":{},"b":{},"a":{}}},"s":[]}}"#, flag(true), flag(false), flag(true));
        let (old, new) = (snapshot(&old, "1"), snapshot(&new, "2"));
        let diff = Diff::between(Some(&old), &new);
        let expected =
            Diff { added: keys(&["d"]), removed: keys(&["c"]), changed: keys(&["b"]), segments: false };
        assert_eq!(diff, expected);
        assert_eq!(Diff::between(Some(&new), &new), Diff::default());
        assert_eq!(Diff::between(None, &new).added.count, 3);
    }

    #[test]
    fn segments_count_and_lists_are_short() {
        let none = snapshot(r#"{"f":null}"#, "1");
        let flags: Vec<String> = (0..60).map(|at| format!(r#""{at}":{{"t":0,"v":{{"b":true}}}}"#)).collect();
        let many = format!(r#"{{"f":{{{}}},"s":[{{"n":"x","r":[]}}]}}"#, flags.join(","));
        let diff = Diff::between(Some(&none), &snapshot(&many, "2"));
        assert!(diff.segments);
        assert_eq!((diff.added.count, diff.added.keys.len()), (60, 50));
    }
}
