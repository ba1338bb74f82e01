//! One SDK.

use std::path::Path;

use super::super::values::Values;
use super::NO_REDIS;
use crate::error::ProxyError;

pub(super) fn check(id: &str, sdk: &Values, root: &Values) -> Result<(), ProxyError> {
    let wrong = |path: &str, text: &str| Err(sdk.wrong(path, format_args!("sdk-{id}: {text}")));
    if sdk.text("key").is_none() {
        return wrong("key", "SDK key is required");
    }
    if !matches!(sdk.text("data_governance"), None | Some("global" | "eu")) {
        return wrong("data_governance", "invalid data governance value, it must be 'global' or 'eu'");
    }
    if sdk.switch("offline.enabled") == Some(true) {
        offline(id, sdk, root)?;
    }
    if sdk.text("webhook_signing_key").is_some() && sdk.seconds("webhook_signature_valid_for", 300) < 5 {
        let text = "webhook signature validity check must be greater than 5 seconds";
        return wrong("webhook_signature_valid_for", text);
    }
    Ok(())
}

fn offline(id: &str, sdk: &Values, root: &Values) -> Result<(), ProxyError> {
    let wrong = |path: &str, text: &str| Err(sdk.wrong(path, format_args!("sdk-{id}: {text}")));
    let file = sdk.text("offline.local.file_path");
    let use_cache = sdk.switch("offline.use_cache") == Some(true);
    if let Some(file) = file {
        if !Path::new(file).is_file() {
            return wrong("offline.local.file_path", &format!("couldn't find the local file {file}"));
        }
        let polling = sdk.switch("offline.local.polling") == Some(true);
        if polling && sdk.seconds("offline.local.poll_interval", 5) < 1 {
            let text = "local file poll interval must be greater than 1 seconds";
            return wrong("offline.local.poll_interval", text);
        }
    }
    if file.is_none() && !use_cache {
        return wrong("offline.enabled", "offline mode requires either a configured cache or a local file");
    }
    if file.is_some() && use_cache {
        return wrong("offline.use_cache", "can't use both local file and cache for offline mode");
    }
    if use_cache && root.switch("cache.redis.enabled") != Some(true) {
        let text = format!("sdk-{id}: offline mode enabled with cache, but no cache is configured");
        return Err(sdk.wrong("offline.use_cache", format_args!("{text}; {NO_REDIS}")));
    }
    if use_cache && sdk.seconds("offline.cache_poll_interval", 5) < 1 {
        return wrong("offline.cache_poll_interval", "cache poll interval must be greater than 1 seconds");
    }
    Ok(())
}
