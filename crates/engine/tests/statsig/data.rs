//! Reading conformance data.

use std::path::{Path, PathBuf};

use vexil_engine::js::{Data, Object};

#[expect(clippy::print_stdout, reason = "the output of a test is its report")]
fn report(text: &str) {
    println!("{text}");
}

/// A file of the conformance data; `None` where it is missing.
pub(crate) fn conformance(file: &str) -> Option<Object> {
    let root = std::env::var_os("VEXIL_CONFORMANCE").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance"),
        PathBuf::from,
    );
    let Ok(json) = std::fs::read(root.join("statsig").join(file)) else {
        report("skipped: conformance data not found");
        return None;
    };
    let Data::Object(data) = Data::parse(&json).unwrap() else { panic!("no object") };
    Some(data)
}

/// A property that is a list.
pub(crate) fn list<'a>(object: &'a Object, name: &str) -> &'a [Data] {
    let Some(Data::List(items)) = object.get(name.as_bytes()) else { panic!("no list {name}") };
    items
}

/// A value that is an object.
pub(crate) fn object(data: &Data) -> &Object {
    let Data::Object(object) = data else { panic!("no object") };
    object
}

/// The JSON of a property.
pub(crate) fn json(object: &Object, name: &str) -> Vec<u8> {
    object.get(name.as_bytes()).unwrap().view().json_text().unwrap()
}
