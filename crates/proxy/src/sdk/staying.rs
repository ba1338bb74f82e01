//! Configs that do not send SDKs elsewhere.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// The config text without the preference that names another server (`p.u`), and with one that says not to go there (`p.r` is 0; it is
/// not left out, because an SDK that reads it as a number may want one). `None`: it has neither, or is not understood. All else stays as it is written, but for white space between the members of the two objects.
pub(super) fn staying(json: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(json).ok()?;
    let config: Members<'_> = serde_json::from_str(text).ok()?;
    let mut changed = false;
    let mut members = Vec::with_capacity(config.0.len());
    for (name, value) in config.0 {
        let preferences =
            (name == "p").then(|| serde_json::from_str::<Members<'_>>(value.get()).ok()).flatten();
        let value = match preferences {
            Some(mut preferences) => {
                changed |= preferences.0.iter().any(|(name, _)| name == "u" || name == "r");
                preferences.0.retain(|(name, _)| name != "u");
                object(
                    preferences
                        .0
                        .iter()
                        .map(|(name, value)| (name, if name == "r" { "0" } else { value.get() })),
                )
            }
            None => value.get().to_owned(),
        };
        members.push((name, value));
    }
    changed.then(|| object(members.iter().map(|(name, value)| (name, value.as_str()))))
}

/// The JSON text of an object.
fn object<'a>(members: impl Iterator<Item = (&'a String, &'a str)>) -> String {
    let mut text = String::from("{");
    for (name, value) in members {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&serde_json::Value::from(name.as_str()).to_string());
        text.push(':');
        text.push_str(value);
    }
    text.push('}');
    text
}

/// The members of an object in their order, values as they are written.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_preferences_go() {
        let cases = [
            (
                r#"{"p":{"u":"https://x","r":1,"s":"salt"},"f":{}}"#,
                Some(r#"{"p":{"r":0,"s":"salt"},"f":{}}"#),
            ),
            (r#"{"p":{"u":"https://x"}}"#, Some(r#"{"p":{}}"#)),
            (
                r#"{ "f": {"p":{"u": 1} , "a":1.50}, "p" : {"r":2} }"#,
                Some(r#"{"f":{"p":{"u": 1} , "a":1.50},"p":{"r":0}}"#),
            ),
            (r#"{"\u0070":{"\u0075":"x","s":"\u00e4"},"x\"y":1}"#, Some(r#"{"p":{"s":"\u00e4"},"x\"y":1}"#)),
            (r#"{"p":{"u":1},"p":{"r":1,"u":2}}"#, Some(r#"{"p":{},"p":{"r":0}}"#)),
            (r#"{"p":{"s":"salt"},"f":{"u":1,"r":2}}"#, None),
            (r#"{"p":null}"#, None),
            (r#"{"p":[{"u":1}]}"#, None),
            ("{}", None),
            ("[]", None),
            ("{", None),
        ];
        for (json, expected) in cases {
            assert_eq!(staying(json.as_bytes()).as_deref(), expected, "{json}");
        }
    }
}
