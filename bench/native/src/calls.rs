//! Calls that do no work.

use std::ffi::CStr;
use std::sync::Arc;

use crate::js::{Bound, Fault, Lazy, Primitive, Scope, Value};

/// `empty(...)`: looks at none of its arguments.
pub(crate) struct Empty;

impl Bound for Empty {
    type Data = ();
    const NAME: &'static CStr = c"empty";

    fn call<'s>(scope: Scope<'s>, _: &'s Arc<()>, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        scope.uint32(0)
    }
}

/// `reads(number, ...texts)`: reads all of them as `evaluate` does, and gives the total of their bytes.
pub(crate) struct Reads;

impl Bound for Reads {
    type Data = ();
    const NAME: &'static CStr = c"reads";

    fn call<'s>(scope: Scope<'s>, _: &'s Arc<()>, arguments: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        let Some((number, texts)) = arguments.split_first() else {
            return scope.uint32(0);
        };
        let number = scope.read_u32(*number)?;
        let bytes = texts.iter().map(|text| length(scope, *text)).sum::<u32>();
        scope.uint32(number.wrapping_add(bytes))
    }
}

fn length<'s>(scope: Scope<'s>, value: Value<'s>) -> u32 {
    match Lazy::new().read(scope, value) {
        Primitive::Text(text) => u32::try_from(text.len()).unwrap_or_default(),
        _ => 0,
    }
}
