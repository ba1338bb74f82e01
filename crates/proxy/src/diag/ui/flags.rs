//! The flags of a config, as the page lists them.

use serde::Serialize;
use serde_json::Value as Json;
use vexil_engine::configcat::{Flag, FlagId, SettingType, ValueRef};

use crate::sdk::Snapshot;

/// How much of a long text the list shows.
const SHOWN: usize = 200;

/// The flags of one version of a config.
#[derive(Debug, Serialize)]
pub(super) struct FlagList {
    etag: String,
    flags: Vec<FlagRow>,
}

#[derive(Debug, PartialEq, Serialize)]
struct FlagRow {
    key: String,
    #[serde(rename = "type")]
    kind: &'static str,
    /// How many targeting rules it has.
    rules: u32,
    /// How many percentage options it has, those of rules left out.
    options: usize,
    /// Its own value; `null` if that is not valid.
    value: Json,
}

impl FlagList {
    /// Those of a snapshot, in the order of their keys.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let config = snapshot.config();
        let flags = (0..).map_while(|id| config.flag(FlagId(id)));
        let mut flags: Vec<FlagRow> = flags.map(row).collect();
        flags.sort_by(|a, b| a.key.cmp(&b.key));
        Self { etag: snapshot.etag().to_owned(), flags }
    }
}

fn row(flag: &Flag) -> FlagRow {
    let own = flag.outcomes().find(|outcome| outcome.rule.is_none() && outcome.option.is_none());
    let value = own.and_then(|outcome| outcome.value.ok()).map_or(Json::Null, json_of);
    FlagRow {
        key: text_of(flag.key()),
        kind: kind(flag.setting_type()),
        rules: flag
            .outcomes()
            .filter_map(|outcome| outcome.rule)
            .max()
            .map_or(0, |last| last.saturating_add(1)),
        options: flag.outcomes().filter(|outcome| outcome.rule.is_none() && outcome.option.is_some()).count(),
        value: shortened(value),
    }
}

/// The word for a type.
pub(super) const fn kind(setting_type: Option<SettingType>) -> &'static str {
    match setting_type {
        Some(SettingType::Boolean) => "boolean",
        Some(SettingType::String) => "string",
        Some(SettingType::Int) => "int",
        Some(SettingType::Double) => "double",
        Some(SettingType::Unknown) | None => "invalid",
    }
}

fn shortened(value: Json) -> Json {
    match value {
        Json::String(text) if text.chars().count() > SHOWN => {
            Json::String(text.chars().take(SHOWN).chain(['…']).collect())
        }
        value => value,
    }
}

/// A value as JSON; whole numbers without a fraction.
pub(super) fn json_of(value: ValueRef<'_>) -> Json {
    match value {
        ValueRef::Bool(value) => Json::Bool(value),
        ValueRef::Text(text) => Json::String(text_of(text)),
        ValueRef::Number(number) => {
            serde_json::from_str(ryu_js::Buffer::new().format(number)).unwrap_or(Json::Null)
        }
        _ => Json::Null,
    }
}

/// A text of the engine, with a replacement for what is not Unicode.
pub(super) fn text_of(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn each_flag_has_a_row() {
        let json = r#"{"f":{
            "b":{"t":0,"v":{"b":true},"r":[{"c":[],"s":{"v":{"b":false}}},{"c":[],"p":[{"p":50,"v":{"b":true}},{"p":50,"v":{"b":false}}]}],
                 "p":[{"p":50,"v":{"b":true}},{"p":40,"v":{"b":true}},{"p":10,"v":{"b":false}}]},
            "a":{"t":1,"v":{"s":"<x>"}},
            "c":{"t":2,"v":{"i":3}},
            "d":{"t":3,"v":{"d":0.5}},
            "e":{"t":"x"}}}"#;
        let list = FlagList::of(&testing::snapshot(json, "\"1\""));
        assert_eq!(list.etag, "\"1\"");
        let row = |key: &str, kind, rules, options, value: Json| FlagRow {
            key: key.to_owned(),
            kind,
            rules,
            options,
            value,
        };
        let expected = [
            row("a", "string", 0, 0, Json::from("<x>")),
            row("b", "boolean", 2, 3, Json::from(true)),
            row("c", "int", 0, 0, Json::from(3)),
            row("d", "double", 0, 0, Json::from(0.5)),
            row("e", "invalid", 0, 0, Json::Null),
        ];
        assert_eq!(list.flags, expected);
    }

    #[test]
    fn long_texts_are_cut_and_numbers_written_short() {
        let long = shortened(Json::from("ä".repeat(201)));
        assert_eq!(long, Json::from("ä".repeat(200) + "…"));
        for (number, text) in [(3.0, "3"), (-0.5, "-0.5"), (1e21, "1e+21"), (1e-7, "1e-7")] {
            assert_eq!(json_of(ValueRef::Number(number)).to_string(), text);
        }
        assert_eq!(json_of(ValueRef::Text(b"a\xff")), Json::from("a\u{fffd}"));
    }
}
