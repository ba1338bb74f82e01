//! Evaluating a condition on scalars allocates nothing.
//!
//! A program of its own, without the threads of a test harness, because the counters are those of the whole process.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use vexil_engine::growthbook::{AttributeId, AttributeTable, Condition, Lookup, Problems, SavedGroups};
use vexil_engine::js::{Data, DataRef};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// More than one call, so that something that allocates now and then would be seen.
const CALLS: u32 = 1_000;

/// A user who has the same value in every attribute.
struct User(Data);

impl Lookup for User {
    fn get(&self, _: AttributeId) -> DataRef<'_> {
        self.0.view()
    }
}

/// How many blocks are allocated by evaluating a condition, after the first time.
fn allocations(condition: &str, value: &str, expected: bool) -> u64 {
    let list: Vec<String> = (0..1_000).map(|number| format!("\"{number}\",{number}")).collect();
    let groups = format!(
        r#"{{"old":[{0}],"list":{{"type":"list","attributeKey":"a","values":[{0}]}},"condition":{{"type":"condition","condition":{{"a":{{"$exists":true}}}}}}}}"#,
        list.join(",")
    );
    let (mut table, mut problems) = (AttributeTable::default(), Problems::default());
    let groups = SavedGroups::compile(&Data::parse(groups.as_bytes()).unwrap(), &mut table, &mut problems);
    let condition = Data::parse(condition.as_bytes()).unwrap();
    let condition = Condition::compile(&condition, &mut table, &mut problems);
    assert!(problems.list().is_empty());
    let user = User(Data::parse(value.as_bytes()).unwrap());
    assert_eq!(condition.holds(&user, &groups), expected);
    let before = dhat::HeapStats::get().total_blocks;
    for _ in 0..CALLS {
        assert_eq!(condition.holds(&user, &groups), expected);
    }
    dhat::HeapStats::get().total_blocks - before
}

fn main() {
    let _profiler = dhat::Profiler::builder().testing().build();
    let long_list: Vec<String> = (0..100).map(|number| format!("\"item {number}\",{number}")).collect();
    let long_list = long_list.join(",");
    for (condition, value, expected) in [
        (r#"{"a":"x","b":"x"}"#, "\"x\"", true),
        (r#"{"a":"5","b":5,"c":true}"#, "5", true),
        (r#"{"a":5,"b":"5"}"#, "\"5\"", true),
        (r#"{"a":null,"b":"null","c":0}"#, "null", true),
        (r#"{"a":"true","b":1,"c":true}"#, "true", true),
        (r#"{"$or":[{"a":"y"},{"$not":{"a":"x"}},{"$nor":[{"a":"y"}]}]}"#, "\"x\"", true),
        (
            r#"{"a":{"$eq":"x","$ne":"y","$gt":"a","$lte":"x","$exists":true,"$type":"string"}}"#,
            "\"x\"",
            true,
        ),
        (r#"{"a":{"$gt":1,"$lt":"6"}}"#, "\"5\"", true),
        (r#"{"a":{"$gte":1,"$lt":"10"}}"#, "5", true),
        (&format!(r#"{{"a":{{"$in":[{long_list}]}}}}"#), "\"item 7\"", true),
        (&format!(r#"{{"a":{{"$in":[{long_list}]}}}}"#), "77", true),
        (&format!(r#"{{"a":{{"$nini":[{long_list}]}}}}"#), "\"ITEM 7\"", false),
        (r#"{"a":{"$inGroup":"old","$notInGroup":"none"},"$savedGroup":{"id":"list"}}"#, "\"7\"", true),
        (r#"{"$savedGroup":{"id":"condition"}}"#, "7", true),
        (r#"{"a":{"$regex":"^\\d+(?:\\.\\d+)?$"}}"#, "\"12.5\"", true),
        (r#"{"a":{"$regexi":"^É\\w+$"}}"#, "\"éa\"", true),
        (r#"{"a":{"$regex":"^\\d+$"}}"#, "125", true),
        (r#"{"a":{"$vgt":"1.2.3","$vlt":"2.0.0-beta","$vne":"1.5"}}"#, "\"v1.10.3+build\"", true),
        (r#"{"a":{"$vgte":1}}"#, "1.5", true),
        (r#"{"a":{"$not":{"$in":["x",1,null]}}}"#, "\"y\"", true),
    ] {
        let blocks = allocations(condition, value, expected);
        dhat::assert_eq!(blocks, 0, "{} {}", condition, value);
    }
}
