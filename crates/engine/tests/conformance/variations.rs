//! Which flag and value a variation id belongs to.

use serde_json::json;
use vexil_engine::configcat::{Config, Failure, Value};

use crate::support::{Data, config};

fn find(config: &Config, id: &str) -> Result<Option<(String, Value)>, Failure> {
    let Some((flag, outcome)) = config.find_variation(id.as_bytes())? else { return Ok(None) };
    let flag = config.flag(flag).unwrap();
    let value = flag.outcome(outcome).unwrap().value.map_err(Failure::clone)?.to_owned();
    Ok(Some((String::from_utf8(flag.key().to_vec()).unwrap(), value)))
}

/// The setting's own value comes first, then its rules, then its percentage options.
#[test]
fn every_place_is_searched_in_order() {
    let value = |text: &str, id: &str| json!({ "v": { "s": text }, "i": id });
    let option = |text: &str, id: &str| json!({ "p": 50, "v": { "s": text }, "i": id });
    let config = config(
        json!({ "f": {
            "a": { "t": 1, "v": { "s": "own" }, "i": "1", "p": [option("option", "2"), option("late option", "3")],
                "r": [{ "s": value("rule", "3") }, { "p": [option("rule's option", "4"), option("x", "1")] }] },
            "b": { "t": 1, "v": { "s": "other" }, "i": "1", "r": [{ "s": value("only here", "5") }] },
        } })
        .to_string(),
    );
    let expected = [
        ("1", Some(("a", "own"))),
        ("2", Some(("a", "option"))),
        ("3", Some(("a", "rule"))),
        ("4", Some(("a", "rule's option"))),
        ("5", Some(("b", "only here"))),
        ("6", None),
        ("", None),
    ];
    for (id, expected) in expected {
        let expected = expected.map(|(key, text)| (key.to_owned(), Value::Text(text.as_bytes().into())));
        assert_eq!(find(&config, id), Ok(expected), "{id}");
    }
}

#[test]
fn every_variation_of_the_data_is_found() {
    let Some(data) = Data::find() else { return };
    let config = config(
        data.bytes("derived/configs-v6/configcat-sdk-1__PKDVCLf-Hq-h-kCzMp-L7Q__AG6C1ngVb0CvM07un6JisQ.json"),
    );
    let keys: Vec<Vec<u8>> = config.keys().map(<[u8]>::to_vec).collect();
    for key in keys {
        let flag = config.flag(config.find(&key).unwrap()).unwrap();
        for outcome in flag.outcomes() {
            let Some(id) = outcome.variation_id else { continue };
            let (flag, found) = config.find_variation(id).unwrap().unwrap();
            let found = config.flag(flag).unwrap().outcome(found).unwrap();
            assert_eq!(found.variation_id, Some(id));
        }
    }
}
