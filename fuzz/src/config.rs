//! The config wire: parsing, compiling, evaluating, explaining.

use std::collections::BTreeSet;

use serde_json::Value;
use vexil_engine::configcat::{Config, ConfigError, FlagId, Outcome};

use crate::exercise::{evaluate, exercise};
use crate::reserialise::reserialise;
use crate::user::Texts;

/// Whom the two forms of a config are compared for.
const USERS: usize = 6;

/// A config JSON.
pub fn config(data: &[u8]) {
    let value: Option<Value> = serde_json::from_slice(data).ok();
    let texts = Texts::of(value.as_ref());
    let parsed = Config::parse(data);
    if let Ok(config) = &parsed {
        assert_eq!(config.json().map(|json| &**json), Some(data));
        exercise(config, &texts);
    }
    let Some(value) = value else { return };
    match (parsed, Config::parse(reserialise(&value).into_bytes())) {
        (Ok(first), Ok(second)) => compare(&first, &second, &texts),
        (Err(ConfigError::Syntax(problem)), _) | (_, Err(ConfigError::Syntax(problem))) => {
            panic!("JSON was refused: {problem}")
        }
        (first, second) => {
            assert_eq!(first.err().map(|it| it.to_string()), second.err().map(|it| it.to_string()))
        }
    }
}

/// Both must tell the same, but for the order of the flags.
fn compare(first: &Config, second: &Config, texts: &Texts) {
    assert_eq!(first.preferences(), second.preferences());
    assert_eq!(first.keys().collect::<BTreeSet<_>>(), second.keys().collect::<BTreeSet<_>>());
    for (id, key) in (0..).map(FlagId).zip(first.keys()) {
        let other = second.find(key).unwrap();
        let (flag, other_flag) = (first.flag(id).unwrap(), second.flag(other).unwrap());
        assert_eq!(flag.setting_type(), other_flag.setting_type());
        // Numbers may be written in another way.
        let same = |outcome| Outcome { number_text: None, ..outcome };
        assert!(flag.outcomes().map(same).eq(other_flag.outcomes().map(same)));
        for number in 0..USERS {
            assert_eq!(evaluate(first, id, number, texts), evaluate(second, other, number, texts));
        }
    }
}
