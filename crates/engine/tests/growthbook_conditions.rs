//! The conditions of GrowthBook's published test data.
//!
//! The data is read from the folder that `VEXIL_CONFORMANCE` names. Without it the test says so and passes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};

use vexil_engine::growthbook::{
    Attribute, AttributeId, AttributeTable, Condition, Lookup, Problems, SavedGroups,
};
use vexil_engine::js::{Data, DataRef};

/// Attributes as an object, looked up by the paths of the plan.
struct User<'a> {
    plan: &'a [Attribute],
    attributes: &'a Data,
}

impl Lookup for User<'_> {
    fn get(&self, attribute: AttributeId) -> DataRef<'_> {
        match &self.plan[attribute.0 as usize] {
            Attribute::Path(segments) => self.attributes.view().get_path(segments),
            Attribute::Top(name) => panic!("a condition reads {name:?}"),
        }
    }
}

#[expect(clippy::print_stdout, reason = "the output of a test is its report")]
fn report(text: &str) {
    println!("{text}");
}

/// All cases; `None` where there are none.
fn cases() -> Option<Vec<Data>> {
    let root = std::env::var_os("VEXIL_CONFORMANCE").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance"),
        PathBuf::from,
    );
    let Ok(json) = std::fs::read(root.join("growthbook/cases.json")) else {
        report("skipped: conformance data not found");
        return None;
    };
    let Data::Object(sections) = Data::parse(&json).unwrap() else { panic!("no object") };
    let Some(Data::List(cases)) = sections.get(b"evalCondition") else { panic!("no conditions") };
    Some(cases.to_vec())
}

#[test]
fn published_cases() {
    let Some(cases) = cases() else { return };
    assert_eq!(cases.len(), 248);
    for case in &cases {
        let Data::List(case) = case else { panic!("no case") };
        let [Data::Text(name), condition, attributes, Data::Bool(expected), groups @ ..] = &**case else {
            panic!("no case: {case:?}")
        };
        let name = String::from_utf8_lossy(name);
        let (mut table, mut problems) = (AttributeTable::default(), Problems::default());
        let groups = SavedGroups::compile(groups.first().unwrap_or(&Data::Null), &mut table, &mut problems);
        let compiled = Condition::compile(condition, &mut table, &mut problems);
        let user = User { plan: table.attributes(), attributes };
        assert_eq!(compiled.holds(&user, &groups), *expected, "{name}");
        let for_data = Condition::compile_for_data(condition, &mut problems);
        assert_eq!(for_data.holds_for(attributes.view(), &groups), *expected, "{name}, of data");
    }
}
