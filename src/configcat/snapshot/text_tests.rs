//! What a flag asks of the texts of a user, so that JavaScript evaluates once per class of texts.

use std::ffi::CStr;

use vexil_client::SharedConfig;
use vexil_engine::configcat::TextTest;

use super::flag_argument;
use crate::js::{Fault, Question, Scope, Value};

/// `textTests(flag)`: for each attribute of the flag's plan a flat list of pairs, the kind of a question and its text; `null` where
/// texts do not decide.
pub(super) struct TextTests;

impl Question<SharedConfig> for TextTests {
    const NAME: &'static CStr = c"textTests";

    fn call<'s>(
        scope: Scope<'s>,
        config: &SharedConfig,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let Some(tests) = config.text_tests(flag_argument(scope, arguments)?) else { return scope.null() };
        let lists = tests.iter().map(|tests| pairs(scope, tests)).collect::<Result<Vec<_>, _>>()?;
        scope.array(&lists)
    }
}

fn pairs<'s>(scope: Scope<'s>, tests: &[TextTest<'_>]) -> Result<Value<'s>, Fault> {
    let mut items = Vec::with_capacity(tests.len() * 2);
    for test in tests {
        let (kind, text) = match test {
            TextTest::Equals(text) => (0, text),
            TextTest::Contains(text) => (1, text),
            TextTest::StartsWith(text) => (2, text),
            TextTest::EndsWith(text) => (3, text),
        };
        items.push(scope.uint32(kind)?);
        items.push(scope.text(text.as_bytes())?);
    }
    scope.array(&items)
}
