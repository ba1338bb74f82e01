//! Configs of a wrong shape: refused as a whole, or spoilt where they are wrong.

use serde_json::{Value as Json, json};
use vexil_engine::configcat::Config;

use crate::support::{Data, evaluate, list, text};

#[test]
fn documented_shapes() {
    let Some(data) = Data::find() else { return };
    for vector in list(&data.vectors("configShape_json_path_error")) {
        let given = text(&vector[0]);
        let (path, problem) = (vector[1].as_str(), vector[2].as_str());
        let expected =
            path.map(|path| format!("Invalid config JSON content. {} at {path}", problem.unwrap()));
        assert_eq!(refusal(given), expected, "{given}");
        if path.is_some_and(is_root) {
            assert!(Config::parse(given.as_bytes()).is_err(), "{given}");
        }
    }
}

fn is_root(path: &str) -> bool {
    matches!(path, "$" | "$.s" | "$.f" | "$.p")
}

/// The message with which the config, or the flag that uses its wrong part, is refused.
fn refusal(given: &str) -> Option<String> {
    let config = match Config::parse(with_flag(given).into_bytes()) {
        Ok(config) => config,
        Err(error) => return Some(error.to_string()),
    };
    config.find(b"flag")?;
    let user = crate::support::User::new([("Email", "a@example.com".into())]);
    let evaluation = evaluate(&config, "flag", Some(&user), &Json::Null);
    evaluation.result.err().map(|failure| failure.to_string())
}

/// Adds a flag that uses the first segment to a config that has none, so that a spoilt segment shows.
fn with_flag(given: &str) -> String {
    let Ok(Json::Object(mut root)) = serde_json::from_str(given) else { return given.to_owned() };
    if root.contains_key("f") || root.get("s").is_none_or(|segments| segments.get(0).is_none()) {
        return given.to_owned();
    }
    let rule = json!({ "c": [{ "s": { "s": 0, "c": 0 } }], "s": { "v": { "b": true } } });
    root.insert("f".into(), json!({ "flag": { "t": 0, "v": { "b": false }, "r": [rule] } }));
    Json::Object(root).to_string()
}
