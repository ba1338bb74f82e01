//! The texts of scalars. YAML takes an unquoted text for a number or a boolean if it looks like one, and only who knows what is wanted can
//! tell: so a file is read a second time, for what stands there.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::tree::Tree;

/// A tree that gets the texts of the same file.
pub(super) struct Written(pub(super) Tree);

impl<'de> DeserializeSeed<'de> for Written {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        let text = |deserializer: D| String::deserialize(deserializer).map(Some);
        match self.0 {
            Tree::Bool(value, _) => Ok(Tree::Bool(value, text(deserializer)?)),
            Tree::Whole(value, _) => Ok(Tree::Whole(value, text(deserializer)?)),
            Tree::Float(value, _) => Ok(Tree::Float(value, text(deserializer)?)),
            Tree::List(values) => deserializer.deserialize_seq(ListOf(values)),
            Tree::Map(values) => deserializer.deserialize_map(MapOf(values)),
            other @ (Tree::Null | Tree::Text(_)) => IgnoredAny::deserialize(deserializer).map(|_| other),
        }
    }
}

struct ListOf(Vec<Tree>);

impl<'de> Visitor<'de> for ListOf {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the same list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let mut values = Vec::with_capacity(self.0.len());
        for value in self.0 {
            values
                .push(list.next_element_seed(Written(value))?.ok_or_else(|| A::Error::custom("too short"))?);
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Tree::List(values))
    }
}

struct MapOf(BTreeMap<String, Tree>);

impl<'de> Visitor<'de> for MapOf {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the same map")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Tree, A::Error> {
        let mut values = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            let value = self.0.remove(&key).unwrap_or(Tree::Null);
            let value = map.next_value_seed(Written(value))?;
            values.insert(key, value);
        }
        Ok(Tree::Map(values))
    }
}
