//! Local flag overrides, and how they merge with a fetched config.

use super::compile::{Part, compile_overrides, link};
use super::model::Setting;
use super::wire::read_overrides;
use super::{Config, ConfigError, Preferences};
use crate::js::object_order_and_places;
use std::sync::Arc;

/// Flags that the application defines itself, compiled.
#[derive(Debug, Clone)]
pub struct Overrides {
    part: Part,
}

/// How overrides and the fetched config combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverrideBehaviour {
    /// 0: overrides only.
    LocalOnly,
    /// 1: an override wins over the fetched setting.
    LocalOverRemote,
    /// 2: the fetched setting wins over the override.
    RemoteOverLocal,
}

impl Overrides {
    /// Reads the override document of the host: `{"c": [source], "f": [[key, kind, payload, source?]]}`.
    ///
    /// A source is `{"p": {"s": salt}, "s": [segment]}`. Kinds: 0 a plain value (boolean, text or number); 1 a number that JSON
    /// cannot write (`"NaN"`, `"Infinity"`, `"-Infinity"`, `"-0"`); 2 a value that no flag can have, as the message of its
    /// failure; 3 a full setting node of config JSON v6, with the index of its source.
    ///
    /// # Errors
    /// The text is not JSON, or not such a document. A malformed setting node spoils only that override.
    pub fn from_json(json: &[u8]) -> Result<Self, ConfigError> {
        Ok(Self { part: compile_overrides(read_overrides(json)?) })
    }
}

impl Config {
    /// Merges overrides with a fetched config, which counts as empty where there is none.
    ///
    /// The flags are in the order that JavaScript's `{...remote, ...local}` has (or the other way round where the fetched
    /// settings win). Prerequisites and plans are those of the merged config.
    #[must_use]
    pub fn merge(remote: Option<&Self>, local: &Overrides, behaviour: OverrideBehaviour) -> Self {
        let remote_part = remote.map(Self::to_part).unwrap_or_default();
        let part = match behaviour {
            OverrideBehaviour::LocalOnly => local.part.clone(),
            OverrideBehaviour::LocalOverRemote => spread(remote_part, &local.part),
            OverrideBehaviour::RemoteOverLocal => spread(local.part.clone(), &remote_part),
        };
        let preferences = remote.map_or_else(Preferences::default, |remote| remote.preferences().clone());
        link(part, None, preferences)
    }

    fn to_part(&self) -> Part {
        Part {
            sources: self.sources.iter().map(|source| Arc::clone(&source.source)).collect(),
            settings: self.flags.iter().map(|flag| (Arc::clone(&flag.setting), flag.source)).collect(),
            places: self.places.clone(),
        }
    }
}

/// `{...base, ...more}`
fn spread(base: Part, more: &Part) -> Part {
    let offset = u32::try_from(base.sources.len()).unwrap_or(u32::MAX);
    let moved = more
        .in_document_order()
        .map(|(setting, source)| (Arc::clone(setting), source.saturating_add(offset)));
    let entries = base.in_document_order().cloned().chain(moved);
    let (settings, places) = object_order_and_places(entries.map(|entry| (Key(Arc::clone(&entry.0)), entry)));
    let settings = settings.into_iter().map(|(_, entry)| entry).collect();
    let mut sources = base.sources;
    sources.extend(more.sources.iter().map(Arc::clone));
    Part { sources, settings, places }
}

/// A setting as the key that it goes by.
struct Key(Arc<Setting>);

impl AsRef<[u8]> for Key {
    fn as_ref(&self) -> &[u8] {
        &self.0.key
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::configcat::testing::{explain, text};
    use crate::configcat::{ExplainRequest, Value};

    const REMOTE: &str = r#"{"p":{"s":"remote","u":"base"},"f":{
        "b":{"t":0,"v":{"b":false}},
        "a":{"t":0,"v":{"b":false},"r":[{"c":[{"p":{"f":"b","c":0,"v":{"b":true}}}],"s":{"v":{"b":true}}}]},
        "2":{"t":0,"v":{"b":false}}}}"#;

    fn keys(config: &Config) -> Vec<&str> {
        config.keys().map(|key| std::str::from_utf8(key).unwrap()).collect()
    }

    fn value(config: &Config, key: &str) -> Result<Value, String> {
        let user: &[_] = &[("A", text("x"))];
        let result = explain(config, key, Some(user), &ExplainRequest::default()).result;
        let flag = config.flag(config.find(key.as_bytes()).unwrap()).unwrap();
        result
            .map(|id| flag.outcome(id).unwrap().value.unwrap().to_owned())
            .map_err(|failure| failure.to_string())
    }

    #[test]
    fn merging_is_spreading() {
        let remote = Config::parse(REMOTE.as_bytes()).unwrap();
        let local = Overrides::from_json(br#"{"f":[["c",0,1],["b",0,true],["1",0,"x"]]}"#).unwrap();
        let merge = |remote, behaviour| Config::merge(remote, &local, behaviour);
        let only = merge(Some(&remote), OverrideBehaviour::LocalOnly);
        assert_eq!(keys(&only), ["1", "c", "b"]);
        let local_wins = merge(Some(&remote), OverrideBehaviour::LocalOverRemote);
        assert_eq!(keys(&local_wins), ["1", "2", "b", "a", "c"]);
        assert_eq!(value(&local_wins, "b"), Ok(Value::Bool(true)));
        let remote_wins = merge(Some(&remote), OverrideBehaviour::RemoteOverLocal);
        assert_eq!(keys(&remote_wins), ["1", "2", "c", "b", "a"]);
        assert_eq!(value(&remote_wins, "b"), Ok(Value::Bool(false)));
        let alone = merge(None, OverrideBehaviour::RemoteOverLocal);
        assert_eq!(keys(&alone), ["1", "c", "b"]);
        assert!(local_wins.json().is_none());
        assert_eq!(local_wins.preferences().base_url.as_deref(), Some(b"base".as_slice()));
    }

    #[test]
    fn prerequisites_are_those_of_the_merged_config() {
        let remote = Config::parse(REMOTE.as_bytes()).unwrap();
        assert_eq!(value(&remote, "a"), Ok(Value::Bool(false)));
        let local = Overrides::from_json(br#"{"f":[["b",0,true]]}"#).unwrap();
        let merged = Config::merge(Some(&remote), &local, OverrideBehaviour::LocalOverRemote);
        assert_eq!(value(&merged, "a"), Ok(Value::Bool(true)));
        let text = Overrides::from_json(br#"{"f":[["b",0,"x"]]}"#).unwrap();
        let merged = Config::merge(Some(&remote), &text, OverrideBehaviour::LocalOverRemote);
        let mismatch = "Type mismatch between comparison value 'true' and prerequisite flag 'b'.";
        assert_eq!(value(&merged, "a"), Err(mismatch.to_owned()));
    }

    #[test]
    fn kinds_of_overrides() {
        let document = r#"{"f":[["nan",1,"NaN"],["zero",1,"-0"],["bad",2,"Setting value is null."],["text",0,"t"],
            ["spoiled",3,{"t":0}],
            ["full",3,{"t":0,"v":{"b":false},"r":[{"c":[{"s":{"s":0,"c":0}}],"s":{"v":{"b":true}}}]},0]],
            "c":[{"p":{"s":"salt"},"s":[{"n":"seg","r":[{"a":"A","c":28,"s":"x"}]}]}]}"#;
        let local = Overrides::from_json(document.as_bytes()).unwrap();
        let config = Config::merge(None, &local, OverrideBehaviour::LocalOnly);
        assert!(matches!(value(&config, "nan"), Ok(Value::Number(number)) if number.is_nan()));
        assert!(matches!(value(&config, "zero"), Ok(Value::Number(number)) if number.is_sign_negative()));
        assert_eq!(value(&config, "bad"), Err("Setting value is null.".to_owned()));
        assert_eq!(value(&config, "text"), Ok(Value::Text((*b"t").into())));
        assert_eq!(value(&config, "full"), Ok(Value::Bool(true)));
        let remote = Config::parse(REMOTE.as_bytes()).unwrap();
        for behaviour in [OverrideBehaviour::LocalOverRemote, OverrideBehaviour::RemoteOverLocal] {
            // A setting keeps the segments of the config that it comes from.
            let merged = Config::merge(Some(&remote), &local, behaviour);
            assert_eq!(value(&merged, "full"), Ok(Value::Bool(true)), "{behaviour:?}");
            assert_eq!(value(&merged, "a"), Ok(Value::Bool(false)), "{behaviour:?}");
        }
        let spoiled = "Invalid config JSON content. Missing required value at $.f.spoiled.v";
        assert_eq!(value(&config, "spoiled"), Err(spoiled.to_owned()));
    }

    #[test]
    fn other_documents_are_refused() {
        for document in [
            "",
            "[]",
            "null",
            r#"{"f":{}}"#,
            r#"{"f":[[]]}"#,
            r#"{"f":[["a",9,1]]}"#,
            r#"{"f":[["a",0,{}]]}"#,
            r#"{"f":[[1,0,1]]}"#,
        ] {
            assert!(Overrides::from_json(document.as_bytes()).is_err(), "{document}");
        }
        assert!(Overrides::from_json(b"{}").is_ok());
    }
}
