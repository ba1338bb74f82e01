//! Letting go of a config before the garbage collector does.

use std::ffi::CStr;
use std::sync::Arc;

use super::Number;
use crate::js::{Bound, Fault, Scope, Value, keep};

/// `release()`: what the snapshot offers throws from now on, except for what `textReader` gave.
pub(super) struct Release;

impl Bound for Release {
    type Data = Number;
    const NAME: &'static CStr = c"release";

    fn call<'s>(scope: Scope<'s>, number: &'s Arc<Number>, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        if let Some(config) = number.release() {
            keep(scope, -i64::try_from(config.memory()).unwrap_or_default());
        }
        scope.undefined()
    }
}
