//! One config of an SDK as it is served: what depends on the config alone is made once.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use vexil_client::{Entry, SharedConfig};
use vexil_engine::configcat::Config;

use super::served::{Served, own_etag};
use super::staying::staying;
use crate::eval::{Answers, write_text};
use crate::user::User;

/// An immutable version of an SDK's config.
#[derive(Debug)]
pub(crate) struct Snapshot {
    config: Arc<SharedConfig>,
    etag: String,
    served: Served,
    /// Without what makes SDKs leave the proxy; `None` within: there is nothing of that kind.
    staying: OnceLock<Option<Served>>,
    keys_json: OnceLock<Bytes>,
    /// When the config was fetched or read, in milliseconds since the Unix epoch.
    time_ms: f64,
    /// What it was made of.
    entry: Entry,
    /// Attributes that every user has unless the request says otherwise. The answers depend on them.
    default_attributes: Option<Arc<User>>,
    answers: Answers,
}

impl Snapshot {
    /// The snapshot of an entry, without default attributes.
    #[cfg(test)]
    pub(crate) fn of(entry: &Entry) -> Option<Self> {
        Self::with_defaults(entry, None)
    }

    /// The snapshot of an entry; `None` if it has no config. Without an ETag from the source it gets one of its own, from its bytes.
    pub(super) fn with_defaults(entry: &Entry, default_attributes: Option<Arc<User>>) -> Option<Self> {
        let config = Arc::clone(entry.config.as_ref()?);
        let body = Bytes::from_owner(Arc::clone(config.json()?));
        let etag = entry.etag.clone().unwrap_or_else(|| own_etag(&body));
        let answers = Answers::new(&config);
        let served = Served::new(body, &etag);
        let (staying, keys_json) = (OnceLock::new(), OnceLock::new());
        let (time_ms, entry) = (entry.timestamp_ms, entry.clone());
        Some(Self { config, etag, served, staying, keys_json, time_ms, entry, default_attributes, answers })
    }

    /// What it was made of.
    pub(super) const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Whether it has the text and the `ETag` of an entry.
    pub(super) fn is_of(&self, entry: &Entry) -> bool {
        self.entry.etag == entry.etag && self.entry.has_same_config(entry)
    }

    /// The compiled config.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// The config's text, byte for byte as it came.
    pub(crate) const fn body(&self) -> &Bytes {
        self.served.body()
    }

    /// What SDKs get. `stay`: without the preferences that make them leave the proxy.
    pub(crate) fn served(&self, stay: bool) -> &Served {
        if !stay {
            return &self.served;
        }
        let staying = self.staying.get_or_init(|| Some(Served::hashed(staying(self.body())?.into())));
        staying.as_ref().unwrap_or(&self.served)
    }

    /// `{"keys":[…]}`, in bytewise order.
    pub(crate) fn keys_json(&self) -> &Bytes {
        self.keys_json.get_or_init(|| {
            let mut keys: Vec<_> = self.config.keys().map(String::from_utf8_lossy).collect();
            keys.sort_unstable();
            let mut json = b"{\"keys\":[".to_vec();
            for (index, key) in keys.iter().enumerate() {
                if index > 0 {
                    json.push(b',');
                }
                write_text(&mut json, key);
            }
            json.extend_from_slice(b"]}");
            json.into()
        })
    }

    /// Never empty.
    pub(crate) fn etag(&self) -> &str {
        &self.etag
    }

    /// When the config was fetched or read, in milliseconds since the Unix epoch.
    pub(crate) const fn time_ms(&self) -> f64 {
        self.time_ms
    }

    /// Attributes that every user has unless the request says otherwise.
    pub(crate) fn default_attributes(&self) -> Option<&User> {
        self.default_attributes.as_deref()
    }

    /// The user of a request with the default attributes below its own.
    pub(crate) fn user<'u>(&'u self, own: Option<&'u User>) -> Option<Cow<'u, User>> {
        match (self.default_attributes(), own) {
            (Some(defaults), Some(own)) => Some(Cow::Owned(defaults.overlaid(own))),
            (defaults, own) => own.or(defaults).map(Cow::Borrowed),
        }
    }

    /// Evaluations of this config, written out.
    pub(crate) const fn answers(&self) -> &Answers {
        &self.answers
    }
}
