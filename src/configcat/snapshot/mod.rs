//! One compiled config, as JavaScript sees it: an object whose functions are bound to that very config.

mod arguments;
mod catalogue;
mod describe;
pub(crate) mod evaluate;
mod evaluate_all;
mod explain;
mod numbers;
mod planned;
mod release;
mod text_tests;

use std::ffi::CStr;
use std::marker::PhantomData;
use std::sync::Arc;

pub(super) use self::numbers::Number;
use vexil_client::SharedConfig;
use vexil_engine::configcat::{Attribute, Config, FlagId};

use crate::js::{Bound, Fault, Scope, Value, bind, handle};

/// Makes the `NativeSnapshot` of a config.
pub(crate) fn to_js<'s>(scope: Scope<'s>, config: &Arc<SharedConfig>) -> Result<Value<'s>, Fault> {
    let snapshot = scope.object()?;
    let number = Arc::new(Number::new(config));
    scope.set(snapshot, c"handle", handle(scope, &number)?)?;
    // No two live configs stand at one place; 2^53 is more than memory has places.
    scope.set(snapshot, c"identity", scope.number(Arc::as_ptr(config).addr() as f64)?)?;
    scope.set(snapshot, c"base", scope.number(evaluate::base(number.index()))?)?;
    scope.set(snapshot, c"size", scope.number(config.len() as f64)?)?;
    set::<catalogue::Keys>(scope, snapshot, &number)?;
    set::<catalogue::Find>(scope, snapshot, &number)?;
    set::<describe::Describe>(scope, snapshot, &number)?;
    set::<describe::Places>(scope, snapshot, &number)?;
    set::<evaluate_all::AllAttributes>(scope, snapshot, &number)?;
    set::<evaluate_all::Outcomes>(scope, snapshot, &number)?;
    set::<evaluate_all::EvaluateAll>(scope, snapshot, &number)?;
    set::<explain::Explain>(scope, snapshot, &number)?;
    set::<text_tests::TextTests>(scope, snapshot, &number)?;
    set::<catalogue::FindVariation>(scope, snapshot, &number)?;
    set::<catalogue::Json>(scope, snapshot, &number)?;
    set::<catalogue::TextReader>(scope, snapshot, &number)?;
    // All of these let go of the config together, so it is enough that one of them tells how large it is.
    let release = bind::<release::Release>(scope, &number, config.memory())?;
    scope.set(snapshot, release::Release::NAME, release)?;
    Ok(snapshot)
}

/// A function of a snapshot that asks something of its config.
trait Question {
    /// Its name, as `Function.prototype.name` shows it.
    const NAME: &'static CStr;

    fn call<'s>(scope: Scope<'s>, config: &Config, arguments: &[Value<'s>]) -> Result<Value<'s>, Fault>;
}

/// A question as a function. After the release of the config it throws.
struct Asked<Q>(PhantomData<Q>);

impl<Q: Question> Bound for Asked<Q> {
    type Data = Number;
    const NAME: &'static CStr = Q::NAME;

    fn call<'s>(
        scope: Scope<'s>,
        number: &'s Arc<Number>,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        let config = number.config()?;
        Q::call(scope, &config, arguments)
    }
}

fn set<'s, Q: Question>(scope: Scope<'s>, snapshot: Value<'s>, number: &Arc<Number>) -> Result<(), Fault> {
    scope.set(snapshot, Q::NAME, bind::<Asked<Q>>(scope, number, 0)?)
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
