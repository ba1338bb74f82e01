//! Conditions beside what the official package answers, and at their limits.

mod answers;

use proptest::prelude::*;

use super::*;
use crate::growthbook::Attribute;
use crate::js::{Object, object_order};

/// Attributes as an object.
struct User<'a>(&'a [Attribute], DataRef<'a>);

impl Lookup for User<'_> {
    fn get(&self, attribute: AttributeId) -> DataRef<'_> {
        match &self.0[attribute.0 as usize] {
            Attribute::Path(segments) => self.1.get_path(segments),
            Attribute::Top(name) => panic!("a condition reads {name:?}"),
        }
    }
}

fn data(json: &str) -> Data {
    Data::parse(json.as_bytes()).unwrap_or_else(|| panic!("{json}"))
}

/// What a condition says of attributes, of which each way to evaluate it must say the same; and what it notes.
fn answer(condition: &Data, attributes: &Data, groups: &Data) -> (bool, Vec<String>) {
    let (mut table, mut problems) = (AttributeTable::default(), Problems::default());
    let groups = SavedGroups::compile(groups, &mut table, &mut Problems::default());
    let compiled = Condition::compile(condition, &mut table, &mut problems);
    let holds = compiled.holds(&User(table.attributes(), attributes.view()), &groups);
    let for_data = Condition::compile_for_data(condition, &mut Problems::default());
    assert_eq!(for_data.holds_for(attributes.view(), &groups), holds, "{condition:?}");
    (holds, problems.list().iter().map(|problem| problem.text.clone()).collect())
}

fn holds(condition: &str, attributes: &str, groups: &str) -> bool {
    answer(&data(condition), &data(attributes), &data(groups)).0
}

#[test]
fn answers_are_those_of_the_official_package() {
    for list in [answers::MALFORMED, answers::VALUES, answers::PATHS, answers::IN_GROUPS] {
        for (condition, expected) in list {
            assert_eq!(holds(condition, answers::ATTRIBUTES, answers::GROUPS), *expected, "{condition}");
        }
    }
}

#[test]
fn what_is_no_json_is_judged_as_by_the_official_package() {
    let value = |wanted: &str| {
        let (_, tagged) = answers::EXOTIC_VALUES.iter().find(|(name, _)| *name == wanted).unwrap();
        Data::decode(format!("\0x{tagged}").as_bytes()).unwrap()
    };
    for (name, condition, expected) in answers::EXOTIC {
        let attributes = Data::Object(Object::new([(b"v".as_slice().into(), value(name))]));
        let condition = data(&format!("{{\"v\":{condition}}}"));
        assert_eq!(answer(&condition, &attributes, &Data::Null).0, *expected, "{name} {condition:?}");
    }
}

#[test]
fn a_value_that_cannot_be_read_spoils_the_condition() {
    let broken = Data::decode(b"\0!").unwrap();
    let attributes = Data::Object(Object::new([
        (b"a".as_slice().into(), Data::Number(1.0)),
        (b"broken".as_slice().into(), broken),
    ]));
    for (condition, expected) in [
        (r#"{"broken":1}"#, false),
        (r#"{"$not":{"broken":1}}"#, false),
        (r#"{"broken":{"$exists":false}}"#, false),
        (r#"{"a":1}"#, true),
        (r#"{"$or":[{"a":1},{"broken":1}]}"#, true),
        (r#"{"$or":[{"a":2},{"broken":1}]}"#, false),
        (r#"{"$not":{"$savedGroup":{"id":"g"}}}"#, false),
    ] {
        let groups = data(r#"{"g":{"type":"list","attributeKey":"broken","values":[1]}}"#);
        assert_eq!(answer(&data(condition), &attributes, &groups).0, expected, "{condition}");
    }
}

#[test]
fn problems_are_noted() {
    for (condition, expected) in [
        (r#"{"a":{"$regx":"a"}}"#, "Unknown operator: $regx"),
        (
            r#"{"a":{"$regex":"(a"}}"#,
            "Invalid regular expression: /(a/: unterminated group. It matches nothing.",
        ),
        (r#"{"a":{"$regexi":5}}"#, "A regular expression is no text. It matches nothing."),
        (r#"{"a":{"$in":5}}"#, "$in needs a list. It does not hold."),
        (r#"{"a":{"$alli":5}}"#, "$alli needs a list. It does not hold."),
        (r#"{"$or":null}"#, "$or is null. The condition does not hold."),
        (r#"{"$not":null}"#, "A condition is null. It does not hold."),
        (r#"{"a":{"$elemMatch":null}}"#, "$elemMatch is null. The condition does not hold."),
        (
            r#"{"$savedGroup":5}"#,
            "$savedGroup needs an id, and an attributeKey that is a text if it has one. It does not hold.",
        ),
    ] {
        assert_eq!(answer(&data(condition), &data("{}"), &Data::Null).1, [expected], "{condition}");
    }
    let mut problems = Problems::default();
    SavedGroups::compile(&data(r#"{"a":[1],"b":5}"#), &mut AttributeTable::default(), &mut problems);
    assert_eq!(problems.list()[0].text, "Saved group b is malformed. Nobody is in it.");
    assert_eq!(answer(&data(answers::MALFORMED[2].0), &data("{}"), &Data::Null).1, [""; 0]);
}

#[test]
fn the_attributes_of_a_condition_are_known() {
    let (mut table, mut problems) = (AttributeTable::default(), Problems::default());
    let groups = data(
        r#"{"list":{"type":"list","attributeKey":"of.list","values":[]},
            "outer":{"type":"condition","condition":{"outer":1,"$savedGroup":{"id":"inner"}}},
            "inner":{"type":"condition","condition":{"inner":1,"$savedGroup":{"id":"outer"}}},
            "other":{"type":"condition","condition":{"other":1}}}"#,
    );
    let groups = SavedGroups::compile(&groups, &mut table, &mut problems);
    let condition = data(
        r#"{"a.b":1,"$or":[{"c":1},{"$not":{"d":{"$elemMatch":{"x":1}}}}],
            "$and":[{"$savedGroup":{"id":"list"}},{"$savedGroup":{"id":"list","attributeKey":"key"}},{"$savedGroup":{"id":"outer"}}]}"#,
    );
    let condition = Condition::compile(&condition, &mut table, &mut problems);
    let name = |id: AttributeId| match &table.attributes()[id.0 as usize] {
        Attribute::Path(segments) => {
            segments.iter().map(|segment| String::from_utf8_lossy(segment)).collect::<Vec<_>>().join(".")
        }
        Attribute::Top(name) => panic!("{name:?}"),
    };
    let names: BTreeSet<String> = condition.attributes(&groups).into_iter().map(name).collect();
    let expected = ["a.b", "c", "d", "inner", "key", "of.list", "outer"];
    assert_eq!(names, expected.into_iter().map(str::to_owned).collect());
    assert!(Condition::compile_for_data(&data(r#"{"a":1}"#), &mut problems).attributes(&groups).is_empty());
}

/// `levels` times `open`, and as many times `close`.
fn nested(levels: usize, open: &str, inner: &str, close: &str) -> String {
    format!("{}{inner}{}", open.repeat(levels), close.repeat(levels))
}

#[test]
fn conditions_may_be_nested_deeply() {
    for levels in [1, 2, 498, 499] {
        let not = nested(levels, r#"{"$not":"#, r#"{"a":1}"#, "}");
        assert_eq!(holds(&not, r#"{"a":1}"#, "{}"), levels % 2 == 0);
        let and = nested(levels, r#"{"$and":["#, r#"{"a":1}"#, "]}");
        assert!(holds(&and, r#"{"a":1}"#, "{}"));
        let not = nested(levels, r#"{"$not":"#, "1", "}");
        assert_eq!(holds(&format!("{{\"a\":{not}}}"), r#"{"a":1}"#, "{}"), levels % 2 == 0);
    }
    for levels in [100, 250] {
        let element = nested(levels, r#"{"$elemMatch":{"a":"#, "1", "}}");
        let attributes = nested(levels, r#"{"a":["#, r#"{"a":1}"#, "]}");
        assert!(holds(&format!("{{\"a\":{element}}}"), &attributes, "{}"));
    }
    let deepest = nested(998, r#"{"$not":"#, r#"{"a":1}"#, "}");
    assert!(holds(&deepest, r#"{"a":1}"#, "{}"));
}

#[test]
fn conditions_nested_too_deeply_do_not_hold() {
    let mut inner = Data::Object(Object::new([(b"a".as_slice().into(), Data::Number(1.0))]));
    for _ in 0..1_001 {
        inner = Data::Object(Object::new([(b"$not".as_slice().into(), inner)]));
    }
    let (holds, problems) = answer(&inner, &data(r#"{"a":1}"#), &Data::Null);
    assert!(!holds);
    assert_eq!(problems, ["A condition is nested too deeply. It does not hold."]);
}

#[test]
fn groups_may_use_groups_within_the_same_limit() {
    let groups = |count: usize, condition: &dyn Fn(usize) -> String| {
        let group =
            |number| format!(r#""{number}":{{"type":"condition","condition":{}}}"#, condition(number));
        format!("{{{}}}", (0..count).map(group).collect::<Vec<_>>().join(","))
    };
    let chain = |count: usize| {
        groups(count, &|number| {
            let next = number + 1;
            if next == count {
                r#"{"a":1}"#.to_owned()
            } else {
                format!(r#"{{"$savedGroup":{{"id":"{next}"}}}}"#)
            }
        })
    };
    let (condition, attributes) = (r#"{"$savedGroup":{"id":"0"}}"#, r#"{"a":1}"#);
    for count in [1, 2, 900] {
        assert!(holds(condition, attributes, &chain(count)), "{count}");
    }
    for count in [1_100, 20_000] {
        assert!(!holds(condition, attributes, &chain(count)), "{count}");
        assert!(!holds(&format!("{{\"$not\":{condition}}}"), attributes, &chain(count)), "{count}");
    }
}

#[test]
fn groups_that_use_groups_again_and_again_end() {
    // Each of 60 groups asks for the next one twice.
    let group = |number: usize| {
        let next = format!(r#"{{"$savedGroup":{{"id":"{}"}}}}"#, number + 1);
        format!(r#""{number}":{{"type":"condition","condition":{{"$and":[{next},{next}]}}}}"#)
    };
    let groups: Vec<String> = (0..60).map(group).collect();
    let groups = format!(r#"{{{},"60":{{"type":"condition","condition":{{}}}}}}"#, groups.join(","));
    assert!(!holds(r#"{"$savedGroup":{"id":"0"}}"#, "{}", &groups));
    assert!(holds(r#"{"$savedGroup":{"id":"55"}}"#, "{}", &groups));
}

/// Anything that a payload could have for a condition.
fn anything() -> impl Strategy<Value = Data> {
    let scalar = prop_oneof![
        Just(Data::Null),
        any::<bool>().prop_map(Data::Bool),
        (-2..12_i32).prop_map(|number| Data::Number(f64::from(number))),
        "[a1.,(?]{0,3}".prop_map(|text| Data::Text(text.into_bytes().into())),
    ];
    let keys = [
        "$and",
        "$or",
        "$nor",
        "$not",
        "$savedGroup",
        "$eq",
        "$ne",
        "$lt",
        "$gte",
        "$in",
        "$nini",
        "$inGroup",
        "$notInGroup",
        "$all",
        "$alli",
        "$elemMatch",
        "$size",
        "$regex",
        "$regexi",
        "$type",
        "$veq",
        "$vgt",
        "$exists",
        "$?",
        "a",
        "b",
        "a.0",
        "id",
        "attributeKey",
        "length",
        "0",
    ];
    let key = prop::sample::select(keys.to_vec()).prop_map(|key| Box::from(key.as_bytes()));
    scalar.prop_recursive(5, 32, 3, move |inner| {
        let entries = prop::collection::vec((key.clone(), inner.clone()), 0..4);
        prop_oneof![
            1 => prop::collection::vec(inner, 0..4).prop_map(|items| Data::List(items.into())),
            4 => entries.prop_map(|entries: Vec<(Box<[u8]>, Data)>| Data::Object(Object::new(object_order(entries)))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn anything_is_a_condition(condition in anything(), attributes in anything(), group in anything()) {
        let key = |key: &str| Box::from(key.as_bytes());
        let group = Object::new([(key("type"), Data::Text(key("condition"))), (key("condition"), group)]);
        let groups = Data::Object(Object::new([(key("a"), Data::Object(group))]));
        // Compares the ways to evaluate it.
        answer(&condition, &attributes, &groups);
    }
}
