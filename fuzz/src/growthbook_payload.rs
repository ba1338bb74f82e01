//! GrowthBook's payloads: parsing, compiling, evaluating, settling, and the experiments beside features.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;
use vexil_engine::growthbook::{
    Answers, Ask, FeatureId, Inline, Payload, PayloadError, RunVerdict, Session, Settled, Verdict,
};
use vexil_engine::js::{Data, json};

use crate::growthbook_user::{USERS, check, class_of, evaluate, journal, sessions, user};
use crate::user::Texts;

/// The text of a payload.
pub fn growthbook_payload(data: &[u8]) {
    let value: Option<Value> = serde_json::from_slice(data).ok();
    let texts = Texts::of(value.as_ref());
    // Whatever is an object overrides experiments.
    let payload = match (Payload::parse(data, None), Payload::parse(data, Some(data))) {
        (Ok(payload), Ok(overridden)) => {
            assert!(payload.keys().eq(overridden.keys()));
            exercise(&overridden, &texts);
            payload
        }
        (Ok(payload), Err(PayloadError::TooDeep)) => payload,
        (Err(error), other) => {
            assert_eq!(other.err().as_ref(), Some(&error));
            assert_eq!(matches!(error, PayloadError::Syntax(_)), json::validate(data).is_err());
            assert!(!matches!(value, Some(Value::Object(_))), "{error}");
            assert!(value.is_none() || error == PayloadError::NotAnObject, "{error}");
            return;
        }
        (Ok(_), Err(error)) => panic!("{error}"),
    };
    assert_eq!(&**payload.json(), data);
    if let Some(value) = &value {
        let stated = value["features"].as_object().into_iter().flatten();
        let expected: BTreeSet<&[u8]> =
            stated.filter(|(_, feature)| is_there(feature)).map(|(key, _)| key.as_bytes()).collect();
        assert_eq!(payload.keys().collect::<BTreeSet<_>>(), expected);
        let parts = ["features", "savedGroups", "contextualBandits", "experiments"];
        assert_eq!(payload.parts(), parts.map(|part| is_there(&value[part])));
    }
    exercise(&payload, &texts);
}

/// Whether JavaScript takes the value for something.
fn is_there(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// Asks everything, and insists that the answers agree.
fn exercise(payload: &Payload, texts: &Texts) {
    let sessions = sessions();
    assert_eq!(payload.keys().count(), payload.len());
    for (id, key) in (0..).map(FeatureId).zip(payload.keys()) {
        assert_eq!(payload.find(key), Some(id));
        let feature = payload.describe(id).unwrap();
        assert_eq!(feature.key(), key);
        assert!(json::validate(feature.json()).is_ok());
        let users: Vec<_> = (0..USERS).map(|number| user(number, texts, feature.plan())).collect();
        for user in &users {
            let (verdict, records) = evaluate(payload, id, &Session::default(), user);
            assert_ne!(verdict, Verdict::Forced);
            for session in &sessions {
                let told = evaluate(payload, id, session, user);
                if !feature.reads_session() && told.0 != Verdict::Forced {
                    assert_eq!((told.0, &told.1), (verdict, &records));
                }
            }
        }
        settle(payload, id, &users);
    }
    for (index, auto) in payload.experiments().enumerate() {
        run(payload, auto, &sessions, texts);
        let text = payload.experiment_json(index).unwrap();
        match payload.inline(text) {
            Ok(inline) => run(payload, &inline, &sessions, texts),
            Err(PayloadError::Syntax(problem)) => panic!("JSON was refused: {problem}"),
            Err(_) => {}
        }
    }
}

/// What classes of values decide must be what evaluating decides.
fn settle(payload: &Payload, id: FeatureId, users: &[Vec<Data>]) {
    let classes = payload.value_classes(id);
    let slots = classes.iter().map(|(slot, _)| 1 << slot).sum();
    let mut settled: HashMap<Vec<u32>, Settled> = HashMap::new();
    for user in users {
        let known = payload.settle(id, slots, user.as_slice());
        let of_user: Option<Vec<u32>> =
            classes.iter().map(|(slot, classes)| class_of(classes, &user[*slot])).collect();
        if let Some(of_user) = of_user {
            assert_eq!(*settled.entry(of_user).or_insert(known), known);
        }
        let whole = evaluate(payload, id, &Session::default(), user);
        match known {
            Settled::Outcome(outcome) => assert_eq!(whole, (Verdict::Outcome(outcome), Vec::new())),
            Settled::Rest(rest) => {
                let slots = payload.rest_slots(rest);
                let read: Vec<Data> = slots.iter().map(|slot| user[*slot].clone()).collect();
                let told = journal(|journal| {
                    payload.evaluate_rest(rest, &Session::default(), read.as_slice(), journal)
                });
                assert_eq!(told, whole);
            }
            Settled::Unknown => {}
        }
    }
}

/// Runs an experiment that is no rule. It asks only for what it said it may ask, and for nothing twice.
fn run(payload: &Payload, inline: &Inline, sessions: &[Session], texts: &Texts) {
    let asks: Vec<Ask> = inline.asks().collect();
    for number in 0..USERS {
        let user = user(number, texts, inline.plan());
        for session in sessions {
            let mut answers = Answers::default();
            for left in (0..=asks.len()).rev() {
                let (verdict, records) =
                    journal(|journal| payload.run(inline, session, answers, user.as_slice(), journal));
                records.iter().for_each(|record| check(payload, record));
                let runs = records.iter().filter(|record| record[..2] == [0.0, -1.0]).count();
                assert_eq!(runs, usize::from(verdict == RunVerdict::Done));
                let RunVerdict::Asks(ask) = verdict else { break };
                assert!(left > 0 && asks.contains(&ask), "{ask:?}");
                let answer = match ask {
                    Ask::Include => &mut answers.include,
                    Ask::Url => &mut answers.url,
                    Ask::Groups => &mut answers.groups,
                };
                assert_eq!(answer.replace(true), None);
            }
        }
    }
}
