//! Which feeds run, so that equal ones are one.

use super::feed::Command;
use super::options::{FeedOptions, FeedPace};
use crate::limits::Limits;
use crate::registry::Registry;
use crate::sdk_key::SdkKey;

/// The feeds of an environment.
pub(crate) type Feeds = Registry<FeedKey, Command>;

/// What makes two feeds the same.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct FeedKey {
    client_key: SdkKey,
    api: Server,
    streaming: Server,
    limits: Limits,
    pace: FeedPace,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Server {
    host: String,
    headers: Vec<(String, String)>,
    proxy: Option<String>,
}

impl FeedKey {
    pub(super) fn of(options: &FeedOptions) -> Self {
        Self {
            client_key: options.client_key.clone().into(),
            api: Server {
                host: options.api_host.clone(),
                headers: options.headers.clone(),
                proxy: options.proxy.clone(),
            },
            streaming: Server {
                host: options.streaming_host.clone(),
                headers: options.streaming_headers.clone(),
                proxy: options.streaming_proxy.clone(),
            },
            limits: options.limits.clone(),
            pace: options.pace.clone(),
        }
    }
}
