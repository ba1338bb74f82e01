//! Each type of condition, with the exposures.

use std::sync::Arc;

use vexil_engine::js::{Data, DataRef};
use vexil_engine::statsig::{
    Exposures, Fault, IdList, IdLists, Kind, Overrides, Selection, Source, Specs, Surroundings,
};

use crate::data::{conformance, json, list, object};
use crate::host::read;

/// Countries and user agents are the host's, dates that are texts need JavaScript.
fn needs_host(specs: &Specs, gate: &[u8]) -> bool {
    let plan = specs.get(specs.find(Kind::Gate, gate).unwrap()).unwrap().plan();
    plan.iter().any(|id| {
        let input = &specs.inputs()[id.0 as usize];
        matches!(&input.source, Source::UserAgent(_) | Source::Ip(_))
            || matches!(&input.source, Source::Target(_))
    })
}

#[test]
fn types_of_conditions() {
    let Some(data) = conformance("oracle/condition_types.json") else { return };
    let specs = Specs::parse(json(&data, "spec")).unwrap();
    let Some(Data::Number(now)) = data.get(b"now") else { panic!("no time") };
    let mut lists = IdLists::default();
    for (name, lines) in object(data.get(b"idLists").unwrap()).entries() {
        let Data::Text(lines) = lines else { panic!("no lines") };
        let mut list = IdList::default();
        list.apply(lines);
        lists.insert(name, Arc::new(list));
    }
    let overrides = Overrides::default();
    let surroundings = Surroundings { lists: &lists, overrides: &overrides, selection: Selection::All };
    let (mut run, mut left) = (0, 0);
    for case in list(&data, "users").iter().map(object) {
        let user = object(case.get(b"user").unwrap());
        let inputs = read(&specs, user, *now);
        for (name, expected) in object(case.get(b"gates").unwrap()).entries() {
            let place = format!("{} {user:?}", String::from_utf8_lossy(name));
            if needs_host(&specs, name) {
                left += 1;
                continue;
            }
            run += 1;
            let Data::List(expected) = expected else { panic!("no result") };
            let gate = specs.find(Kind::Gate, name).unwrap();
            let mut exposures = Exposures::default();
            let verdict = specs.evaluate(gate, inputs.as_slice(), surroundings, &mut exposures);
            let [value, rule, _, unsupported, told] = &**expected else {
                assert_eq!(verdict, Err(Fault::Depth), "{place}");
                continue;
            };
            if unsupported.view().is_truthy() {
                assert!(matches!(verdict, Err(Fault::Unsupported { .. })), "{place}");
                continue;
            }
            let verdict = verdict.unwrap();
            assert!(
                value
                    .view()
                    .strict_equals(DataRef::Bool(specs.get(gate).unwrap().gate_value(verdict.outcome))),
                "{place}"
            );
            let rule_id = specs.get(verdict.spec).unwrap().rule_id(verdict.outcome);
            assert!(rule.view().strict_equals(DataRef::Text(rule_id)), "{place}");
            let text = |id| Data::Text(specs.text(id).into());
            let given: Vec<Data> = exposures
                .all()
                .iter()
                .map(|told| {
                    let value: &[u8] = if told.value { b"true" } else { b"false" };
                    Data::List([text(told.gate), Data::Text(value.into()), text(told.rule)].into())
                })
                .collect();
            assert_eq!(Data::List(given.into()), *told, "{place}");
        }
    }
    assert_eq!((run + left, left), (7 * 112, 91));
}
