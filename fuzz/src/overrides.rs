//! The override document that the host hands over.

use vexil_engine::configcat::{Config, OverrideBehaviour, Overrides};

use crate::exercise::exercise;
use crate::parts;
use crate::user::Texts;

/// An override document, then, if it is to be merged with one, a config.
pub fn overrides(data: &[u8]) {
    let mut parts = parts(data);
    let (document, json) = (parts.next().unwrap_or_default(), parts.next());
    let Ok(overrides) = Overrides::from_json(document) else { return };
    let texts = Texts::of(serde_json::from_slice(document).ok().as_ref());
    let remote = json.and_then(|json| Config::parse(json).ok());
    for behaviour in
        [OverrideBehaviour::LocalOnly, OverrideBehaviour::LocalOverRemote, OverrideBehaviour::RemoteOverLocal]
    {
        let merged = Config::merge(remote.as_ref(), &overrides, behaviour);
        exercise(&merged, &texts);
        if behaviour != OverrideBehaviour::LocalOnly
            && let Some(remote) = &remote
        {
            assert!(remote.keys().all(|key| merged.find(key).is_some()));
        }
    }
}
