//! Evaluating a static value or text rules allocates nothing, and neither do the other kinds of rules that need no list of
//! their own.
//!
//! A program of its own, without the threads of a test harness, because the counters are those of the whole process. It shows the
//! counts in one line, which the benchmark of the project reads.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use vexil_engine::configcat::{AttributeValue, Attributes, Config, Verdict};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// More than one call, so that something that allocates now and then would be seen.
const CALLS: u32 = 1_000;

/// A user who has the same text in every attribute.
struct User(&'static str);

impl Attributes for User {
    fn has_user(&self) -> bool {
        true
    }

    fn get(&self, _: usize) -> AttributeValue<'_> {
        AttributeValue::Text(self.0.as_bytes())
    }
}

fn rule(attribute: &str, comparator: u32, operand: &str) -> String {
    format!(
        r#"{{"t":0,"v":{{"b":false}},"r":[{{"c":[{{"u":{{"a":"{attribute}","c":{comparator},{operand}}}}}],"s":{{"v":{{"b":true}}}}}}]}}"#
    )
}

/// How many blocks are allocated by looking up and evaluating a flag that serves its outcome number `outcome`.
fn allocations(flag: &str, text: &'static str, outcome: u32) -> u64 {
    let json = format!(r#"{{"p":{{"s":"salt"}},"f":{{"flag":{flag}}}}}"#);
    let config = Config::parse(json.into_bytes()).unwrap();
    let user = User(text);
    let before = dhat::HeapStats::get().total_blocks;
    for _ in 0..CALLS {
        let id = config.find(b"flag").unwrap();
        match config.evaluate(id, &user) {
            Verdict::Outcome { id, warned: false } => assert_eq!(id.0, outcome),
            other => panic!("{other:?}"),
        }
    }
    dhat::HeapStats::get().total_blocks - before
}

#[expect(clippy::print_stdout, reason = "the counts are what the benchmark asks for")]
fn main() {
    let _profiler = dhat::Profiler::builder().testing().build();
    let plain = allocations(r#"{"t":0,"v":{"b":true}}"#, "x", 0);
    let text = allocations(&rule("Email", 28, r#""s":"a@example.com""#), "a@example.com", 1);
    println!("allocations per {CALLS} calls: static {plain}, text rule {text}");
    dhat::assert_eq!(plain, 0);
    dhat::assert_eq!(text, 0);

    let long_list: Vec<String> = (0..100).map(|item| format!("\"{item}\"")).collect();
    let long_list = format!(r#""l":[{}]"#, long_list.join(","));
    let hash = "0".repeat(64);
    for (name, flag, outcome) in [
        ("text in a long list", rule("Email", 0, &long_list), 0),
        ("hashed text in a list", rule("Email", 16, &format!(r#""l":["{hash}"]"#)), 0),
        ("number", rule("Age", 12, r#""d":7"#), 1),
        ("version", rule("Version", 9, r#""s":"2.0.0""#), 0),
        ("percentage options", r#"{"t":0,"v":{"b":true},"p":[{"p":100,"v":{"b":true}}]}"#.to_owned(), 1),
    ] {
        let text = match name {
            "number" => "6",
            "version" => "1.0.0",
            _ => "somebody@example.com",
        };
        let blocks = allocations(&flag, text, outcome);
        dhat::assert_eq!(blocks, 0, "{}", name);
    }
}
