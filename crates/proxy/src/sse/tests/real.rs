//! Streams of real configs.

use std::sync::Arc;

use super::{ALL, list, next, one_for, soon, text, user};
use crate::log::{Level, Logger, Memory};
use crate::metrics::Metrics;
use crate::options::SdkOptions;
use crate::sdk::Sdk;
use crate::sse::{Streams, Watched};
use crate::testing;

fn streams() -> Streams {
    Streams::new(Arc::new(Metrics::default()), Logger::new(Level::Debug, Arc::new(Memory::default())))
}

/// A flag that is `on` for users of group `a`, and `off` for others; another one that is always the same.
fn config(on: &str, off: &str, variation: &str, other: &str) -> String {
    format!(
        r#"{{"p":{{"s":"c2FsdA=="}},"f":{{
        "flag":{{"t":1,"v":{{"s":"{off}"}},"i":"off{variation}","r":[{{
            "c":[{{"u":{{"a":"groups","c":34,"l":["a"]}}}}],
            "s":{{"v":{{"s":"{on}"}},"i":"on{variation}"}}}}]}},
        "other":{{"t":3,"v":{{"d":{other}}},"i":"x"}}}}}}"#
    )
}

fn publish(sdk: &Sdk, config: &str) {
    sdk.state().publish(testing::snapshot(config, config));
}

#[tokio::test(start_paused = true)]
async fn users_who_differ_only_in_a_list_get_their_own_values() {
    let (sdk, streams) =
        (testing::sdk("sdk", SdkOptions::new("key"), Some((&config("1", "2", "", "1.5"), "1"))), streams());
    let open = |watched: Watched| streams.open(&sdk, &sdk.snapshot().unwrap(), watched, None, 100).unwrap();
    let mut inside = open(one_for(Some(user(&[("Identifier", text("x")), ("groups", list(&["a"]))]))));
    let mut outside = open(one_for(Some(user(&[("Identifier", text("x")), ("groups", list(&["b"]))]))));
    let mut all = open(ALL);
    assert_eq!(next(&mut inside).await.unwrap(), "data: {\"value\":\"1\",\"variationId\":\"on\"}\n\n");
    assert_eq!(next(&mut outside).await.unwrap(), "data: {\"value\":\"2\",\"variationId\":\"off\"}\n\n");
    let map = |flag: &str, variation: &str, other: &str| {
        format!(
            "data: {{\"flag\":{{\"value\":\"{flag}\",\"variationId\":\"off{variation}\"}},\
             \"other\":{{\"value\":{other},\"variationId\":\"x\"}}}}\n\n"
        )
    };
    assert_eq!(next(&mut all).await.unwrap(), map("2", "", "1.5"));

    // On is another value now, which concerns nobody but the one.
    publish(&sdk, &config("3", "2", "", "1.5"));
    assert_eq!(soon(&mut inside).await.unwrap(), "data: {\"value\":\"3\",\"variationId\":\"on\"}\n\n");
    assert_eq!((soon(&mut outside).await, soon(&mut all).await), (None, None));

    // Other names of variations, the same values.
    publish(&sdk, &config("3", "2", "-new", "1.50"));
    assert_eq!((soon(&mut inside).await, soon(&mut outside).await, soon(&mut all).await), (None, None, None));

    // Another flag.
    publish(&sdk, &config("3", "2", "-new", "2"));
    assert_eq!((soon(&mut inside).await, soon(&mut outside).await), (None, None));
    assert_eq!(soon(&mut all).await.unwrap(), map("2", "-new", "2"));

    // No flags are no news, and keep no stream from the next ones.
    publish(&sdk, r#"{"p":{"s":"c2FsdA=="},"f":{}}"#);
    assert_eq!((soon(&mut inside).await, soon(&mut outside).await, soon(&mut all).await), (None, None, None));
    publish(&sdk, &config("3", "2\\\\\\\"\\u2028<", "-new", "2"));
    assert_eq!(soon(&mut inside).await, None);
    let written = r#"2\\\"\u2028\u003c"#;
    assert_eq!(
        soon(&mut outside).await.unwrap(),
        format!("data: {{\"value\":\"{written}\",\"variationId\":\"off-new\"}}\n\n")
    );
    assert_eq!(soon(&mut all).await.unwrap(), map(written, "-new", "2"));
}
