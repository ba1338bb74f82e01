//! The fuzz targets on inputs that `proptest` makes up.

use proptest::prelude::*;
use vexil_fuzz::TARGETS;

/// JSON made of the words of a config, in places where they belong more often than not.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|flag| flag.to_string()),
        (-2..40_i32).prop_map(|number| number.to_string()),
        prop_oneof![Just("1e400"), Just("-0"), Just("2.0"), Just("0.5"), Just("9007199254740993")]
            .prop_map(str::to_owned),
        "\"[a-c1.@-]{0,6}\"",
        prop_oneof![Just(r#""\ud83d""#), Just(r#""Identifier""#), Just(r#""1.0.0""#), Just(r#""4_00ff""#)]
            .prop_map(str::to_owned),
    ];
    let name = prop_oneof![
        4 => prop_oneof![Just("f"), Just("p"), Just("s"), Just("r"), Just("c"), Just("u")],
        4 => prop_oneof![Just("t"), Just("v"), Just("i"), Just("a"), Just("l"), Just("d"), Just("b"), Just("n")],
        1 => prop_oneof![Just("__proto__"), Just(""), Just("7"), Just("x")],
    ];
    leaf.prop_recursive(7, 60, 6, move |inner| {
        let member = (name.clone(), inner.clone()).prop_map(|(name, value)| format!("\"{name}\":{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(member, 0..6).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    })
}

/// A flag whose parts may be anything.
fn flag() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just(r#"{"s":"a"}"#.to_owned()),
        Just(r#"{"b":true}"#.to_owned()),
        Just(r#"{"i":3}"#.to_owned()),
        json()
    ];
    let condition = prop_oneof![
        (0..38_u32, json()).prop_map(|(comparator, operand)| {
            format!(r#"{{"u":{{"a":"Email","c":{comparator},"l":["a","1.0.0"],"s":"1.0.0","d":{operand}}}}}"#)
        }),
        ("[ab]", 0..2_u32).prop_map(|(key, comparator)| format!(
            r#"{{"p":{{"f":"{key}","c":{comparator},"v":{{"s":"a"}}}}}}"#
        )),
        (0..3_u32).prop_map(|segment| format!(r#"{{"s":{{"s":{segment},"c":0}}}}"#)),
        json(),
    ];
    let rule = (condition, value.clone())
        .prop_map(|(condition, value)| format!(r#"{{"c":[{condition}],"s":{{"v":{value}}}}}"#));
    let options = (0..=100_u32, value.clone()).prop_map(|(percentage, value)| {
        format!(r#"[{{"p":{percentage},"v":{value}}},{{"p":{},"v":{{"s":"b"}}}}]"#, 100 - percentage)
    });
    (0..5_u32, value, prop::collection::vec(rule, 0..3), options).prop_map(|(kind, value, rules, options)| {
        format!(r#"{{"t":{kind},"v":{value},"r":[{}],"p":{options}}}"#, rules.join(","))
    })
}

/// Attributes and operators of GrowthBook's conditions.
const NAMES: [&str; 14] =
    ["a", "b", "a.b", "id", "$in", "$nin", "$not", "$or", "$and", "$gt", "$lte", "$exists", "$eq", "$ne"];

/// JSON made of the words of GrowthBook's conditions.
fn condition() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop_oneof![
            Just("null"),
            Just("true"),
            Just("5"),
            Just("0.5"),
            Just("\"\""),
            Just("\"1\""),
            Just("[]")
        ]
        .prop_map(str::to_owned),
        "\"[ab1]{0,2}\"",
    ];
    leaf.prop_recursive(4, 20, 4, |inner| {
        let name = prop::sample::select(NAMES.as_slice());
        let member = (name, inner.clone()).prop_map(|(name, value)| format!("\"{name}\":{value}"));
        prop_oneof![
            1 => prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            3 => prop::collection::vec(member, 1..3).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    })
}

/// A rule of a GrowthBook feature, or what might pass for one.
fn rule() -> impl Strategy<Value = String> {
    let then = prop_oneof![
        3 => Just(r#""force":1"#),
        1 => Just(r#""force":2,"coverage":0.5,"hashAttribute":"b""#),
        2 => Just(r#""variations":[0,1],"hashAttribute":"a","coverage":0.8"#),
        1 => Just(r#""key":"e","variations":[0,1,2],"fallbackAttribute":"b","bucketVersion":1"#),
        1 => Just(r#""force":3,"tracks":[{}]"#),
        1 => Just(r#""force":4,"filters":[{"attribute":"b","seed":"s","ranges":[[0,0.5]]}]"#),
        1 => Just(r#""force":5,"parentConditions":[{"id":"b","condition":{"value":{"$gt":1}},"gate":true}]"#),
    ];
    prop_oneof![
        8 => (condition(), then).prop_map(|(condition, then)| format!(r#"{{"condition":{condition},{then}}}"#)),
        1 => json(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_is_a_config_or_none(root in json()) {
        vexil_fuzz::config(root.as_bytes());
    }

    #[test]
    fn any_flags_are_evaluated_and_unknown_nodes_do_not_matter(a in flag(), b in flag(), segment in json()) {
        vexil_fuzz::config(format!(r#"{{"p":{{"s":"salt"}},"s":[{segment}],"f":{{"a":{a},"b":{b}}}}}"#).as_bytes());
    }

    #[test]
    fn any_rules_are_settled_as_they_are_evaluated(
        a in prop::collection::vec(rule(), 0..4),
        b in prop::collection::vec(rule(), 0..3),
    ) {
        let (a, b) = (a.join(","), b.join(","));
        let experiments = if a.is_empty() { "null" } else { &format!("[{a}]") };
        let text = format!(
            r#"{{"features":{{"a":{{"rules":[{a}]}},"b":{{"defaultValue":2,"rules":[{b}]}}}},"experiments":{experiments}}}"#
        );
        vexil_fuzz::growthbook_payload(text.as_bytes());
    }

    #[test]
    fn any_json_is_a_session_or_none(forced in json(), sticky in json(), root in json()) {
        vexil_fuzz::growthbook_session(root.as_bytes());
        let text = format!(r#"{{"forcedFeatures":[["f",{forced}],{forced}],"forcedVariations":{forced},"sticky":{sticky}}}"#);
        vexil_fuzz::growthbook_session(text.as_bytes());
    }

    #[test]
    fn any_bytes_are_survived_by_every_target(data in prop::collection::vec(any::<u8>(), 0..60)) {
        for (_, target) in TARGETS {
            target(&data);
        }
    }
}
