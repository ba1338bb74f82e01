//! One SDK.

use super::super::emit::Out;
use super::super::model::{Governance, SdkOffline, SdkOptions};
use super::super::url::masked;
use super::{hidden, level, seconds, switch, text, user};

/// The options below `sdks.<id>`.
pub(super) fn out(sdk: &SdkOptions) -> Out {
    let mut out = Out::Map(Vec::new());
    let governance = match sdk.governance {
        Governance::Global => "global",
        Governance::Eu => "eu",
    };
    out.put("key", Out::Text(crate::sdk::masked(&sdk.key)));
    out.put("base_url", text(sdk.base_url.as_deref().map(masked)));
    out.put("poll_interval", seconds(sdk.poll_interval));
    out.put("data_governance", Out::Plain(governance.to_owned()));
    out.put("webhook_signing_key", hidden(sdk.webhook_signing_key.is_some()));
    out.put("webhook_signature_valid_for", seconds(sdk.webhook_signature_valid_for));
    out.put("default_user_attributes", user(sdk.default_user_attributes.as_ref()));
    out.put("log.level", level(sdk.log));
    match &sdk.offline {
        SdkOffline::No => out.put("offline.enabled", switch(false)),
        SdkOffline::File { path, polling, poll_interval, log } => {
            out.put("offline.enabled", switch(true));
            out.put("offline.log.level", level(*log));
            out.put("offline.local.file_path", Out::Text(path.display().to_string()));
            out.put("offline.local.polling", switch(*polling));
            out.put("offline.local.poll_interval", seconds(*poll_interval));
        }
        SdkOffline::Cache { poll_interval, log } => {
            out.put("offline.enabled", switch(true));
            out.put("offline.use_cache", switch(true));
            out.put("offline.cache_poll_interval", seconds(*poll_interval));
            out.put("offline.log.level", level(*log));
        }
    }
    out
}
