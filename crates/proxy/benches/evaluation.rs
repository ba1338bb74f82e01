//! Requests to evaluate without the server around them: `cargo bench -p vexil-proxy --features bench`.
//!
//! The config has 100 flags: plain ones, lists of texts, semantic versions and percentage options.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has nothing to measure")]

use std::cell::Cell;

use divan::Bencher;
use serde_json::{Value, json};
use vexil_proxy::bench::Evaluation;

/// How many different requests there are: more than are remembered.
const REQUESTS: usize = 200_000;
/// How many of them come again and again.
const REGULARS: usize = 1_000;

fn main() {
    divan::main();
}

fn evaluation() -> Evaluation {
    let rule = |attribute: &str, comparator: u32, operand: &str, expected: Value| {
        let condition = json!({ "a": attribute, "c": comparator, operand: expected });
        json!({ "c": [{ "u": condition }], "s": { "v": { "b": true }, "i": "0a1b2c3d" } })
    };
    let flag = |index: usize| match index % 4 {
        0 => json!({ "t": 1, "v": { "s": "a text" }, "i": "1a2b3c4d" }),
        1 => json!({ "t": 0, "v": { "b": false }, "r": [
            rule("Email", 0, "l", json!(["a@example.com", "b@example.com", "c@example.com"])),
            rule("Country", 0, "l", json!(["Hungary", "Germany", "Austria"])),
        ]}),
        2 => json!({ "t": 0, "v": { "b": false }, "r": [rule("Version", 9, "s", json!("2.0.0"))] }),
        _ => {
            json!({ "t": 0, "v": { "b": false }, "p": [{ "p": 30, "v": { "b": true } }, { "p": 70, "v": { "b": false } }] })
        }
    };
    let flags: serde_json::Map<String, Value> =
        (0..100).map(|index| (format!("featureFlag{index:02}"), flag(index))).collect();
    Evaluation::new(json!({ "p": { "s": "salt" }, "f": flags }).to_string().as_bytes()).unwrap()
}

/// Gives one request after the other, of so many different ones.
fn requests(count: usize) -> impl Fn() -> Vec<u8> {
    let next = Cell::new(0);
    move || {
        let index = next.replace(next.get() + 1) % count;
        let user = json!({
            "Identifier": format!("user-{index}"),
            "Email": format!("user-{index}@example.com"),
            "Country": "Germany",
            "Version": format!("1.{}.0", index % 50),
            "plan": "pro",
        });
        json!({ "key": format!("featureFlag{:02}", index % 100), "user": user }).to_string().into_bytes()
    }
}

#[divan::bench(args = [REQUESTS, REGULARS])]
fn one(bencher: Bencher<'_, '_>, requests_in_all: usize) {
    let evaluation = evaluation();
    let inputs = requests(requests_in_all);
    warm(requests_in_all, &inputs, |body| drop(evaluation.one(body)));
    bencher.with_inputs(inputs).bench_local_refs(|body| evaluation.one(body).unwrap());
}

#[divan::bench(args = [REQUESTS, REGULARS])]
fn all(bencher: Bencher<'_, '_>, requests_in_all: usize) {
    let evaluation = evaluation();
    let inputs = requests(requests_in_all);
    warm(requests_in_all, &inputs, |body| drop(evaluation.all(body)));
    bencher.with_inputs(inputs).bench_local_refs(|body| evaluation.all(body).unwrap());
}

/// Those who come again and again have been there before.
fn warm(requests_in_all: usize, inputs: impl Fn() -> Vec<u8>, answer: impl Fn(&[u8])) {
    if requests_in_all == REGULARS {
        (0..3 * REGULARS).for_each(|_| answer(&inputs()));
    }
}
