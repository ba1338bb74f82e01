//! What a config contains: keys, variation ids, and its text.

use std::ffi::CStr;
use std::sync::Arc;

use vexil_engine::configcat::Config;

use super::argument;
use crate::js::{Bound, Fault, Scope, Value};

/// `keys(): string[]`, in the order of a JavaScript object.
pub(super) struct Keys;

impl Bound for Keys {
    type Data = Config;
    const NAME: &'static CStr = c"keys";

    fn call<'s>(scope: Scope<'s>, config: &'s Arc<Config>, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        let keys = config.keys().map(|key| scope.text(key)).collect::<Result<Vec<_>, _>>()?;
        scope.array(&keys)
    }
}

/// `find(key): number`, -1 where there is no such flag.
pub(super) struct Find;

impl Bound for Find {
    type Data = Config;
    const NAME: &'static CStr = c"find";

    fn call<'s>(
        scope: Scope<'s>,
        config: &'s Arc<Config>,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let key = scope.read_text(argument(scope, arguments, 0)?)?;
        config.find(&key).map_or_else(|| scope.int32(-1), |flag| scope.uint32(flag.0))
    }
}

/// `findVariation(id): [flag, outcome] | null`; throws where it comes across an invalid part of the config.
pub(super) struct FindVariation;

impl Bound for FindVariation {
    type Data = Config;
    const NAME: &'static CStr = c"findVariation";

    fn call<'s>(
        scope: Scope<'s>,
        config: &'s Arc<Config>,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let id = scope.read_text(argument(scope, arguments, 0)?)?;
        match config.find_variation(&id) {
            Ok(Some((flag, outcome))) => scope.array(&[scope.uint32(flag.0)?, scope.uint32(outcome.0)?]),
            Ok(None) => scope.null(),
            Err(failure) => {
                Err(Fault::Error { code: Some("INVALID_MODEL"), message: failure.message().into_owned() })
            }
        }
    }
}

/// `json(): string | null`, the text that the config was parsed from.
pub(super) struct Json;

impl Bound for Json {
    type Data = Config;
    const NAME: &'static CStr = c"json";

    fn call<'s>(scope: Scope<'s>, config: &'s Arc<Config>, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        scope.text_or(config.json().map(|json| &**json), scope.null()?)
    }
}
