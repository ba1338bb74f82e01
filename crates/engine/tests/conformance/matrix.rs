//! The public test matrices: users × flags, with the value or the variation id that each must get.

use serde_json::Value as Json;
use vexil_engine::configcat::Config;

use crate::support::{Data, Evaluation, Held, User, config, evaluate, list, report, text};

const CELLS: usize = 32_360;
const FIRST_KEY_COLUMN: usize = 4;

#[test]
fn every_cell_of_every_suite() {
    let Some(data) = Data::find() else { return };
    let index = data.json("derived/matrix_index.json");
    let folder = text(&index["v6"]["csvDir"]);
    let mut cells = 0;
    for (file, suite) in index["v6"]["suites"].as_object().unwrap() {
        let table = Table::parse(&data.text(&format!("{folder}/{file}")));
        for source in list(&suite["configs"]) {
            let config = config(data.bytes(text(&source["config"])));
            cells += table.check(&config, text(&suite["kind"]), file);
        }
    }
    report(&format!("{cells} cells"));
    assert_eq!(cells, CELLS);
}

struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn parse(csv: &str) -> Self {
        let mut lines = csv.lines().filter(|line| !line.is_empty());
        let split = |line: &str| line.split(';').map(str::to_owned).collect::<Vec<_>>();
        Self { header: split(lines.next().unwrap()), rows: lines.map(split).collect() }
    }

    /// Evaluates all cells and gives their number.
    fn check(&self, config: &Config, kind: &str, file: &str) -> usize {
        let mut cells = 0;
        for row in &self.rows {
            let user = self.user(row);
            for (key, expected) in self.header.iter().zip(row).skip(FIRST_KEY_COLUMN) {
                let evaluation = evaluate(config, key, user.as_ref(), &Json::Null);
                match kind {
                    "value" => check_value(&evaluation, expected, &format!("{file}: {key} for {user:?}")),
                    "variationId" => check_variation(config, key, &evaluation, expected),
                    _ => panic!("unknown kind {kind}"),
                }
                cells += 1;
            }
        }
        cells
    }

    fn user(&self, row: &[String]) -> Option<User> {
        if row[0] == "##null##" {
            return None;
        }
        let mut attributes = vec![("Identifier", Held::from(row[0].as_str()))];
        for (name, value) in self.header.iter().zip(row).take(FIRST_KEY_COLUMN).skip(1) {
            if !value.is_empty() && value != "##null##" {
                attributes.push((name, Held::from(value.as_str())));
            }
        }
        Some(User::new(attributes))
    }
}

fn check_value(evaluation: &Evaluation<'_>, expected: &str, place: &str) {
    let matches = match evaluation.value() {
        Json::Bool(flag) => expected.eq_ignore_ascii_case(&flag.to_string()),
        Json::String(text) => expected == text,
        Json::Number(number) => expected.parse() == Ok(number.as_f64().unwrap()),
        _ => false,
    };
    assert!(matches, "{place}: {expected} expected instead of {evaluation:?}");
}

fn check_variation(config: &Config, key: &str, evaluation: &Evaluation<'_>, expected: &str) {
    let outcome = evaluation.result.as_ref().unwrap();
    assert_eq!(outcome.variation_id, Some(expected.as_bytes()), "{key}");
    let (flag, id) = config.find_variation(expected.as_bytes()).unwrap().unwrap();
    let flag = config.flag(flag).unwrap();
    assert_eq!(flag.key(), key.as_bytes());
    // Not the value: the data has one id for two values of a flag.
    assert_eq!(flag.outcome(id).unwrap().variation_id, outcome.variation_id);
}
