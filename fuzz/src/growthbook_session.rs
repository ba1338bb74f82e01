//! What an instance of the SDK has besides attributes.

use serde_json::Value;
use vexil_engine::growthbook::{Answers, FeatureId, Payload, PayloadError, RECORD, Session, Verdict};
use vexil_engine::js::json;

use crate::growthbook_user::{USERS, check, evaluate, journal, user};
use crate::user::Texts;

/// Features and experiments that look at all that a session has.
const PAYLOAD: &str = r#"{
    "features": {
        "f": {"defaultValue": 0, "rules": [{"variations": [0, 1, 2], "meta": [{"key": "0"}, {"key": "1"}, {}]}]},
        "e": {"rules": [
            {"parentConditions": [{"id": "f", "condition": {"value": {"$gte": 1}}, "gate": true}], "force": 1},
            {"key": "k", "variations": ["a", "b"], "bucketVersion": 2, "minBucketVersion": 1, "fallbackAttribute": "a"}
        ]},
        "rollout": {"rules": [{"force": 1, "coverage": 0.5, "hashAttribute": "b", "fallbackAttribute": "a"}]},
        "plain": {"defaultValue": 1, "rules": [{"condition": {"id": {"$in": ["1", "a"]}}, "force": 2}]}
    },
    "experiments": [
        {"key": "auto", "variations": [0, 1], "urlPatterns": [{"type": "simple", "include": true, "pattern": "/p*"}]},
        {"key": "q", "variations": [0, 1], "groups": ["beta"], "url": "^/p", "status": "running"}
    ]
}"#;

/// The text of a session.
pub fn growthbook_session(data: &[u8]) {
    let value: Option<Value> = serde_json::from_slice(data).ok();
    let session = match Session::parse(data) {
        Ok(session) => session,
        Err(error) => {
            assert_eq!(matches!(error, PayloadError::Syntax(_)), json::validate(data).is_err());
            assert!(!matches!(value, Some(Value::Object(_))), "{error}");
            return;
        }
    };
    let value = value.unwrap_or_default();
    let payload = Payload::parse(PAYLOAD.as_bytes(), None).unwrap();
    let texts = Texts::of(Some(&value));
    for (id, key) in (0..).map(FeatureId).zip(payload.keys()) {
        let feature = payload.describe(id).unwrap();
        for number in 0..USERS {
            let user = user(number, &texts, feature.plan());
            let (verdict, records) = evaluate(&payload, id, &session, &user);
            if is_forced(&value, key) {
                assert_eq!((verdict, &records), (Verdict::Forced, &Vec::new()));
            } else if !feature.reads_session() && verdict != Verdict::Forced {
                assert_eq!((verdict, records.clone()), evaluate(&payload, id, &Session::default(), &user));
            }
            check_disabled(&value, &records);
        }
    }
    for experiment in payload.experiments() {
        for number in 0..USERS {
            let user = user(number, &texts, experiment.plan());
            let answers = Answers::default();
            let (_, records) =
                journal(|journal| payload.run(experiment, &session, answers, user.as_slice(), journal));
            records.iter().for_each(|record| check(&payload, record));
            check_disabled(&value, &records);
        }
    }
}

/// Whether the session says so in the plainest way.
fn is_forced(session: &Value, key: &[u8]) -> bool {
    let pairs = session["forcedFeatures"].as_array().into_iter().flatten();
    pairs.into_iter().any(|pair| pair[0].as_str().is_some_and(|name| name.as_bytes() == key))
}

/// Nobody is in an experiment of an instance that is switched off.
fn check_disabled(session: &Value, records: &[[f64; RECORD]]) {
    if session["enabled"] == Value::Bool(false) {
        let is_in = |record: &[f64; RECORD]| record[0] == 0.0 && record[4] as u32 & 1 == 1;
        assert!(!records.iter().any(is_in), "{records:?}");
    }
}
