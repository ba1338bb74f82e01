//! What a host is told of features before it evaluates them.

use vexil_engine::growthbook::{Attribute, Outcome, OutcomeId, Payload};

fn parse(json: &str) -> Payload {
    Payload::parse(json.as_bytes(), None).unwrap()
}

fn names(plan: &[Attribute]) -> Vec<String> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let name = |attribute: &Attribute| match attribute {
        Attribute::Path(path) => path.iter().map(|segment| text(segment)).collect::<Vec<_>>().join("/"),
        Attribute::Top(name) => text(name),
    };
    plan.iter().map(name).collect()
}

#[test]
fn plans_list_what_can_be_read() {
    let payload = parse(
        r#"{"savedGroups":{"g":{"type":"condition","condition":{"inGroup":1}},"unused":{"type":"condition","condition":{"unused":1}}},
        "contextualBandits":{"b":{"contexts":[{"condition":{"context":1},"weights":[1,0]}]}},
        "features":{
            "none":{"defaultValue":1},
            "force":{"rules":[{"condition":{"a.b":1},"force":1,"coverage":0.5,"hashAttribute":"a.b","fallbackAttribute":"fall"}]},
            "everybody":{"rules":[{"force":1,"hashAttribute":"unread"}]},
            "split":{"rules":[{"variations":[0,1],"hashAttribute":"u","filters":[{"seed":"s","attribute":"f","ranges":[]}]}]},
            "disabled":{"rules":[{"variations":[0,1],"hashAttribute":"u","fallbackAttribute":"d","disableStickyBucketing":true}]},
            "group":{"rules":[{"condition":{"$savedGroup":{"id":"g"}},"force":1}]},
            "bandit":{"rules":[{"contextualVariations":[0,1],"contextualBanditRef":"b","disableStickyBucketing":true}]},
            "child":{"rules":[{"parentConditions":[{"id":"force"},{"id":"missing"},{"id":"none"}],"condition":{"own":1},"force":1}]},
            "circle":{"rules":[{"parentConditions":[{"id":"circle"}],"force":1}]}
        }}"#,
    );
    assert!(payload.problems().list().is_empty(), "{:?}", payload.problems());
    for (key, expected, reads_session) in [
        ("none", &[][..], false),
        // Whether buckets are sticky decides whether the fallback attribute counts.
        ("force", &["a/b", "a.b", "fall"], true),
        ("everybody", &[], false),
        ("split", &["f", "u", "id"], true),
        ("disabled", &["u"], true),
        ("group", &["inGroup"], false),
        ("bandit", &["context", "id"], true),
        ("child", &["a/b", "a.b", "fall", "own"], true),
    ] {
        let feature = payload.describe(payload.find(key.as_bytes()).unwrap()).unwrap();
        assert_eq!(names(feature.plan()), expected, "{key}");
        assert_eq!(feature.reads_session(), reads_session, "{key}");
    }
    let circle = payload.describe(payload.find(b"circle").unwrap()).unwrap();
    assert!(circle.plan().len() >= 10, "everything");
    let inline = payload
        .inline(br#"{"key":"k","variations":[0,1],"condition":{"new":1,"own":2},"parentConditions":[{"id":"force"}]}"#)
        .unwrap();
    assert_eq!(names(inline.plan()), ["id", "own", "new", "a/b", "a.b", "fall"]);
}

#[test]
fn outcomes_are_numbered_rule_by_rule() {
    let payload = parse(
        r#"{"features":{"f":{"rules":[{"force":1},{},{"variations":[0,1,2]},{"force":2,"variations":[3,4]},{"variations":"ab"},null]}}}"#,
    );
    let feature = payload.describe(payload.find(b"f").unwrap()).unwrap();
    let variation = |rule, variation| Outcome::Experiment { rule, variation };
    let expected = [
        Outcome::Default,
        Outcome::Circle,
        Outcome::Gate,
        Outcome::Force { rule: 0 },
        variation(2, 0),
        variation(2, 1),
        variation(2, 2),
        Outcome::Force { rule: 3 },
        variation(4, 0),
        variation(4, 1),
    ];
    assert_eq!(feature.outcomes().collect::<Vec<_>>(), expected);
}

#[test]
fn constants_depend_on_nothing() {
    for (rules, expected) in [
        ("[]", Some(0)),
        ("null", Some(0)),
        (r#"[{"force":1}]"#, Some(3)),
        (r#"[{},{"coverage":0,"force":0},{"force":1}]"#, Some(4)),
        (r#"[{"filters":[],"force":1}]"#, Some(3)),
        (r#"[{"force":1,"tracks":[]}]"#, Some(3)),
        (r#"[{"force":1,"tracks":[{}]}]"#, None),
        (r#"[{"force":1,"condition":{}}]"#, None),
        (r#"[{"force":1,"coverage":1}]"#, None),
        (r#"[{"variations":[1]}]"#, None),
        (r#"[{"parentConditions":[{"id":"f"}],"force":1}]"#, None),
        ("[null]", None),
        ("5", None),
    ] {
        let payload = parse(&format!(r#"{{"features":{{"f":{{"rules":{rules}}}}}}}"#));
        let feature = payload.describe(payload.find(b"f").unwrap()).unwrap();
        assert_eq!(feature.constant(), expected.map(OutcomeId), "{rules}");
    }
}

#[test]
fn keys_come_in_javascripts_order_without_those_that_are_none() {
    let payload = parse(
        r#"{"features":{"b":{},"9":{},"a":null,"__proto__":{},"b":{"defaultValue":1},"":{},"0":false}}"#,
    );
    let keys: Vec<&[u8]> = payload.keys().collect();
    assert_eq!(keys, [b"9".as_slice(), b"b", b"__proto__", b""]);
    let last = payload.describe(payload.find(b"b").unwrap()).unwrap();
    assert_eq!(last.json(), br#"{"defaultValue":1}"#);
    assert_eq!(payload.find(b"a"), None);
    for text in [r#"{"features":[{}]}"#, r#"{"features":5}"#, "{}", r#"{"features":null,"experiments":{}}"#] {
        assert!(parse(text).is_empty(), "{text}");
    }
    for text in ["", "null", "[]", "5", "{", "{}x"] {
        assert!(Payload::parse(text.as_bytes(), None).is_err(), "{text}");
    }
    assert!(Payload::parse(b"{}".as_slice(), Some(b"[]")).is_err());
}

#[test]
fn problems_name_their_feature() {
    let payload = parse(
        r#"{"features":{"a":{"rules":[null,{"force":1,"filters":5}]},"b":7,"c":{"rules":5}},"experiments":[null,{"key":"e","variations":null}]}"#,
    );
    let said: Vec<String> = payload
        .problems()
        .list()
        .iter()
        .map(|problem| {
            let owner = problem.owner.as_deref().map(String::from_utf8_lossy);
            format!("{}: {}", owner.unwrap_or_default(), problem.text)
        })
        .collect();
    assert_eq!(
        said,
        [
            "a: A rule is no object.",
            "a: \"filters\" is no list.",
            "c: \"rules\" is no list.",
            ": An experiment is no object.",
            "e: The experiment has no variations.",
        ]
    );
}
