//! One SDK.

use std::path::PathBuf;

use super::super::model::{GlobalOffline, Governance, SdkOffline, SdkOptions};
use super::super::values::Values;
use super::level::level;
use super::{interval, on, owned};
use crate::log::Level;

pub(super) fn build(
    sdk: &Values,
    root: Level,
    global: &GlobalOffline,
    warnings: &mut Vec<String>,
) -> SdkOptions {
    let log = level(sdk, "log.level", root, warnings);
    let offline_log = level(sdk, "offline.log.level", root, warnings);
    let offline = match sdk.text("offline.local.file_path") {
        _ if !on(sdk, "offline.enabled", false) => {
            if global.enabled {
                SdkOffline::Cache { poll_interval: global.cache_poll_interval, log: global.log }
            } else {
                SdkOffline::No
            }
        }
        Some(path) => SdkOffline::File {
            path: PathBuf::from(path),
            polling: on(sdk, "offline.local.polling", false),
            poll_interval: interval(sdk, "offline.local.poll_interval", 5),
            log: offline_log,
        },
        None => SdkOffline::Cache {
            poll_interval: interval(sdk, "offline.cache_poll_interval", 5),
            log: offline_log,
        },
    };
    SdkOptions {
        key: sdk.text("key").unwrap_or_default().to_owned(),
        base_url: owned(sdk.text("base_url")),
        poll_interval: interval(sdk, "poll_interval", 60),
        governance: match sdk.text("data_governance") {
            Some("eu") => Governance::Eu,
            _ => Governance::Global,
        },
        webhook_signing_key: owned(sdk.text("webhook_signing_key")),
        webhook_signature_valid_for: interval(sdk, "webhook_signature_valid_for", 300),
        default_user_attributes: sdk.user("default_user_attributes"),
        log,
        offline,
    }
}
