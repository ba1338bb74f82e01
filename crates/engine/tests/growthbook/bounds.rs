//! Payloads that try to take long, or much of the stack.

use std::time::{Duration, Instant};

use vexil_engine::growthbook::{OutcomeId, Payload, Session, Verdict};
use vexil_engine::js::Data;

use crate::host::{Listener, Told};

/// A debug build on a busy machine: what takes exponential or quadratic time takes far longer.
const LIMIT: Duration = Duration::from_secs(20);

fn parents(key: &str, parents: &[String], then: &str) -> String {
    let parents: Vec<String> =
        parents.iter().map(|parent| format!(r#"{{"id":"{parent}","condition":{{}}}}"#)).collect();
    format!(r#""{key}":{{"rules":[{{"parentConditions":[{}],{then}}}]}}"#, parents.join(","))
}

fn payload(features: &[String]) -> Payload {
    Payload::parse(format!(r#"{{"features":{{{}}}}}"#, features.join(",")).into_bytes(), None).unwrap()
}

fn evaluate(payload: &Payload, key: &str) -> (Verdict, Vec<Told>) {
    let id = payload.find(key.as_bytes()).unwrap();
    let mut listener = Listener::default();
    let user = vec![Data::Text(b"1".as_slice().into()); payload.describe(id).unwrap().plan().len()];
    let verdict = payload.evaluate(id, &Session::default(), user.as_slice(), &mut listener);
    (verdict, listener.0)
}

#[test]
fn long_chains_of_prerequisites() {
    let start = Instant::now();
    let length = 20_000;
    let mut features: Vec<String> = (0..length)
        .map(|index| parents(&format!("f{index}"), &[format!("f{}", index + 1)], r#""force":1"#))
        .collect();
    features.push(format!(r#""f{length}":{{"rules":[{{"condition":{{"id":"1"}},"force":1}}]}}"#));
    let payload = payload(&features);
    let (verdict, told) = evaluate(&payload, "f0");
    assert_eq!((verdict, told.len()), (Verdict::Outcome(OutcomeId(3)), length));
    assert!(start.elapsed() < LIMIT);
}

#[test]
fn prerequisites_that_double_at_each_level() {
    let start = Instant::now();
    let levels = 60;
    let mut features: Vec<String> = (0..levels)
        .map(|level| {
            let next = format!("f{}", level + 1);
            parents(&format!("f{level}"), &[next.clone(), next], r#""force":1"#)
        })
        .collect();
    features.push(format!(r#""f{levels}":{{"rules":[{{"condition":{{"id":"1"}},"force":1}}]}}"#));
    let (verdict, told) = evaluate(&payload(&features), "f0");
    assert_eq!(verdict, Verdict::Outcome(OutcomeId(3)));
    assert!(told.len() < 10_000, "{}", told.len());
    // In circles nothing can be remembered.
    features.pop();
    features.push(parents(&format!("f{levels}"), &["f0".to_owned()], r#""force":1"#));
    assert_eq!(evaluate(&payload(&features), "f0").0, Verdict::Outcome(OutcomeId::CIRCLE));
    let escapes = format!(
        r#""f{levels}":{{"rules":[{{"parentConditions":[{{"id":"self","condition":{{}}}}],"force":1}}]}},"self":{{"rules":[{{"parentConditions":[{{"id":"none","condition":{{"value":1}}}},{{"id":"self"}}],"force":2}}]}}"#
    );
    features.pop();
    features.push(escapes);
    assert_eq!(evaluate(&payload(&features), "f0").0, Verdict::Fault);
    assert!(start.elapsed() < LIMIT);
}

#[test]
fn plans_that_are_too_long_altogether_list_everything() {
    let start = Instant::now();
    let length = 3_000;
    let features: Vec<String> = (0..length)
        .map(|index| {
            let then = format!(r#""force":1,"condition":{{"a{index}":1}}"#);
            parents(&format!("f{index}"), &[format!("f{}", index + 1)], &then)
        })
        .collect();
    let payload = payload(&features);
    let plan = |index: usize| {
        let id = payload.find(format!("f{index}").as_bytes()).unwrap();
        payload.describe(id).unwrap().plan().len()
    };
    assert_eq!([plan(length - 1), plan(length - 100), plan(0)], [1, 100, length]);
    assert!(start.elapsed() < LIMIT);
}

#[test]
fn values_of_any_depth() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let payload = payload(&[format!(r#""deep":{{"defaultValue":{deep}}}"#), r#""flat":{}"#.to_owned()]);
    assert_eq!(payload.keys().collect::<Vec<_>>(), [b"flat"]);
    assert!(payload.problems().list()[0].text.contains("nested"));
    assert!(Session::parse(deep.as_bytes()).is_err());
    assert!(payload.inline(format!(r#"{{"variations":{deep}}}"#).as_bytes()).is_err());
}
