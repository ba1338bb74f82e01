//! Warnings about options that are given but have no effect.

use std::collections::BTreeMap;

use super::super::schema::{self, ABSENT};
use super::super::values::Values;

pub(super) fn warn(root: &Values, sdks: &BTreeMap<String, Values>, warnings: &mut Vec<String>) {
    for absent in ABSENT {
        let same = |path: &&str| schema::absent(path).is_some_and(|other| other.path == absent.path);
        let given = root.given().filter(same).collect::<Vec<_>>();
        if !given.is_empty() {
            warnings.push(format!(
                "no effect, because {} is not built in: {}",
                absent.name,
                given.join(", ")
            ));
        }
    }
    for sdk in sdks.values().filter(|sdk| sdk.switch("offline.enabled") != Some(true)) {
        for path in ["offline.local.file_path", "offline.use_cache"] {
            if sdk.text(path).is_some() || sdk.switch(path) == Some(true) {
                let enabled = sdk.path_of("offline.enabled");
                warnings.push(format!("'{}' has no effect without '{enabled}'", sdk.path_of(path)));
            }
        }
    }
    let several = root.texts("cache.redis.addresses").is_some_and(|addresses| addresses.len() > 1);
    if several && root.whole("cache.redis.db").is_some_and(|db| db != 0) {
        warnings.push(
            "'cache.redis.db' has no effect: a cluster (several addresses) has no databases".to_owned(),
        );
    }
}
