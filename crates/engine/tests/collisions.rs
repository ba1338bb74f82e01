//! Keys that somebody chose so that well-known hashes collide must not make a config slow.
//!
//! Whoever writes the config chooses its keys. The maps are seeded, so nobody can choose keys that collide in them; here are
//! 131,072 keys with one and the same FNV-1a hash of 32 bits, which a map without a seed would look through one by one.
#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use vexil_engine::configcat::Config;
use vexil_engine::js::object_order;

/// Each key is made of so many blocks, and each block is one of two that lead to the same state.
const BLOCKS: usize = 17;

/// Looking at each other key would be 8.6 billion looks. Growing a map takes a few per key.
const LOOKS_PER_KEY: usize = 16;

const FNV_START: u32 = 0x811C_9DC5;

fn fnv(state: u32, text: &[u8]) -> u32 {
    text.iter().fold(state, |state, byte| (state ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Eight letters that say the number, after it was spread over them all: FNV is too regular on neighbours.
fn block(number: u32) -> [u8; 8] {
    let spread = number.wrapping_mul(0x9E37_79B1);
    std::array::from_fn(|place| b'a' + (spread >> (4 * place) & 0x0F) as u8)
}

/// Two blocks with the same hash from a state on. Among some hundred thousand there are some (the birthday paradox).
fn colliding_blocks(state: u32) -> [[u8; 8]; 2] {
    let mut known = HashMap::new();
    let pair = (0..1_000_000).find_map(|number| {
        let earlier = known.insert(fnv(state, &block(number)), number)?;
        Some([block(earlier), block(number)])
    });
    pair.expect("of a million hashes of 32 bits some are the same")
}

static COLLIDING_KEYS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut state = FNV_START;
    let mut keys = vec![Vec::new()];
    for _ in 0..BLOCKS {
        let blocks = colliding_blocks(state);
        state = fnv(state, &blocks[0]);
        keys = keys.iter().flat_map(|key| blocks.map(|block| [key, &block[..]].concat())).collect();
    }
    assert_eq!(keys.len(), 1 << BLOCKS);
    assert!(keys.iter().all(|key| fnv(FNV_START, key) == state));
    keys.into_iter().map(|key| String::from_utf8(key).expect("letters")).collect()
});

/// A key that counts how often a map looks at it.
struct Counted<'a> {
    key: &'a str,
    looks: &'a Cell<usize>,
}

impl AsRef<[u8]> for Counted<'_> {
    fn as_ref(&self) -> &[u8] {
        self.looks.set(self.looks.get() + 1);
        self.key.as_bytes()
    }
}

#[test]
fn ordering_properties_looks_at_each_key_a_few_times() {
    let keys = &*COLLIDING_KEYS;
    let looks = Cell::new(0);
    let limit = keys.len() * LOOKS_PER_KEY;
    let counted = keys.iter().map(|key| {
        assert!(looks.get() <= limit, "{} looks", looks.get());
        (Counted { key, looks: &looks }, ())
    });
    assert_eq!(object_order(counted).len(), keys.len());
    assert!(looks.get() <= limit, "{} looks", looks.get());
}

/// The same keys as flags, attributes, values to compare with, prerequisites and properties that nobody knows.
#[test]
fn a_config_of_colliding_keys_is_parsed() {
    // Each key is needed five times.
    let keys = &COLLIDING_KEYS[..COLLIDING_KEYS.len() / 4];
    let quoted: Vec<String> = keys.iter().map(|key| format!("\"{key}\"")).collect();
    let flags: Vec<String> =
        quoted.iter().map(|key| format!(r#"{key}:{{"t":0,"v":{{"b":true}}}}"#)).collect();
    let rule = |condition: String| format!(r#"{{"c":[{condition}],"s":{{"v":{{"b":true}}}}}}"#);
    let attribute = |key: &String| rule(format!(r#"{{"u":{{"a":{key},"c":0,"l":[]}}}}"#));
    let prerequisite = |key: &String| rule(format!(r#"{{"p":{{"f":{key},"c":1,"v":{{"b":true}}}}}}"#));
    let rules: Vec<String> = quoted.iter().map(attribute).chain(quoted.iter().map(prerequisite)).collect();
    let list = rule(format!(r#"{{"u":{{"a":"Email","c":0,"l":[{}]}}}}"#, quoted.join(",")));
    let json = format!(
        r#"{{{}:0,"f":{{{},"all":{{"t":0,"v":{{"b":false}},"r":[{list},{}]}}}}}}"#,
        quoted.join(":0,"),
        flags.join(","),
        rules.join(",")
    );

    let start = Instant::now();
    let config = Config::parse(json.into_bytes()).expect("a config");
    assert_eq!(config.len(), keys.len() + 1);
    assert!(keys.iter().all(|key| config.find(key.as_bytes()).is_some()));
    let flag = config.find(b"all").and_then(|id| config.flag(id)).expect("the flag");
    assert_eq!(flag.plan().len(), keys.len() + 1);
    // It takes a second. The bound is for busy machines; half a billion looks per map are still beyond it.
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}
