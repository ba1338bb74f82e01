//! The folder of conformance data: ConfigCat's published configs, users, expected values and logs.

use std::path::{Path, PathBuf};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

/// The ConfigCat part of the conformance data.
pub(crate) struct Data(PathBuf);

impl Data {
    /// The data, or `None` (and a word about it) where there is none.
    pub(crate) fn find() -> Option<Self> {
        let root = std::env::var_os("VEXIL_CONFORMANCE").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance"),
            PathBuf::from,
        );
        let folder = root.join("configcat");
        if folder.is_dir() {
            return Some(Self(folder));
        }
        report("skipped: conformance data not found");
        None
    }

    pub(crate) fn bytes(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.0.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn text(&self, path: &str) -> String {
        String::from_utf8(self.bytes(path)).unwrap()
    }

    pub(crate) fn json(&self, path: &str) -> Value {
        serde_json::from_slice(&self.bytes(path)).unwrap()
    }

    /// One table of `unit_vectors.json`.
    pub(crate) fn vectors(&self, name: &str) -> Value {
        let mut vectors = self.json("derived/unit_vectors.json");
        vectors.get_mut(name).unwrap_or_else(|| panic!("no vectors {name}")).take()
    }
}

/// Says something in the output of the test.
#[expect(clippy::print_stdout, reason = "the output of a test is its report")]
pub(crate) fn report(text: &str) {
    println!("{text}");
}

/// The items of a JSON array.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

/// The text of a JSON string.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// A JSON object in its own order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entries(pub(crate) Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Entries;
            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
