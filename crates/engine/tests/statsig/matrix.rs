//! Each operator with many targets and values.

use vexil_engine::js::{Data, Object};
use vexil_engine::statsig::{Fault, IdLists, Kind, Overrides, Selection, Specs, Surroundings};

use crate::data::{conformance, json, list, object};
use crate::host::read;

/// Dates that are texts need JavaScript: these cases run through the addon.
fn needs_dates(operator: &str, target: &Data, value: &Data) -> bool {
    operator == "on"
        || ["before", "after"].contains(&operator)
            && [target, value].iter().any(|side| matches!(side, Data::Text(_)))
}

#[test]
fn operators() {
    let Some(matrix) = conformance("oracle/condition_matrix.json") else { return };
    let (mut run, mut left) = (0, 0);
    for case in list(&matrix, "cases").iter().map(object) {
        let Some(Data::Text(operator)) = case.get(b"operator") else { panic!("no operator") };
        let operator = std::str::from_utf8(operator).unwrap();
        let target = case.get(b"targetValue").unwrap();
        let body = format!(
            r#"{{"has_updates":true,"dynamic_configs":[],"layer_configs":[],"feature_gates":[{{"name":"g","enabled":true,"salt":"s","rules":[
                {{"id":"r","passPercentage":100,"conditions":[{{"type":"user_field","field":"f","operator":"{operator}","targetValue":{}}}]}}]}}]}}"#,
            String::from_utf8(json(case, "targetValue")).unwrap(),
        );
        let specs = Specs::parse(body.into_bytes()).unwrap();
        let gate = specs.find(Kind::Gate, b"g").unwrap();
        for result in list(case, "results") {
            let Data::List(result) = result else { panic!("no result") };
            let [Data::Object(input), Data::Bool(expected), Data::Text(rule)] = &**result else {
                panic!("no result")
            };
            let value = input.get(b"value").cloned();
            if needs_dates(operator, target, value.as_ref().unwrap_or(&Data::Null)) {
                left += 1;
                continue;
            }
            run += 1;
            let custom: Vec<(Box<[u8]>, Data)> =
                value.map(|value| (b"f".as_slice().into(), value)).into_iter().collect();
            let user = Object::new([(b"custom".as_slice().into(), Data::Object(Object::new(custom)))]);
            let inputs = read(&specs, &user, 0.0);
            let (lists, overrides) = (IdLists::default(), Overrides::default());
            let surroundings =
                Surroundings { lists: &lists, overrides: &overrides, selection: Selection::All };
            let verdict = specs.evaluate(gate, inputs.as_slice(), surroundings, &mut ());
            let given = match verdict {
                Ok(verdict) => (
                    specs.get(gate).unwrap().gate_value(verdict.outcome),
                    specs.get(gate).unwrap().rule_id(verdict.outcome),
                ),
                Err(Fault::Unsupported { .. }) => (false, b"Unsupported".as_slice()),
                Err(fault) => panic!("{fault}"),
            };
            assert_eq!(given, (*expected, &**rule), "{operator} {target:?} {input:?}");
        }
    }
    assert_eq!((run + left, left), (8_165, LEFT));
}

/// The cases that need JavaScript's dates.
const LEFT: usize = 727;
