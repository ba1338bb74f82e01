//! The engine alone: no Node.js, no N-API. `cargo bench -p vexil-engine`.
//!
//! Each benchmark goes through several users, so that branch prediction and the hash of one text tell nothing about the next.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has nothing to measure")]

mod configs;
mod users;

use divan::{Bencher, black_box};
use vexil_engine::configcat::{Config, FlagId, Verdict};
use vexil_engine::hash::{sha1, sha256};

use users::User;

fn main() {
    divan::main();
}

fn open(json: &serde_json::Value) -> Config {
    Config::parse(json.to_string().into_bytes()).unwrap()
}

/// Evaluates one flag, found once, for one user after the other.
fn evaluate(bencher: Bencher<'_, '_>, flag: &serde_json::Value) {
    let config = open(&configs::with_flag(flag));
    let id = config.find(b"flag").unwrap();
    let users = User::all(&config, id);
    let mut users = users.iter().cycle();
    bencher
        .with_inputs(|| users.next().unwrap())
        .bench_local_values(|user| config.evaluate(black_box(id), user));
}

#[divan::bench(sample_size = 1_000)]
fn static_value(bencher: Bencher<'_, '_>) {
    evaluate(bencher, &configs::plain());
}

#[divan::bench(sample_size = 1_000)]
fn two_text_rules(bencher: Bencher<'_, '_>) {
    evaluate(bencher, &configs::text_rules());
}

#[divan::bench(sample_size = 1_000)]
fn semver_rule(bencher: Bencher<'_, '_>) {
    evaluate(bencher, &configs::version_rule());
}

#[divan::bench(sample_size = 1_000)]
fn hashed_rule(bencher: Bencher<'_, '_>) {
    evaluate(bencher, &configs::hashed_rule(2));
}

#[divan::bench(sample_size = 1_000)]
fn percentage_options(bencher: Bencher<'_, '_>) {
    evaluate(bencher, &configs::percentage());
}

/// What the hashed rule cannot do without.
#[divan::bench(sample_size = 1_000)]
fn sha256_of_a_hashed_rule() -> [u8; 32] {
    sha256(black_box(&[b"user-0@example.com", configs::SALT.as_bytes(), b"flag"]))
}

/// What percentage options cannot do without.
#[divan::bench(sample_size = 1_000)]
fn sha1_of_percentage_options() -> [u8; 20] {
    sha1(black_box(&[b"flag", b"user-0@example.com"]))
}

/// All rules are evaluated, and only the last one can match.
#[divan::bench(args = [1, 10, 100, 1_000], sample_size = 100)]
fn rules(bencher: Bencher<'_, '_>, count: usize) {
    evaluate(bencher, &configs::many_rules(count));
}

/// Membership must not depend on the length of the list.
#[divan::bench(args = [1, 10, 100, 1_000, 10_000, 100_000], sample_size = 1_000)]
fn text_list(bencher: Bencher<'_, '_>, items: usize) {
    evaluate(bencher, &configs::text_list(items));
}

/// Membership must not depend on the length of the list.
#[divan::bench(args = [1, 10, 100, 1_000, 10_000, 100_000], sample_size = 1_000)]
fn hashed_list(bencher: Bencher<'_, '_>, items: usize) {
    evaluate(bencher, &configs::hashed_rule(items));
}

/// Looks up a flag of a config of this size by its key and evaluates it. The flags asked for are a few, spread over the config.
#[divan::bench(args = [10, 10_000], sample_size = 1_000)]
fn find_and_evaluate(bencher: Bencher<'_, '_>, flags: usize) {
    let config = open(&configs::large(flags));
    let asked: Vec<(String, User)> = (0..10)
        .map(|index| {
            let key = configs::key(index * flags / 10);
            let id = config.find(key.as_bytes()).unwrap();
            (key, User::planned(&config, id, index))
        })
        .collect();
    let mut asked = asked.iter().cycle();
    bencher.with_inputs(|| asked.next().unwrap()).bench_local_values(|(key, user)| {
        config.evaluate(config.find(black_box(key.as_bytes())).unwrap(), user)
    });
}

/// Evaluates all of 10,000 flags for one user.
#[divan::bench(sample_count = 20)]
fn all_of_10_000_flags(bencher: Bencher<'_, '_>) {
    let config = open(&configs::large(10_000));
    let users: Vec<(FlagId, User)> = (0..10_000)
        .map(|index| {
            let id = config.find(configs::key(index).as_bytes()).unwrap();
            (id, User::planned(&config, id, 0))
        })
        .collect();
    bencher.bench_local(|| {
        users.iter().filter(|(id, user)| config.evaluate(*id, user) != Verdict::Explain).count()
    });
}

/// Reads and compiles a config of 10,000 flags: what the background thread does for a swap.
#[divan::bench(sample_count = 10)]
fn parse_10_000_flags(bencher: Bencher<'_, '_>) {
    let json = configs::large(10_000).to_string().into_bytes();
    bencher.with_inputs(|| json.clone()).bench_local_values(|json| Config::parse(json).unwrap());
}
