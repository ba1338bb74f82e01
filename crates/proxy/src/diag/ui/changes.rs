//! Sees what is new since it looked last.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;

use super::snapshot_diff::Diff;
use super::state::PageState;
use crate::diag::json::go_json;
use crate::sdk::Snapshot;
use crate::site::Site;

/// What a page was told so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    state: Option<PageState>,
    snapshots: HashMap<String, Arc<Snapshot>>,
}

/// A new version of an SDK's config.
#[derive(Debug, Serialize)]
struct Change<'a> {
    sdk: &'a str,
    etag: &'a str,
    #[serde(flatten)]
    diff: Diff,
}

impl Seen {
    /// The events that tell what is new: all of the state at first, then whatever differs. Empty: nothing.
    pub(super) fn news(&mut self, site: &Site) -> Bytes {
        let mut events = Vec::new();
        for sdk in site.sdks.iter() {
            let Some(now) = sdk.snapshot() else { continue };
            let before = self.snapshots.get(sdk.id());
            if before.is_some_and(|before| Arc::ptr_eq(before, &now)) {
                continue;
            }
            // What was there when the page was opened is no news, but for a first config that came later.
            if self.state.is_some() && before.is_none_or(|before| before.etag() != now.etag()) {
                let diff = Diff::between(before.map(|before| &**before), &now);
                event(&mut events, "change", &Change { sdk: sdk.id(), etag: now.etag(), diff });
            }
            self.snapshots.insert(sdk.id().to_owned(), now);
        }
        let state = PageState::of(site);
        if self.state.as_ref() != Some(&state) {
            event(&mut events, "state", &state);
            self.state = Some(state);
        }
        Bytes::from(events)
    }
}

fn event(out: &mut Vec<u8>, name: &str, data: &impl Serialize) {
    out.extend_from_slice(format!("event: {name}\ndata: ").as_bytes());
    out.extend_from_slice(&go_json(data));
    out.extend_from_slice(b"\n\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Options, SdkOptions};
    use crate::testing;

    #[test]
    fn only_news_are_told() {
        let config = r#"{"f":{"a":{"t":0,"v":{"b":true}}}}"#;
        let sdk = testing::sdk("env1", SdkOptions::new("configcat-sdk-1/abc/12345"), Some((config, "e1")));
        let late = testing::sdk("late", SdkOptions::new("k"), None);
        let site = testing::site(Options::default(), [Arc::clone(&sdk), Arc::clone(&late)]);
        let mut seen = Seen::default();
        let mut news = || String::from_utf8(seen.news(&site).to_vec()).unwrap();

        let first = news();
        assert!(first.starts_with("event: state\ndata: {\"version\""), "{first}");
        assert!(first.ends_with("}\n\n") && first.contains(r#""etag":"e1""#), "{first}");
        assert!(!first.contains("abc"), "no SDK keys: {first}");
        assert_eq!(news(), "");

        sdk.state().note(true, "config not modified");
        assert_eq!(news().matches("event: ").count(), 1);
        assert_eq!(news(), "");

        let config = r#"{"f":{"a":{"t":0,"v":{"b":false}}}}"#;
        sdk.state().publish(testing::snapshot(config, "e2"));
        late.state().publish(testing::snapshot(config, "e3"));
        let told = news();
        let change = r#"event: change
data: {"sdk":"env1","etag":"e2","added":{"count":0,"keys":[]},"removed":{"count":0,"keys":[]},"changed":{"count":1,"keys":["a"]},"segments":false}

event: change
data: {"sdk":"late","etag":"e3","added":{"count":1,"keys":["a"]},"removed":{"count":0,"keys":[]},"changed":{"count":0,"keys":[]},"segments":false}

event: state
"#;
        assert!(told.starts_with(change), "{told}");
        assert_eq!(news(), "");

        // The same version, loaded again.
        sdk.state().publish(testing::snapshot(config, "e2"));
        assert_eq!(news(), "");
    }
}
