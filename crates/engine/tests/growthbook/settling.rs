//! What is decided by classes of values comes out as it does without them.

use std::collections::HashMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use vexil_engine::growthbook::hashing::hash;
use vexil_engine::growthbook::{
    Attribute, BucketRule, BucketRules, FeatureId, Journal, NumberClasses, OutcomeId, Payload, RECORD,
    RestId, Session, Settled, ValueClasses, Verdict,
};
use vexil_engine::js::Data;

const NAMES: [&str; 3] = ["a", "b", "c"];

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[xy]{0,2}", Just("null".to_owned()), Just("5".to_owned()), Just("true".to_owned())]
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => (-1..7_i32).prop_map(f64::from), 1 => Just(-0.0), 1 => Just(4.5), 1 => Just(1e300)]
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => text().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        2 => number().prop_map(Value::from),
    ]
}

fn test() -> impl Strategy<Value = Value> {
    let list = || prop::collection::vec(scalar(), 0..12);
    prop_oneof![
        4 => scalar(),
        2 => scalar().prop_map(|value| json!({"$eq": value})),
        2 => scalar().prop_map(|value| json!({"$ne": value})),
        4 => list().prop_map(|items| json!({"$in": items})),
        2 => list().prop_map(|items| json!({"$nin": items})),
        1 => list().prop_map(|items| json!({"$ini": items})),
        1 => any::<bool>().prop_map(|exists| json!({"$exists": exists})),
        1 => scalar().prop_map(|value| json!({"$not": value})),
        1 => prop_oneof![Just("values"), Just("list"), Just("condition"), Just("none")]
            .prop_map(|id| json!({"$inGroup": id})),
        1 => Just(json!({"$type": "string"})),
        1 => Just(json!({"$gt": "x"})),
        3 => (prop::sample::select(["$lt", "$lte", "$gt", "$gte"].as_slice()), number())
            .prop_map(|(name, limit)| json!({name: limit})),
        1 => number().prop_map(|limit| json!({"$veq": limit.to_string()})),
        1 => Just(json!({"$regex": "^x"})),
        1 => Just(json!({"$size": 2})),
        1 => Just(json!({"$odd": 1})),
        1 => (scalar(), list()).prop_map(|(other, items)| json!({"$ne": other, "$in": items})),
    ]
}

fn condition() -> impl Strategy<Value = Value> {
    let one = (prop::sample::select(NAMES.as_slice()), test()).prop_map(|(name, test)| json!({name: test}));
    let group = prop_oneof![Just("values"), Just("list"), Just("condition")]
        .prop_map(|id| json!({"$savedGroup": {"id": id}}));
    let leaf = prop_oneof![12 => one, 1 => group];
    leaf.prop_recursive(2, 6, 3, |inner| {
        let several = || prop::collection::vec(inner.clone(), 0..3);
        prop_oneof![
            several().prop_map(|items| json!({"$or": items})),
            several().prop_map(|items| json!({"$and": items})),
            several().prop_map(|items| json!({"$nor": items})),
            inner.clone().prop_map(|item| json!({"$not": item})),
        ]
    })
}

fn joined(parts: impl IntoIterator<Item = Value>) -> Value {
    let all = parts.into_iter().flat_map(|part| part.as_object().unwrap().clone());
    Value::Object(all.collect())
}

/// What is hashed, and how.
fn hashed() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(NAMES.as_slice());
    let version = prop::sample::select(vec![json!(1), json!(2), json!(2), json!(3), json!(null)]);
    let seed =
        prop_oneof![4 => "[a-z]{1,12}".prop_map(Value::from), 1 => Just(json!(7)), 1 => Just(json!(null))];
    (name, version, seed).prop_map(
        |(name, version, seed)| json!({"hashAttribute": name, "hashVersion": version, "seed": seed}),
    )
}

fn ranges(count: usize) -> impl Strategy<Value = Vec<Value>> {
    let bound =
        || prop::sample::select(vec![json!(0), json!(0.25), json!(0.5), json!(0.75), json!(1), json!("x")]);
    prop::collection::vec((bound(), bound()).prop_map(|(start, end)| json!([start, end])), count)
}

fn experiment() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => Just(json!({})),
        1 => Just(json!({"coverage": 0.6})),
        1 => Just(json!({"weights": [0.1, 0.9]})),
        2 => prop_oneof![ranges(1), ranges(2), ranges(3)].prop_map(|ranges| json!({"ranges": ranges})),
        1 => Just(json!({"namespace": ["n", 0.2, 0.8]})),
        1 => Just(json!({"meta": [{"passthrough": true}, {}]})),
        1 => Just(json!({"contextualBanditRef": "none"})),
        1 => Just(json!({"variations": [0]})),
    ]
    .prop_map(|more| joined([json!({"variations": [0, 1]}), more]))
}

fn rule() -> impl Strategy<Value = Value> {
    let force = |more: Value| {
        condition().prop_map(move |condition| {
            let mut rule = json!({"condition": condition, "force": 1});
            rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            rule
        })
    };
    prop_oneof![
        6 => force(json!({})),
        1 => force(json!({"coverage": 0.5, "hashAttribute": "b"})),
        2 => (force(json!({})), hashed(), prop::sample::select([0.0, 0.3, 0.7, 1.0].as_slice())).prop_map(
            |(rule, hashed, coverage)| joined([rule, hashed, json!({"coverage": coverage})]),
        ),
        1 => (force(json!({})), hashed(), ranges(1)).prop_map(|(rule, hashed, ranges)| {
            joined([rule, hashed, json!({"range": ranges[0]})])
        }),
        3 => (prop::option::of(condition()), hashed(), experiment()).prop_map(|(condition, hashed, experiment)| {
            joined([condition.map_or_else(|| json!({}), |condition| json!({"condition": condition})), hashed, experiment])
        }),
        1 => force(json!({"coverage": 0})),
        1 => force(json!({"tracks": [{}]})),
        1 => force(json!({"filters": [{"attribute": "c", "seed": "s", "ranges": [[0, 0.5]]}]})),
        1 => force(json!({"parentConditions": [{"id": "parent", "condition": {"value": true}}]})),
        3 => (condition(), prop::sample::select(NAMES.as_slice())).prop_map(|(condition, name)| {
            json!({"condition": condition, "variations": [0, 1], "coverage": 0.8, "hashAttribute": name})
        }),
        1 => Just(json!({})),
        1 => Just(json!(null)),
    ]
}

fn payload() -> impl Strategy<Value = Payload> {
    prop::collection::vec(rule(), 0..5).prop_map(|rules| {
        let payload = json!({
            "features": {
                "feature": {"defaultValue": 0, "rules": rules},
                "parent": {"defaultValue": false, "rules": [{"condition": {"c": "x"}, "force": true}]},
            },
            "savedGroups": {
                "values": ["x", "xy", 5, null],
                "list": {"type": "list", "attributeKey": "b", "values": ["y", "5"]},
                "condition": {"type": "condition", "condition": {"c": {"$in": ["x", "y"]}}},
            },
        });
        Payload::parse(payload.to_string().into_bytes(), None).unwrap()
    })
}

fn value() -> impl Strategy<Value = Data> {
    prop_oneof![
        6 => text().prop_map(|text| Data::Text(text.as_bytes().into())),
        1 => any::<bool>().prop_map(Data::Bool),
        1 => Just(Data::Null),
        1 => Just(Data::Undefined),
        3 => prop_oneof![8 => number(), 1 => Just(f64::NAN), 1 => Just(f64::INFINITY)].prop_map(Data::Number),
        1 => Just(Data::List([Data::Text(b"x".as_slice().into())].into())),
    ]
}

/// The class of a value; `None`: nothing is known of it.
fn class_of(classes: &ValueClasses<'_>, value: &Data) -> Option<u32> {
    let [yes, no, null, undefined] = classes.scalars;
    match value {
        Data::Text(text) => {
            let texts = classes.texts.as_ref()?;
            let known = texts.known.iter().find(|(known, _)| **known == **text);
            Some(known.map_or(texts.other, |(_, class)| *class))
        }
        Data::Number(number) if number.is_nan() => None,
        Data::Number(number) => {
            let NumberClasses { limits, classes } = classes.numbers.as_ref()?;
            let below = limits.iter().filter(|limit| **limit < *number).count();
            let place = 2 * below + usize::from(limits.get(below) == Some(number));
            Some(classes[place])
        }
        Data::Bool(true) => Some(yes),
        Data::Bool(false) => Some(no),
        Data::Null => Some(null),
        Data::Undefined => Some(undefined),
        _ => None,
    }
}

struct Subject {
    payload: Payload,
    feature: FeatureId,
}

impl Subject {
    fn slots(&self) -> u32 {
        self.payload.value_classes(self.feature).iter().map(|(slot, _)| 1 << slot).sum()
    }

    /// The classes of a user's values.
    fn classes(&self, user: &[Data]) -> Option<Vec<u32>> {
        let classes = self.payload.value_classes(self.feature);
        classes.iter().map(|(slot, classes)| class_of(classes, &user[*slot])).collect()
    }

    fn evaluate(&self, user: &[Data], rest: Option<RestId>) -> (Verdict, Vec<f64>) {
        let mut numbers = [0.0; 1 + 16 * RECORD];
        let mut journal = Journal::new(&mut numbers);
        let session = Session::default();
        let verdict = match rest {
            None => self.payload.evaluate(self.feature, &session, user, &mut journal),
            Some(rest) => self.payload.evaluate_rest(rest, &session, user, &mut journal),
        };
        journal.finish().unwrap();
        let length = 1 + numbers[0] as usize * RECORD;
        // NaN is not equal to itself.
        (
            verdict,
            numbers[..length].iter().map(|number| if number.is_nan() { -9.0 } else { *number }).collect(),
        )
    }
}

/// The text that is hashed, as a host finds it; `None`: it leaves the value alone.
fn hashed_text(value: &Data) -> Option<Vec<u8>> {
    match value {
        Data::Text(text) if !text.is_empty() => Some(text.to_vec()),
        // All of these are written alike by Rust and by JavaScript.
        Data::Number(number) if *number != 0.0 && number.abs() < 1e6 => Some(number.to_string().into_bytes()),
        _ => None,
    }
}

impl Subject {
    /// What a host makes of bucket rules.
    fn look_up(
        &self,
        BucketRules { rules, otherwise }: &BucketRules<'_>,
        user: &[Data],
    ) -> Option<(Verdict, Vec<f64>)> {
        for rule in rules {
            let bucket = hash(rule.seed, &hashed_text(&user[rule.slot])?, f64::from(rule.version)).unwrap();
            let found = rule.ranges.iter().position(|(range, _)| range.has(bucket));
            let outcome = found.map_or(*otherwise, |at| rule.ranges[at].1);
            let told = rule.experiment.map(|index| {
                let run = found.map_or([0.0, 0.0, -9.0], |variation| [variation as f64, 3.0, bucket]);
                [&[1.0, 0.0, f64::from(self.feature.0), f64::from(index)], run.as_slice(), &[-2.0]].concat()
            });
            if found.is_some() || told.is_some() {
                return Some((Verdict::Outcome(outcome), told.unwrap_or_else(|| vec![0.0])));
            }
        }
        Some((Verdict::Outcome(*otherwise), vec![0.0]))
    }
}

fn by_plan(payload: &Payload, feature: FeatureId, attributes: &[Data; 3]) -> Vec<Data> {
    let place = |attribute: &Attribute| {
        let wanted = match attribute {
            Attribute::Path(path) => &path[0],
            Attribute::Top(name) => name,
        };
        NAMES.iter().position(|name| name.as_bytes() == &**wanted)
    };
    let plan = payload.describe(feature).unwrap().plan();
    plan.iter().map(|attribute| place(attribute).map_or(Data::Null, |at| attributes[at].clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn classes_decide_as_values_do(
        payload in payload(),
        users in prop::collection::vec([value(), value(), value()], 1..16),
    ) {
        let feature = payload.find(b"feature").unwrap();
        let users: Vec<_> = users.iter().map(|user| by_plan(&payload, feature, user)).collect();
        let subject = Subject { payload, feature };
        let mut settled: HashMap<Vec<u32>, Settled> = HashMap::new();
        for user in &users {
            let Some(classes) = subject.classes(user) else { continue };
            let known = subject.payload.settle(feature, subject.slots(), user.as_slice());
            prop_assert_eq!(*settled.entry(classes).or_insert(known), known);
            let whole = subject.evaluate(user, None);
            match known {
                Settled::Outcome(outcome) => prop_assert_eq!(whole, (Verdict::Outcome(outcome), vec![0.0])),
                Settled::Rest(rest) => {
                    let slots = subject.payload.rest_slots(rest);
                    let read: Vec<Data> = slots.iter().map(|slot| user[*slot].clone()).collect();
                    prop_assert_eq!(&subject.evaluate(&read, Some(rest)), &whole);
                    let rules = subject.payload.bucket_rules(rest);
                    if let Some(by_buckets) = rules.and_then(|rules| subject.look_up(&rules, user)) {
                        prop_assert_eq!(&by_buckets, &whole);
                    }
                }
                Settled::Unknown => prop_assert!(false, "there is room"),
            }
        }
    }
}

fn classes_of(rules: &Value) -> Vec<(usize, u32)> {
    let payload = json!({"features": {"feature": {"defaultValue": 0, "rules": rules}}});
    let payload = Payload::parse(payload.to_string().into_bytes(), None).unwrap();
    let feature = payload.find(b"feature").unwrap();
    payload.value_classes(feature).iter().map(|(slot, classes)| (*slot, classes.count)).collect()
}

#[test]
fn values_that_give_the_same_answers_are_of_one_class() {
    let rules = json!([
        {"condition": {"a": {"$in": ["x", "y"]}, "b": true}, "force": 1},
        {"condition": {"a": {"$in": ["z", "y"]}, "c": "w"}, "force": 2},
    ]);
    // x, y, z and others; true and false; w and others.
    assert_eq!(classes_of(&rules), [(0, 4), (1, 2), (2, 2)]);
}

#[test]
fn only_what_comes_before_the_first_undecidable_rule_counts() {
    let decidable = json!({"condition": {"a": "x"}, "force": 1});
    let experiment = json!({"condition": {"b": "y"}, "variations": [0, 1]});
    let filtered = json!({"condition": {"b": "y"}, "force": 1, "filters": []});
    let after = json!({"condition": {"c": "z"}, "force": 2});
    assert_eq!(classes_of(&json!([decidable, experiment, after])), [(0, 2), (2, 2)]);
    assert_eq!(classes_of(&json!([decidable, filtered, after])), [(0, 2)]);
    assert_eq!(classes_of(&json!([filtered, decidable])), []);
}

#[test]
fn numbers_fall_between_limits() {
    // Below 5, 5 to 7, above 7.
    let rules = json!([{"condition": {"a": {"$gte": 5, "$lt": 7}, "b": {"$gt": 7}}, "force": 1}]);
    assert_eq!(classes_of(&rules), [(0, 2), (1, 2)]);
    let rules = json!([
        {"condition": {"a": {"$gte": 5}}, "force": 1},
        {"condition": {"a": {"$gte": 7}}, "force": 2},
    ]);
    assert_eq!(classes_of(&rules), [(0, 3)]);
}

#[test]
fn what_is_not_worth_it_has_no_classes() {
    let many: Vec<String> = (0..128).map(|index| index.to_string()).collect();
    assert_eq!(classes_of(&json!([{"condition": {"a": {"$in": many[..127]}}, "force": 1}])), [(0, 2)]);
    assert_eq!(classes_of(&json!([{"condition": {"a": {"$in": many}}, "force": 1}])), []);
    let each = |name: &str| -> Vec<Value> {
        (0..40).map(|index| json!({"condition": {name: index.to_string()}, "force": index})).collect()
    };
    assert_eq!(classes_of(&json!(each("a"))), [(0, 41)]);
    assert_eq!(classes_of(&json!([each("a"), each("b")].concat())), []);
}

#[test]
fn the_outcome_is_that_of_the_first_rule_that_applies() {
    let payload = json!({"features": {"feature": {"defaultValue": 0, "rules": [
        {"condition": {"a": "x", "b": {"$regex": "5"}}, "force": 1},
        {"condition": {"a": "y"}, "force": 2},
        {"condition": {"a": "z"}, "force": 3, "coverage": 0.5, "hashAttribute": "c"},
        {"condition": {"a": {"$in": ["z", "w"]}}, "variations": [0, 1]},
    ]}}});
    let payload = Payload::parse(payload.to_string().into_bytes(), None).unwrap();
    let feature = payload.find(b"feature").unwrap();
    let names: Vec<String> =
        payload.describe(feature).unwrap().plan().iter().map(|name| format!("{name:?}")).collect();
    let settle = |text: &str| payload.settle(feature, 1, [Data::Text(text.as_bytes().into())].as_slice());
    assert_eq!(settle("y"), Settled::Outcome(OutcomeId(4)));
    let read = |text: &str| -> String {
        let Settled::Rest(rest) = settle(text) else { panic!("{text}") };
        payload.rest_slots(rest).iter().map(|slot| names[*slot].as_str()).collect()
    };
    let all = |ids: &[&str]| ids.iter().map(|id| format!("Path([{:?}])", id.as_bytes())).collect::<String>();
    // Whether rule 2 holds and whether rule 4 does is known.
    assert_eq!(read("x"), all(&["a", "b", "id"]));
    assert_eq!(read("z"), all(&["c", "id"]));
    assert_eq!(read("w"), all(&["id"]));
    assert_eq!(read("other"), all(&["id"]));
    assert_eq!(settle("other"), settle("another"));
    assert_ne!(settle("other"), settle("w"));
}

/// The bucket rules of a feature without classes.
fn rules_of<T>(rules: &Value, look: impl FnOnce(Option<BucketRules<'_>>) -> T) -> T {
    let payload = json!({"features": {"feature": {"defaultValue": 0, "rules": rules}}});
    let payload = Payload::parse(payload.to_string().into_bytes(), None).unwrap();
    let Settled::Rest(rest) = payload.settle(payload.find(b"feature").unwrap(), 0, [].as_slice()) else {
        panic!("it is settled");
    };
    look(payload.bucket_rules(rest))
}

#[test]
fn what_only_buckets_decide_is_told_as_a_table() {
    let rollout = json!({"force": 1, "coverage": 0.25, "hashAttribute": "a", "seed": "s"});
    let experiment = json!({"variations": [0, 1], "hashVersion": 2, "key": "k"});
    rules_of(&json!([rollout, experiment]), |found| {
        let BucketRules { rules, otherwise } = found.unwrap();
        assert_eq!(otherwise, OutcomeId::DEFAULT);
        let [first, second] = rules.as_slice() else { panic!("{rules:?}") };
        let BucketRule { slot: 0, seed: b"s", version: 1, ranges, experiment: None } = first else {
            panic!("{first:?}");
        };
        let [(range, OutcomeId(3))] = ranges.as_slice() else { panic!("{ranges:?}") };
        assert!(range.has(0.0) && range.has(0.25) && !range.has(0.251));
        let BucketRule { slot: 1, seed: b"k", version: 2, ranges, experiment: Some(1) } = second else {
            panic!("{second:?}");
        };
        let [(control, OutcomeId(4)), (treatment, OutcomeId(5))] = ranges.as_slice() else {
            panic!("{ranges:?}");
        };
        assert!(control.has(0.0) && !control.has(0.5) && treatment.has(0.5) && treatment.has(0.9999));
    });
}

#[test]
fn what_more_than_buckets_decides_is_no_table() {
    let is_table = |rules: &Value| rules_of(rules, |found| found.is_some());
    let experiment = json!({"variations": [0, 1]});
    let force = json!({"force": 1});
    assert!(is_table(&json!([experiment, force])), "everybody is in");
    assert!(is_table(&json!([joined([experiment.clone(), json!({"ranges": [[0, 1], ["x", 1]]})]), force])));
    assert!(is_table(&json!([json!({"force": 1, "coverage": 0.5}), force])));
    for rules in [
        json!([joined([experiment.clone(), json!({"coverage": 0.5})]), force]),
        json!([joined([experiment.clone(), json!({"ranges": [[0, 0.5], ["x", 1]]})]), force]),
        json!([joined([experiment.clone(), json!({"ranges": [["x", 1], [0, 0.5]]})]), force]),
        json!([joined([experiment.clone(), json!({"namespace": ["n", 0, 0.5]})])]),
        json!([joined([experiment.clone(), json!({"seed": 5})])]),
        json!([joined([experiment.clone(), json!({"meta": [{"passthrough": true}]})])]),
        json!([joined([experiment.clone(), json!({"filters": []})])]),
        json!([joined([experiment.clone(), json!({"parentConditions": [{"id": "p", "condition": {}}]})])]),
        json!([joined([experiment, json!({"condition": {"a": {"$regex": "x"}}})])]),
        json!([{"force": 1, "coverage": 0.5, "tracks": [{}]}]),
        json!([{"force": 1, "coverage": 0.5}, {"force": 1, "condition": {"a": {"$regex": "x"}}}]),
        json!([{"variations": [0]}]),
        json!([null]),
    ] {
        assert!(!is_table(&rules), "{rules}");
    }
}
