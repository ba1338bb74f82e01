//! The golden evaluation logs, byte for byte.

use serde::Deserialize;
use serde_json::Value as Json;

use crate::support::{Data, Entries, Held, User, config, evaluate, report, text};

const LOGS: usize = 45;
const KNOWN: [&str; 3] = ["Identifier", "Email", "Country"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Suite {
    sdk_key: Option<String>,
    json_override: Option<String>,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Test {
    key: String,
    default_value: Json,
    return_value: Json,
    expected_log: String,
    user: Option<Entries>,
}

#[test]
fn every_golden_log() {
    let Some(data) = Data::find() else { return };
    let index = data.json("derived/matrix_index.json");
    let folder = text(&index["evaluationlog"]["dir"]);
    let mut logs = 0;
    for name in SUITES {
        let suite: Suite = serde_json::from_slice(&data.bytes(&format!("{folder}/{name}.json"))).unwrap();
        let source = match (&suite.sdk_key, &suite.json_override) {
            (Some(sdk_key), _) => text(&index["evaluationlog"]["sdkKeyToConfig"][sdk_key]).to_owned(),
            (None, Some(file)) => format!("{folder}/_overrides/{file}"),
            (None, None) => panic!("{name} has no config"),
        };
        let config = config(data.bytes(&source));
        for test in &suite.tests {
            let user = test.user.as_ref().map(user);
            let evaluation = evaluate(&config, &test.key, user.as_ref(), &test.default_value);
            let expected = data.text(&format!("{folder}/{name}/{}", test.expected_log));
            assert_eq!(lines(&evaluation.events), expected, "{name}/{}", test.expected_log);
            assert_eq!(
                as_number(&evaluation.value()),
                as_number(&test.return_value),
                "{name}/{}",
                test.expected_log
            );
            logs += 1;
        }
    }
    report(&format!("{logs} logs"));
    assert_eq!(logs, LOGS);
}

const SUITES: [&str; 15] = [
    "1_targeting_rule",
    "2_targeting_rules",
    "and_rules",
    "comparators",
    "epoch_date_validation",
    "list_truncation",
    "number_validation",
    "options_after_targeting_rule",
    "options_based_on_custom_attr",
    "options_based_on_user_id",
    "options_within_targeting_rule",
    "prerequisite_flag",
    "segment",
    "semver_validation",
    "simple_value",
];

/// The user as the client dumps it: the three known attributes first.
fn user(given: &Entries) -> User {
    let known = KNOWN.iter().filter_map(|name| given.0.iter().find(|(given, _)| given == name));
    let custom = given.0.iter().filter(|(name, _)| !KNOWN.contains(&name.as_str()));
    User::new(known.chain(custom).map(|(name, value)| (name.as_str(), Held::from_json(value))))
}

/// JSON tells 1 from 1.0; JavaScript does not.
fn as_number(value: &Json) -> Json {
    value.as_f64().map_or_else(|| value.clone(), Json::from)
}

fn lines(events: &[String]) -> String {
    events.iter().flat_map(|event| [event.as_str(), "\n"]).collect()
}
