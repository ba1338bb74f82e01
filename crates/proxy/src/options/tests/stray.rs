//! Variables that set nothing.

use super::super::stray_variables;
use super::{KEY, plain};

#[test]
fn variables_that_set_nothing_are_told() {
    let list = format!(r#"{{"my-env":"{KEY}"}}"#);
    let names = [
        "CONFIGCAT_HTTP_PROT",
        "CONFIGCAT_ENV1_POLL_INTERVAL",
        "CONFIGCAT_MY_ENV_POLL_INTERVAL",
        "CONFIGCAT_MY_ENV_POLL_INTERVALS",
        "CONFIGCAT_SDK",
        "CONFIGCAT_SDKS_MY_ENV_POLL_INTERVAL",
        "CONFIGCAT_SDKS_SERVICE_HOST",
        "CONFIGCAT_HTTP_SSE_HEART_BEAT_INTERVAL",
        "CONFIGCAT_SDKS",
        "CONFIGCAT_HTTP_PORT",
        // What Kubernetes makes for a service that is called `configcat-proxy`.
        "CONFIGCAT_PROXY_SERVICE_HOST",
        "CONFIGCAT_PROXY_PORT",
        "CONFIGCAT_PROXY_PORT_8050_TCP_ADDR",
        "PATH",
    ];
    let variable = |name: &str| (name == "CONFIGCAT_SDKS").then(|| list.clone());
    let warnings = stray_variables(&plain(), names.iter().map(|name| (*name).to_owned()), &variable);
    assert_eq!(
        warnings,
        [
            "environment variable 'CONFIGCAT_ENV1_POLL_INTERVAL' has no effect: the SDK 'env1' is not listed in CONFIGCAT_SDKS",
            "unknown environment variable 'CONFIGCAT_HTTP_PROT' is ignored; did you mean 'CONFIGCAT_HTTP_PORT'?",
            "unknown environment variable 'CONFIGCAT_MY_ENV_POLL_INTERVALS' is ignored; did you mean 'CONFIGCAT_MY_ENV_POLL_INTERVAL'?",
            "unknown environment variable 'CONFIGCAT_SDK' is ignored; did you mean 'CONFIGCAT_SDKS'?",
            "environment variable 'CONFIGCAT_SDKS_MY_ENV_POLL_INTERVAL' has no effect: those of an SDK begin with CONFIGCAT_<ID>_",
        ]
    );
}
