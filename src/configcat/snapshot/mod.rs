//! One compiled config, as JavaScript sees it: an object whose functions are bound to that very config.

mod arguments;
mod catalogue;
mod describe;
pub(crate) mod evaluate;
mod evaluate_all;
mod explain;
mod numbers;
mod planned;
mod text_tests;

use std::sync::Arc;

use self::numbers::Number;
use napi::sys;
use vexil_engine::configcat::{Attribute, Config, FlagId};

use crate::js::{Bound, Fault, Scope, Share, Tagged, Value, bind, handle, keeper};

/// Makes the `NativeSnapshot` of a config.
pub(crate) fn to_js<'s>(scope: Scope<'s>, config: &Arc<Config>) -> Result<Value<'s>, Fault> {
    let snapshot = scope.object()?;
    scope.set(snapshot, c"handle", handle(scope, config)?)?;
    // No two live configs stand at one place; 2^53 is more than memory has places.
    scope.set(snapshot, c"identity", scope.number(Arc::as_ptr(config).addr() as f64)?)?;
    let number = Number::new(config);
    scope.set(snapshot, c"number", scope.uint32(number.index())?)?;
    scope.set(snapshot, c"numbering", keeper(scope, &Arc::new(number))?)?;
    scope.set(snapshot, c"size", scope.number(config.len() as f64)?)?;
    set::<catalogue::Keys>(scope, snapshot, config)?;
    set::<catalogue::Find>(scope, snapshot, config)?;
    set::<describe::Describe>(scope, snapshot, config)?;
    set::<describe::Places>(scope, snapshot, config)?;
    set::<evaluate_all::AllAttributes>(scope, snapshot, config)?;
    set::<evaluate_all::Outcomes>(scope, snapshot, config)?;
    set::<evaluate_all::EvaluateAll>(scope, snapshot, config)?;
    set::<explain::Explain>(scope, snapshot, config)?;
    set::<text_tests::TextTests>(scope, snapshot, config)?;
    set::<catalogue::FindVariation>(scope, snapshot, config)?;
    // All of these let go of the config together, so it is enough that one of them tells how large it is.
    scope.set(snapshot, catalogue::Json::NAME, bind::<catalogue::Json>(scope, config, memory_of(config))?)?;
    Ok(snapshot)
}

impl Share for Config {
    fn is_large(&self) -> bool {
        /// Fewer flags are dropped in some microseconds.
        const FLAGS: usize = 100;
        self.len() > FLAGS
    }
}

impl Tagged for Config {
    const TAG: sys::napi_type_tag =
        sys::napi_type_tag { lower: 0x8c1f_0a66_5d2b_4e37, upper: 0x3e97_b4d0_61c8_4fa2 };
}

/// A rough guess at the memory that a config takes: its text, and the compiled form of about twice the size. What the garbage
/// collector is not told of makes it let old configs pile up.
fn memory_of(config: &Config) -> usize {
    /// Of a merged config, which has no text.
    const PER_FLAG: usize = 512;
    config.json().map_or_else(|| config.len() * PER_FLAG, |json| json.len() * 3)
}

fn set<'s, F: Bound<Data = Config>>(
    scope: Scope<'s>,
    snapshot: Value<'s>,
    config: &Arc<Config>,
) -> Result<(), Fault> {
    scope.set(snapshot, F::NAME, bind::<F>(scope, config, 0)?)
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

/// The names of attributes.
fn texts<'s>(scope: Scope<'s>, attributes: &[Attribute]) -> Result<Value<'s>, Fault> {
    let names =
        attributes.iter().map(|attribute| scope.text(attribute.name())).collect::<Result<Vec<_>, _>>()?;
    scope.array(&names)
}

fn unknown_flag() -> Fault {
    Fault::message("There is no flag with this number.")
}
