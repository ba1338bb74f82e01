//! One compiled config, as JavaScript sees it: an object whose functions are bound to that very config.

mod arguments;
mod catalogue;
mod describe;
pub(crate) mod evaluate;
mod evaluate_all;
mod explain;
mod planned;
mod text_tests;

use std::sync::Arc;
use std::thread::LocalKey;

use napi::sys;
use vexil_client::SharedConfig;
use vexil_engine::configcat::{Attribute, FlagId};

use crate::js::{
    Fault, Number, Numbered, Numbers, Scope, Value, argument, ask, handle, offer_release, place,
};

/// Makes the `NativeSnapshot` of a config.
pub(crate) fn to_js<'s>(scope: Scope<'s>, config: &Arc<SharedConfig>) -> Result<Value<'s>, Fault> {
    let snapshot = scope.object()?;
    let number = Arc::new(Number::new(config));
    scope.set(snapshot, c"handle", handle(scope, &number)?)?;
    // No two live configs stand at one place; 2^53 is more than memory has places.
    scope.set(snapshot, c"identity", scope.number(Arc::as_ptr(config).addr() as f64)?)?;
    scope.set(snapshot, c"base", scope.number(place::base(number.index()))?)?;
    scope.set(snapshot, c"size", scope.number(config.len() as f64)?)?;
    ask::<_, catalogue::Keys>(scope, snapshot, &number)?;
    ask::<_, catalogue::Find>(scope, snapshot, &number)?;
    ask::<_, describe::Describe>(scope, snapshot, &number)?;
    ask::<_, describe::Places>(scope, snapshot, &number)?;
    ask::<_, evaluate_all::AllAttributes>(scope, snapshot, &number)?;
    ask::<_, evaluate_all::Outcomes>(scope, snapshot, &number)?;
    ask::<_, evaluate_all::EvaluateAll>(scope, snapshot, &number)?;
    ask::<_, explain::Explain>(scope, snapshot, &number)?;
    ask::<_, text_tests::TextTests>(scope, snapshot, &number)?;
    ask::<_, catalogue::FindVariation>(scope, snapshot, &number)?;
    ask::<_, catalogue::Json>(scope, snapshot, &number)?;
    ask::<_, catalogue::TextReader>(scope, snapshot, &number)?;
    offer_release(scope, snapshot, &number, config)?;
    Ok(snapshot)
}

impl Numbered for SharedConfig {
    const TAG: sys::napi_type_tag =
        sys::napi_type_tag { lower: 0x8c1f_0a66_5d2b_4e37, upper: 0x3e97_b4d0_61c8_4fa2 };
    const RELEASED: &'static str = "The config was released.";

    fn memory(&self) -> usize {
        Self::memory(self)
    }

    fn numbers() -> &'static LocalKey<Numbers<Self>> {
        thread_local! {
            static NUMBERS: Numbers<SharedConfig> = const { Numbers::new() };
        }
        &NUMBERS
    }
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
