//! SDK keys and identifiers.

use super::super::super::raw::Raw;
use crate::error::ProxyError;

/// How long each half of an SDK key is.
const HALF: usize = 22;

pub(super) fn check(raw: &Raw) -> Result<(), ProxyError> {
    for (id, sdk) in &raw.sdks {
        if id.is_empty() {
            return Err(sdk.wrong("key", "sdk: an SDK identifier must not be empty"));
        }
        // Nobody is asked for a config that comes from a file.
        let file =
            sdk.switch("offline.enabled") == Some(true) && sdk.text("offline.local.file_path").is_some();
        let has_base_url = sdk.text("base_url").is_some();
        if !file && !sdk.text("key").is_some_and(|key| is_valid(key, has_base_url)) {
            return Err(sdk.wrong("key", format_args!("sdk-{id}: the SDK key has an invalid format")));
        }
    }
    Ok(())
}

/// Whether a key has one of the forms that there are. Keys of other proxies go with the address of that proxy.
fn is_valid(key: &str, has_base_url: bool) -> bool {
    let half = |part: &str| part.chars().count() == HALF;
    if has_base_url && key.strip_prefix("configcat-proxy/").is_some_and(|id| !id.is_empty()) {
        return true;
    }
    match *key.split('/').collect::<Vec<_>>() {
        [environment, secret] | ["configcat-sdk-1", environment, secret] => half(environment) && half(secret),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_two_halves_of_22_characters() {
        let half = "a".repeat(22);
        for (key, base_url, valid) in [
            (format!("{half}/{half}"), false, true),
            (format!("configcat-sdk-1/{half}/{half}"), false, true),
            (format!("configcat-sdk-2/{half}/{half}"), false, false),
            (format!("{half}{half}"), false, false),
            (format!("{half}/{half}a"), false, false),
            (format!("{half}/{half}/{half}"), false, false),
            ("configcat-proxy/eu".to_owned(), true, true),
            ("configcat-proxy/".to_owned(), true, false),
            ("configcat-proxy/eu".to_owned(), false, false),
            (String::new(), true, false),
        ] {
            assert_eq!(is_valid(&key, base_url), valid, "{key} {base_url}");
        }
    }
}
