//! Evaluating features with force, rollout and experiment rules allocates nothing where attributes are scalars.
//!
//! A program of its own, without the threads of a test harness, because the counters are those of the whole process.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use vexil_engine::growthbook::{Journal, OutcomeId, Payload, Session, Verdict};
use vexil_engine::js::Data;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// More than one call, so that something that allocates now and then would be seen.
const CALLS: u32 = 1_000;

/// How many blocks are allocated by looking up and evaluating a feature with these rules.
fn allocations(rules: &str, session: &str, value: &Data, outcome: u32) -> u64 {
    let json = format!(
        r#"{{"features":{{"flag":{{"defaultValue":0,"rules":{rules}}}}},"contextualBandits":{{"b":{{"contexts":[{{"condition":{{"a":"?"}},"weights":[1,0]}},{{"weights":[0,1]}}]}}}}}}"#
    );
    let payload = Payload::parse(json.into_bytes(), None).unwrap();
    assert!(payload.problems().list().is_empty());
    let session = Session::parse(session.as_bytes()).unwrap();
    let user = vec![value.clone(); 8];
    let mut numbers = [0.0; 64];
    let before = dhat::HeapStats::get().total_blocks;
    for _ in 0..CALLS {
        let id = payload.find(b"flag").unwrap();
        let mut journal = Journal::new(&mut numbers);
        let verdict = payload.evaluate(id, &session, user.as_slice(), &mut journal);
        assert_eq!(verdict, Verdict::Outcome(OutcomeId(outcome)), "{rules}");
        journal.finish().unwrap();
    }
    dhat::HeapStats::get().total_blocks - before
}

fn main() {
    let _profiler = dhat::Profiler::builder().testing().build();
    let forced = r#"{"url":"http://a.b/?other=1","forcedVariations":{"other":1},"qaMode":false}"#;
    let texts = ["7", "Grüße 😀"].map(|text| Data::Text(text.as_bytes().into()));
    for value in texts.iter().chain([&Data::Number(0.1), &Data::Bool(true)]) {
        for (rules, session, outcome) in [
            ("[]", "{}", 0),
            (r#"[{"condition":{"a":{"$exists":true},"b.c":{"$ne":"x"}},"force":1}]"#, "{}", 3),
            (r#"[{"condition":{"a":"nobody"},"force":1},{"coverage":1,"force":2}]"#, "{}", 4),
            (r#"[{"range":[0,1],"hashAttribute":"a.b","hashVersion":2,"force":2}]"#, "{}", 3),
            (r#"[{"filters":[{"seed":"s","ranges":[[0,1]]}],"force":2}]"#, "{}", 3),
            (r#"[{"variations":["x","y"],"weights":[0,1],"namespace":["n",0,1]}]"#, "{}", 4),
            (r#"[{"variations":["x","y"],"ranges":[[0,1],[1,1]],"key":"k","meta":[{},{}]}]"#, forced, 3),
            (r#"[{"contextualVariations":["x","y"],"contextualBanditRef":"b"}]"#, "{}", 4),
        ] {
            let blocks = allocations(rules, session, value, outcome);
            dhat::assert_eq!(blocks, 0, "{} {:?}", rules, value);
        }
    }
}
