//! Experiments of the host's, compiled for one payload.

use std::ffi::CStr;
use std::sync::Arc;
use std::thread::LocalKey;

use napi::sys;
use vexil_client::CompiledPayload;
use vexil_engine::growthbook::Inline;

use super::compile::fault;
use super::describe::{asks, plan};
use crate::js::{Fault, Number, Numbered, Numbers, Question, Scope, Value, argument, handle};

/// The first number of inline experiments. Smaller ones are indices of auto experiments.
pub(in crate::growthbook) const INLINE: u32 = 1 << 30;

impl Numbered for Inline {
    const TAG: sys::napi_type_tag =
        sys::napi_type_tag { lower: 0xc97b_31d0_6e58_a2f4, upper: 0x2f85_7da6_b01e_94c3 };
    const RELEASED: &'static str = "The experiment was released.";
    const FIRST: u32 = INLINE;

    fn memory(&self) -> usize {
        0
    }

    fn numbers() -> &'static LocalKey<Numbers<Self>> {
        thread_local! {
            static NUMBERS: Numbers<Inline> = const { Numbers::new() };
        }
        &NUMBERS
    }
}

/// `inline(json)`: compiles an experiment.
pub(super) struct Compile;

impl Question<CompiledPayload> for Compile {
    const NAME: &'static CStr = c"inline";

    fn call<'s>(
        scope: Scope<'s>,
        payload: &CompiledPayload,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let json = scope.read_text(argument(scope, arguments, 0)?)?;
        let inline = Arc::new(payload.inline(&json).map_err(|error| fault(&error))?);
        let number = Arc::new(Number::new(&inline));
        let object = scope.object()?;
        scope.set(object, c"handle", handle(scope, &number)?)?;
        scope.set(object, c"number", scope.uint32(number.index())?)?;
        scope.set(object, c"plan", plan(scope, inline.plan())?)?;
        scope.set(object, c"asks", scope.uint32(asks(&inline))?)?;
        Ok(object)
    }
}
