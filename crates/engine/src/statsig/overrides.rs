//! What the host overrides for one user.

use std::collections::{HashMap, HashSet};

use crate::js::Data;

/// The overrides that apply to one user: which of them do, the host finds out by the ids of the user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The values of gates, by name.
    pub gates: HashMap<Box<[u8]>, bool>,
    /// The names of dynamic configs and experiments with values of the host's.
    pub configs: HashSet<Box<[u8]>>,
}

impl Overrides {
    /// Reads them from JSON text: `{"gates": {name: boolean}, "configs": [name]}`. `None` where it is no such thing.
    #[must_use]
    pub fn parse(json: &[u8]) -> Option<Self> {
        let Data::Object(root) = Data::parse(json)? else { return None };
        let (Some(Data::Object(gates)), Some(Data::List(configs))) =
            (root.get(b"gates"), root.get(b"configs"))
        else {
            return None;
        };
        let gate = |(name, value): &(Box<[u8]>, Data)| match value {
            Data::Bool(value) => Some((name.clone(), *value)),
            _ => None,
        };
        let config = |name: &Data| match name {
            Data::Text(name) => Some(name.clone()),
            _ => None,
        };
        Some(Self {
            gates: gates.entries().iter().map(gate).collect::<Option<_>>()?,
            configs: configs.iter().map(config).collect::<Option<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_are_read_whole_or_not_at_all() {
        let read = Overrides::parse(br#"{"gates":{"a":true,"b":false},"configs":["c"]}"#).unwrap();
        assert_eq!((read.gates.len(), read.gates[b"a".as_slice()]), (2, true));
        assert!(read.configs.contains(b"c".as_slice()));
        for json in ["", "{}", r#"{"gates":{"a":1},"configs":[]}"#, r#"{"gates":{},"configs":[1]}"#] {
            assert_eq!(Overrides::parse(json.as_bytes()), None, "{json}");
        }
    }
}
