//! The root of a config: preferences, segments and settings.

use std::borrow::Cow;

use super::condition::{UserConditionNode, read_user_condition};
use super::path::{Path, Problem};
use super::scalar::{Read, array, enter_object, integer, other, required, text};
use super::setting::{SettingNode, read_setting};
use crate::configcat::{ConfigError, Failure, Preferences, Redirect};
use crate::js::cursor::{Cursor, Kind};
use crate::js::{json, object_order_and_places, wtf8};

/// A config.
#[derive(Debug)]
pub(in crate::configcat) struct ConfigNode<'a> {
    pub(in crate::configcat) source: SourceNode<'a>,
    /// The settings in JavaScript's property order, without duplicates.
    pub(in crate::configcat) settings: Vec<SettingEntry<'a>>,
    /// Where in them the settings are in the order of the document; empty if that is the same order.
    pub(in crate::configcat) places: Box<[u32]>,
}

/// A key and where its setting stands.
pub(in crate::configcat) type SettingEntry<'a> = (Cow<'a, [u8]>, UnreadSetting<'a>);

/// A setting that is read when it is compiled: the nodes of all settings at once would take several times the memory of the
/// text.
#[derive(Debug)]
pub(in crate::configcat) struct UnreadSetting<'a>(Cursor<'a>);

impl<'a> UnreadSetting<'a> {
    /// Reads the setting with the given key, or tells why it cannot be read.
    pub(in crate::configcat) fn read(mut self, key: &[u8]) -> Result<SettingNode<'a>, Failure> {
        read_setting(&mut self.0, &Path::ROOT.property(b"f").property(key))
    }
}

/// What the settings of a config have in common.
#[derive(Debug, Default)]
pub(in crate::configcat) struct SourceNode<'a> {
    pub(in crate::configcat) preferences: Preferences,
    pub(in crate::configcat) segments: Option<Vec<Result<SegmentNode<'a>, Failure>>>,
}

/// A segment.
#[derive(Debug)]
pub(in crate::configcat) struct SegmentNode<'a> {
    pub(in crate::configcat) name: Cow<'a, [u8]>,
    pub(in crate::configcat) conditions: Vec<UserConditionNode<'a>>,
}

/// Reads a config. What is wrong below a setting or a segment spoils only that node.
///
/// # Errors
/// The text is not JSON, or what is above the settings and segments has the wrong shape.
pub(in crate::configcat) fn read_config(json: &[u8]) -> Result<ConfigNode<'_>, ConfigError> {
    json::validate(json).map_err(|error| ConfigError::Syntax(error.to_string()))?;
    let mut cursor = Cursor::new(json);
    required(read_config_node(&mut cursor, &Path::ROOT), &Path::ROOT).map_err(shape_error)
}

/// Reads the part of a config that its settings have in common: `{"p": {"s": …}, "s": [segment]}`.
pub(super) fn read_source<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<SourceNode<'a>> {
    read_config_node(cursor, path).map(|node| node.map(|node| node.source))
}

pub(super) fn shape_error(problem: Problem) -> ConfigError {
    ConfigError::Shape(wtf8::to_lossy(&problem.into_failure().message()).into_owned())
}

fn read_config_node<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<ConfigNode<'a>> {
    if !enter_object(cursor, path)? {
        return Ok(None);
    }
    let (mut preferences, mut segments, mut settings) = (Ok(None), Ok(None), Ok(None));
    while let Some(key) = cursor.next_entry() {
        let path = path.property(&key);
        match &*key {
            b"p" => preferences = read_preferences(cursor, &path),
            b"s" => segments = read_segments(cursor, &path),
            b"f" => settings = read_settings(cursor, &path),
            _ => cursor.skip(),
        }
    }
    let source = SourceNode { preferences: preferences?.unwrap_or_default(), segments: segments? };
    let (settings, places) = object_order_and_places(settings?.unwrap_or_default());
    Ok(Some(ConfigNode { source, settings, places }))
}

fn read_preferences(cursor: &mut Cursor<'_>, path: &Path<'_>) -> Read<Preferences> {
    if !enter_object(cursor, path)? {
        return Ok(None);
    }
    let (mut redirect, mut base_url, mut salt) = (Ok(None), Ok(None), Ok(None));
    while let Some(key) = cursor.next_entry() {
        let path = path.property(&key);
        match &*key {
            b"r" => redirect = integer(cursor, &path),
            b"u" => base_url = text(cursor, &path),
            b"s" => salt = text(cursor, &path),
            _ => cursor.skip(),
        }
    }
    Ok(Some(Preferences {
        redirect: redirect?.map(Redirect::from_number),
        base_url: base_url?.map(Cow::into_owned).map(Vec::into_boxed_slice),
        salt: salt?.map(Cow::into_owned).map(Vec::into_boxed_slice),
    }))
}

fn read_segments<'a>(
    cursor: &mut Cursor<'a>,
    path: &Path<'_>,
) -> Read<Vec<Result<SegmentNode<'a>, Failure>>> {
    array(cursor, path, |cursor, path| {
        Ok(Some(required(read_segment(cursor, path), path).map_err(Problem::into_failure)))
    })
}

fn read_segment<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<SegmentNode<'a>> {
    if !enter_object(cursor, path)? {
        return Ok(None);
    }
    let (mut name, mut conditions) = (Ok(None), Ok(None));
    while let Some(key) = cursor.next_entry() {
        let path = path.property(&key);
        match &*key {
            b"n" => name = text(cursor, &path),
            b"r" => conditions = array(cursor, &path, read_user_condition),
            _ => cursor.skip(),
        }
    }
    Ok(Some(SegmentNode {
        name: required(name, &path.property(b"n"))?,
        conditions: conditions?.unwrap_or_default(),
    }))
}

fn read_settings<'a>(cursor: &mut Cursor<'a>, path: &Path<'_>) -> Read<Vec<SettingEntry<'a>>> {
    match cursor.kind() {
        Kind::Object => cursor.enter(),
        kind => return other(cursor, kind, path),
    }
    let mut settings = Vec::new();
    while let Some(key) = cursor.next_entry() {
        settings.push((key, UnreadSetting(cursor.clone())));
        cursor.skip();
    }
    Ok(Some(settings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_decides_about_the_whole_config() {
        let shape = |place: &str| format!("Invalid config JSON content. {place}");
        for (json, expected) in [
            ("null", "Missing required value at $"),
            ("[]", "Type mismatch at $"),
            (r#"{"p":1}"#, "Type mismatch at $.p"),
            (r#"{"p":{"r":1.5}}"#, "Type mismatch at $.p.r"),
            (r#"{"p":{"u":1}}"#, "Type mismatch at $.p.u"),
            (r#"{"s":{}}"#, "Type mismatch at $.s"),
            (r#"{"f":[]}"#, "Type mismatch at $.f"),
            (r#"{"f":1,"s":1,"p":1}"#, "Type mismatch at $.p"),
        ] {
            assert_eq!(
                read_config(json.as_bytes()).unwrap_err(),
                ConfigError::Shape(shape(expected)),
                "{json}"
            );
        }
        assert!(matches!(read_config(b"{"), Err(ConfigError::Syntax(_))));
        assert!(read_config(b"{\"p\":null,\"s\":null,\"f\":null,\"x\":[[]]}").is_ok());
    }

    #[test]
    fn the_first_problem_in_the_order_of_the_checks_is_named() {
        for (setting, expected) in [
            ("null", "Missing required value at $.f.k"),
            ("[]", "Type mismatch at $.f.k"),
            (r#"{"v":1,"r":1,"t":null}"#, "Missing required value at $.f.k.t"),
            (r#"{"v":1,"r":1,"t":1e300}"#, "Type mismatch at $.f.k.t"),
            (r#"{"v":1,"r":[{"p":[{}],"c":[null]}],"t":2.0}"#, "Missing required value at $.f.k.r[0].c[0]"),
            (
                r#"{"t":0,"r":[{},{"c":[{"u":{"c":0,"a":1}}]}],"v":{}}"#,
                "Type mismatch at $.f.k.r[1].c[0].u.a",
            ),
            (r#"{"t":0,"p":[{"p":1,"v":{"i":1.5}}],"v":{}}"#, "Type mismatch at $.f.k.p[0].v.i"),
            (r#"{"t":0,"i":1,"v":{}}"#, "Type mismatch at $.f.k.i"),
        ] {
            let json = format!(r#"{{"f":{{"k":{setting}}}}}"#);
            let config = read_config(json.as_bytes()).unwrap();
            let (key, unread) = config.settings.into_iter().next().unwrap();
            let failure = match unread.read(&key) {
                Ok(setting) => *setting.refused.unwrap(),
                Err(failure) => failure,
            };
            assert_eq!(failure.to_string(), format!("Invalid config JSON content. {expected}"), "{setting}");
        }
    }

    #[test]
    fn the_last_of_duplicates_counts() {
        let config =
            read_config(br#"{"f":1,"f":{"a":1,"b":{"t":0,"v":{}},"a":{"t":"x","t":1,"v":{"s":1,"s":"y"}}}}"#)
                .unwrap();
        let keys: Vec<&[u8]> = config.settings.iter().map(|(key, _)| &**key).collect();
        assert_eq!(keys, [b"a", b"b"]);
        let (key, setting) = config.settings.into_iter().next().unwrap();
        let setting = setting.read(&key).unwrap();
        assert_eq!(setting.served.value.text.as_deref(), Some(b"y".as_slice()));
    }
}
