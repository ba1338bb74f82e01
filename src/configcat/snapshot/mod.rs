//! One compiled config, as JavaScript sees it: an object whose functions are bound to that very config.

mod arguments;
mod catalogue;
mod describe;
mod evaluate;
mod explain;
mod planned;

use std::sync::Arc;

use napi::bindgen_prelude::External;
use vexil_engine::configcat::{Config, FlagId};

use crate::js::{Bound, Fault, Scope, Value, bind};

/// What a snapshot's `handle` holds: the way back from JavaScript to the config.
pub(crate) type ConfigHandle = External<Arc<Config>>;

/// Makes the `NativeSnapshot` of a config.
pub(crate) fn to_js<'s>(scope: Scope<'s>, config: &Arc<Config>) -> Result<Value<'s>, Fault> {
    let snapshot = scope.object()?;
    scope.set(snapshot, c"handle", scope.external(Arc::clone(config))?)?;
    scope.set(snapshot, c"size", scope.number(config.len() as f64)?)?;
    set::<catalogue::Keys>(scope, snapshot, config)?;
    set::<catalogue::Find>(scope, snapshot, config)?;
    set::<describe::Describe>(scope, snapshot, config)?;
    set::<evaluate::Evaluate>(scope, snapshot, config)?;
    set::<explain::Explain>(scope, snapshot, config)?;
    set::<catalogue::FindVariation>(scope, snapshot, config)?;
    set::<catalogue::Json>(scope, snapshot, config)?;
    Ok(snapshot)
}

fn set<'s, F: Bound<Data = Config>>(
    scope: Scope<'s>,
    snapshot: Value<'s>,
    config: &Arc<Config>,
) -> Result<(), Fault> {
    scope.set(snapshot, F::NAME, bind::<F>(scope, config)?)
}

/// The argument at `index`; `undefined` where JavaScript gave fewer.
fn argument<'s>(scope: Scope<'s>, arguments: &[Value<'s>], index: usize) -> Result<Value<'s>, Fault> {
    arguments.get(index).map_or_else(|| scope.undefined(), |value| Ok(*value))
}

/// The flag whose number is the first argument.
fn flag_argument<'s>(scope: Scope<'s>, arguments: &[Value<'s>]) -> Result<FlagId, Fault> {
    let number = argument(scope, arguments, 0)?;
    scope.read_u32(number).map(FlagId)
}

fn unknown_flag() -> Fault {
    Fault::message("There is no flag with this number.")
}
