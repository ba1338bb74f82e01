//! Conditions by themselves: `evalCondition`.

use std::ffi::CStr;
use std::sync::Arc;

use napi_derive::napi;
use vexil_engine::growthbook::{Attribute, AttributeTable, Condition, Problems, SavedGroups};
use vexil_engine::js::Data;

use super::payload::plan;
use crate::js::{Arguments, Bound, Fault, JsText, Returned, Scope, Share, ToJs, Value, bind, thrown};

/// A compiled condition.
pub(crate) struct Compiled {
    condition: Condition,
    groups: SavedGroups,
    attributes: Box<[Attribute]>,
    bytes: usize,
}

impl Share for Compiled {}

/// Compiles a condition as `evalCondition` takes it, with the saved groups that it may name. Both are JSON texts. Throws where one is
/// none.
#[napi(catch_unwind, ts_args_type = "json: string, groups: string", ts_return_type = "NativeCondition")]
pub(crate) fn growthbook_condition(json: JsText, groups: JsText) -> napi::Result<Returned<Arc<Compiled>>> {
    let (json, groups) = (json.into_bytes(), groups.into_bytes());
    let bytes = json.len() + groups.len();
    let parse = |text: &[u8]| {
        Data::parse(text).ok_or_else(|| thrown(Fault::message("The text is no JSON, or nested too deeply.")))
    };
    let mut table = AttributeTable::default();
    let mut problems = Problems::default();
    let groups = SavedGroups::compile(&parse(&groups)?, &mut table, &mut problems);
    let condition = Condition::compile(&parse(&json)?, &mut table, &mut problems);
    let attributes = table.attributes().into();
    Ok(Returned(Arc::new(Compiled { condition, groups, attributes, bytes })))
}

impl ToJs for Arc<Compiled> {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault> {
        let object = scope.object()?;
        scope.set(object, c"plan", plan(scope, &self.attributes)?)?;
        scope.set(object, Holds::NAME, bind::<Holds>(scope, self, self.bytes)?)?;
        Ok(object)
    }
}

/// `holds(...attributes): boolean`.
struct Holds;

impl Bound for Holds {
    type Data = Compiled;
    const NAME: &'static CStr = c"holds";

    fn call<'s>(
        scope: Scope<'s>,
        compiled: &'s Arc<Compiled>,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let holds = |user: &Arguments<'s, '_>| compiled.condition.holds(user, &compiled.groups);
        scope.boolean(Arguments::with(scope, arguments, holds))
    }
}
