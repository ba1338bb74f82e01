//! Single evaluations: typed attributes, trimming, matched rules and options, special characters.

use serde_json::Value as Json;

use crate::support::{Data, Held, User, config, evaluate, list, report, text};

const CASES: usize = 154;
const TABLES: [&str; 5] = [
    "user_attribute_conversions",
    "attribute_to_string",
    "trimming",
    "matched_rule_and_option",
    "special_characters",
];

#[test]
fn every_case() {
    let Some(data) = Data::find() else { return };
    let tables = data.json("derived/eval_cases.json");
    let mut cases = 0;
    for name in TABLES {
        for case in list(&tables[name]) {
            check(&data, case);
            cases += 1;
        }
    }
    report(&format!("{cases} cases"));
    assert_eq!(cases, CASES);
}

fn check(data: &Data, case: &Json) {
    let config = config(data.bytes(text(&case["config"])));
    let user = user(&case["user"]);
    let evaluation = evaluate(&config, text(&case["key"]), user.as_ref(), &case["defaultValue"]);
    let value = match evaluation.value() {
        Json::Null => case["defaultValue"].clone(),
        value => value,
    };
    assert!(same(&value, &case["expected"]), "{case}: {evaluation:?}");
    let outcome = evaluation.result.as_ref().ok();
    if let Some(matched) = case["expectMatchedTargetingRule"].as_bool() {
        assert_eq!(outcome.unwrap().rule.is_some(), matched, "{case}");
    }
    if let Some(matched) = case["expectMatchedPercentageOption"].as_bool() {
        assert_eq!(outcome.unwrap().option.is_some(), matched, "{case}");
    }
}

fn user(given: &Json) -> Option<User> {
    let given = given.as_object()?;
    let known = [("identifier", "Identifier"), ("email", "Email"), ("country", "Country")];
    let known = known.iter().filter_map(|(property, name)| Some((*name, given.get(*property)?)));
    let custom = given.get("custom").and_then(Json::as_object).into_iter().flatten();
    let all = known.chain(custom.map(|(name, value)| (name.as_str(), value)));
    Some(User::new(
        all.filter(|(_, value)| !value.is_null()).map(|(name, value)| (name, Held::from_json(value))),
    ))
}

fn same(left: &Json, right: &Json) -> bool {
    left == right || left.as_f64().is_some() && left.as_f64() == right.as_f64()
}
