//! Experiments that are no rules of features.
//!
//! `runs.json` has options of a constructor, an experiment, and what `run` of the official package (1.8.0) gives: whether the user is in,
//! variation, whether and to what it hashed. `null` is where it throws.

use serde_json::{Value, json};
use vexil_engine::growthbook::{Answers, Ask, Payload, RunVerdict, Session};

use crate::cases::{list, same};
use crate::host::Host;

#[test]
fn experiments_give_what_the_official_package_gives() {
    let cases: Value = serde_json::from_str(include_str!("runs.json")).unwrap();
    for case in list(&cases) {
        let [options, experiment, expected] = list(case) else { panic!("{case}") };
        let Some((run, _)) = Host::new(options).run(experiment, Answers::default()) else {
            assert!(expected.is_null(), "{options} {experiment}\nexpected: {expected}");
            continue;
        };
        let actual =
            json!([run.variation.is_some(), run.variation.unwrap_or_default(), run.hash_used, run.bucket]);
        assert!(same(&actual, expected), "{options} {experiment}\n  actual: {actual}\nexpected: {expected}");
    }
}

#[test]
fn the_host_is_asked_at_its_steps() {
    let payload = Payload::parse(br#"{"features":{"p":{"defaultValue":1}}}"#.as_slice(), None).unwrap();
    let user = [vexil_engine::js::Data::Text(b"1".as_slice().into())];
    let run = |experiment: &str, answers: Answers| {
        let inline = payload.inline(experiment.as_bytes()).unwrap();
        payload.run(&inline, &Session::default(), answers, user.as_slice(), &mut ())
    };
    let none = Answers::default();
    let all = r#"{"key":"k","variations":[0,1],"include":1,"url":{},"groups":["a"],"condition":{"id":"1"}}"#;
    assert_eq!(run(all, none), RunVerdict::Asks(Ask::Include));
    let included = Answers { include: Some(true), ..none };
    assert_eq!(run(all, included), RunVerdict::Asks(Ask::Groups));
    assert_eq!(run(all, Answers { groups: Some(true), ..included }), RunVerdict::Asks(Ask::Url));
    assert_eq!(run(all, Answers { include: Some(false), ..none }), RunVerdict::Done);
    assert_eq!(run(all, Answers { groups: Some(false), ..included }), RunVerdict::Done);
    // Filters come before the function, conditions after it.
    let filtered = r#"{"key":"k","variations":[0,1],"include":1,"filters":[{"seed":"a","ranges":[]}]}"#;
    assert_eq!(run(filtered, none), RunVerdict::Done);
    let other = r#"{"key":"k","variations":[0,1],"include":1,"condition":{"id":"2"}}"#;
    assert_eq!(run(other, none), RunVerdict::Asks(Ask::Include));
    assert_eq!(run(other, included), RunVerdict::Done);
}

#[test]
fn an_experiment_belongs_to_its_payload() {
    let parse = || Payload::parse(b"{}".as_slice(), None).unwrap();
    let (payload, other) = (parse(), parse());
    let inline = payload.inline(br#"{"key":"k","variations":[0,1]}"#).unwrap();
    let run = |payload: &Payload| payload.run(&inline, &Session::default(), Answers::default(), &(), &mut ());
    assert_eq!([run(&payload), run(&other)], [RunVerdict::Done, RunVerdict::Fault]);
    for text in ["", "[]", "null", "{"] {
        assert!(payload.inline(text.as_bytes()).is_err(), "{text}");
    }
}
