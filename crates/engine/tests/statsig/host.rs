//! What a host reads of its user. Dates that are texts, and days, are left out: they need JavaScript.

use vexil_engine::js::{Data, DataRef, Object, wtf8};
use vexil_engine::statsig::{Form, Input, Source, Specs};

/// The values of all inputs of the specs.
pub(crate) fn read(specs: &Specs, user: &Object, now: f64) -> Vec<Data> {
    specs.inputs().iter().map(|input| read_one(input, user, now)).collect()
}

fn read_one(Input { source, form }: &Input, user: &Object, now: f64) -> Data {
    let value = match source {
        Source::Field(name) | Source::UserAgent(name) | Source::Ip(name) => field(user, name),
        Source::Environment(name) => any_case(user.get(b"statsigEnvironment"), name),
        Source::Unit(None) => user.get(b"userID").cloned().unwrap_or(Data::Undefined),
        Source::Unit(Some(kind)) => any_case(user.get(b"customIDs"), kind),
        Source::Now => Data::Number(now),
        Source::App => Data::Undefined,
        Source::Target(data) => data.clone(),
    };
    if *form == Form::Value || value.view().is_nullish() {
        return value;
    }
    let time = value.view().to_number();
    Data::Number(if time < 1e10 { time * 1_000.0 } else { time })
}

fn field(user: &Object, name: &[u8]) -> Data {
    let lower = wtf8::to_lower(name);
    let part = |part: &str| match user.get(part.as_bytes()) {
        Some(Data::Object(part)) => part.clone(),
        _ => Object::default(),
    };
    for object in [user, &part("custom"), &part("privateAttributes")] {
        for name in [name, &lower] {
            if let Some(value) = object.get(name)
                && !value.view().is_nullish()
            {
                return value.clone();
            }
        }
    }
    Data::Undefined
}

fn any_case(object: Option<&Data>, name: &[u8]) -> Data {
    let Some(Data::Object(object)) = object else { return Data::Undefined };
    let of_lower = || {
        let lower = wtf8::to_lower(name);
        object.entries().iter().find(|(key, _)| wtf8::to_lower(key) == lower).map(|(_, value)| value)
    };
    object.get(name).or_else(of_lower).map_or(Data::Undefined, |value| match value.view() {
        DataRef::Null => Data::Undefined,
        _ => value.clone(),
    })
}
