//! Users and sessions of GrowthBook's dialect, and what is told of them.

use vexil_engine::growthbook::{
    Attribute, FeatureId, Full, Journal, Outcome, OutcomeId, Payload, RECORD, Session, Told, ValueClasses,
    Verdict,
};
use vexil_engine::js::{Data, Exotic, Object};

use crate::user::Texts;

/// How many different users there are.
pub(crate) const USERS: usize = 6;

/// Sessions that have something to say to many payloads.
const SESSIONS: [&str; 3] = [
    r#"{"enabled":false,"forcedVariations":{"e":1,"f":0}}"#,
    r#"{"url":"https://a.example/p?e=1&f=0","forcedVariations":{"a":1,"b":-1},"forcedFeatures":[["p",true],["",0]],"groups":{"beta":1}}"#,
    r#"{"qaMode":true,"sticky":{"id||1":{"assignments":{"e__0":"1","f__0":"0","a__2":"x"}},"id||a":{"assignments":{"e__1":"0"}}}}"#,
];

/// The session of nobody, then others.
pub(crate) fn sessions() -> Vec<Session> {
    let others = SESSIONS.iter().map(|text| Session::parse(text.as_bytes()).unwrap());
    std::iter::once(Session::default()).chain(others).collect()
}

/// The attributes of a user of some number, by a plan. Number 0 has none.
pub(crate) fn user(number: usize, texts: &Texts, plan: &[Attribute]) -> Vec<Data> {
    plan.iter().map(|attribute| value(number, texts, attribute)).collect()
}

/// By name, because the same attribute stands in different places of different plans.
fn value(number: usize, texts: &Texts, attribute: &Attribute) -> Data {
    let sum: usize = match attribute {
        Attribute::Top(name) => name.iter().map(|byte| usize::from(*byte)).sum(),
        Attribute::Path(path) => path.iter().flatten().map(|byte| usize::from(*byte)).sum(),
    };
    let place = sum.wrapping_mul(7).wrapping_add(number);
    let text = |place: usize| Data::Text(texts.get(place).as_bytes().into());
    match (number + sum) % 10 {
        _ if number == 0 => Data::Null,
        0..=3 => text(place),
        4 => Data::Number(texts.get(place).parse().unwrap_or(f64::NAN)),
        5 => Data::Bool(sum.is_multiple_of(2)),
        6 => Data::List([text(place), text(place + 1), Data::Number(5.0)].into()),
        7 => Data::Object(Object::new([(b"a".as_slice().into(), text(place))])),
        8 => Data::Undefined,
        _ => Data::Exotic(Box::new(Exotic::broken())),
    }
}

/// What a journal has, with a number for NaN, which is not equal to itself.
pub(crate) type Records = Vec<[f64; RECORD]>;

/// Asks with a journal that is as large as it has to be.
pub(crate) fn journal<T>(mut ask: impl FnMut(&mut Journal<'_>) -> T) -> (T, Records) {
    let mut numbers = vec![0.0; 1 + RECORD];
    loop {
        let mut journal = Journal::new(&mut numbers);
        let answer = ask(&mut journal);
        match journal.finish() {
            Ok(told) => {
                let count = numbers[0] as usize;
                assert_eq!(told == Told::Nothing, count == 0);
                assert!(told != Told::Run || count == 1);
                let number = |number: f64| if number.is_nan() { -9.0 } else { number };
                let records = numbers[1..].chunks_exact(RECORD).take(count);
                return (
                    answer,
                    records.map(|record| std::array::from_fn(|at| number(record[at]))).collect(),
                );
            }
            Err(Full) => {
                let needed = numbers[0] as usize;
                assert!(needed > numbers.len());
                numbers = vec![0.0; needed];
            }
        }
    }
}

/// Evaluates a feature. The outcome must be one that the feature has, and the same holds for what the journal tells.
pub(crate) fn evaluate(
    payload: &Payload,
    id: FeatureId,
    session: &Session,
    user: &[Data],
) -> (Verdict, Records) {
    let feature = payload.describe(id).unwrap();
    let (verdict, records) = journal(|journal| payload.evaluate(id, session, user, journal));
    if let Verdict::Outcome(OutcomeId(outcome)) = verdict {
        assert!(feature.outcomes().nth(outcome as usize).is_some(), "{outcome}");
    }
    if let (Some(constant), Verdict::Outcome(_) | Verdict::Fault) = (feature.constant(), verdict) {
        assert_eq!((verdict, &records), (Verdict::Outcome(constant), &Vec::new()));
    }
    records.iter().for_each(|record| check(payload, record));
    assert_eq!(payload.evaluate(id, session, user, &mut ()), verdict);
    (verdict, records)
}

/// What a record tells of must exist.
pub(crate) fn check(payload: &Payload, record: &[f64; RECORD]) {
    let outcomes = |feature: f64| {
        payload.describe(FeatureId(feature as u32)).expect("a feature of the payload").outcomes()
    };
    match *record {
        [kind, -1.0, ..] if kind < 2.0 => {}
        [0.0, feature, rule, variation, flags, ..] => {
            let (rule, variation) = (rule as u32, variation as u32);
            let is_in = flags as u32 & 1 == 1;
            let expected = Outcome::Experiment { rule, variation };
            assert!(!is_in || outcomes(feature).any(|outcome| outcome == expected), "{record:?}");
        }
        [1.0, feature, outcome, _, _, _, is_forced] => {
            assert!(is_forced == 1.0 || outcomes(feature).nth(outcome as usize).is_some(), "{record:?}");
        }
        [_, feature, rule, ..] => {
            let expected = Outcome::Force { rule: rule as u32 };
            assert!(outcomes(feature).any(|outcome| outcome == expected), "{record:?}");
        }
    }
}

/// The class of a value; `None`: nothing is known of it.
pub(crate) fn class_of(classes: &ValueClasses<'_>, value: &Data) -> Option<u32> {
    let [yes, no, null, undefined] = classes.scalars;
    let class = match value {
        Data::Bool(true) => yes,
        Data::Bool(false) => no,
        Data::Null => null,
        Data::Undefined => undefined,
        Data::Text(text) => {
            let texts = classes.texts.as_ref()?;
            texts.known.iter().find(|(known, _)| **known == **text).map_or(texts.other, |(_, class)| *class)
        }
        Data::Number(number) if !number.is_nan() => {
            let numbers = classes.numbers.as_ref()?;
            let below = numbers.limits.iter().filter(|limit| **limit < *number).count();
            numbers.classes[2 * below + usize::from(numbers.limits.get(below) == Some(number))]
        }
        _ => return None,
    };
    assert!(class < classes.count);
    Some(class)
}
