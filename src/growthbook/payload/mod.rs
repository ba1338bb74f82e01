//! One compiled payload, as JavaScript sees it: an object whose functions are bound to that very payload.

mod catalogue;
mod compile;
mod describe;
mod inline;
mod settled;

use std::sync::Arc;
use std::thread::LocalKey;

use napi::sys;
use vexil_client::CompiledPayload;

pub(super) use self::describe::plan;
pub(super) use self::inline::INLINE;
pub(super) use self::settled::{Part, part_at};
use crate::js::{Fault, Number, Numbered, Numbers, Scope, ToJs, Value, ask, handle, offer_release, place};

impl Numbered for CompiledPayload {
    const TAG: sys::napi_type_tag =
        sys::napi_type_tag { lower: 0x5e03_9bb1_27fd_c648, upper: 0xa41c_06e7_d83f_5920 };
    const RELEASED: &'static str = "The payload was released.";

    fn memory(&self) -> usize {
        Self::memory(self)
    }

    fn numbers() -> &'static LocalKey<Numbers<Self>> {
        thread_local! {
            static NUMBERS: Numbers<CompiledPayload> = const { Numbers::new() };
        }
        &NUMBERS
    }
}

impl ToJs for Arc<CompiledPayload> {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault> {
        let object = scope.object()?;
        let number = Arc::new(Number::new(self));
        scope.set(object, c"handle", handle(scope, &number)?)?;
        // No two live payloads stand at one place; 2^53 is more than memory has places.
        scope.set(object, c"identity", scope.number(Self::as_ptr(self).addr() as f64)?)?;
        scope.set(object, c"number", scope.uint32(number.index())?)?;
        scope.set(object, c"base", scope.number(place::base(number.index()))?)?;
        scope.set(object, c"size", scope.number(self.len() as f64)?)?;
        let parts = (0..).zip(self.parts()).map(|(place, is_there)| u32::from(is_there) << place).sum();
        scope.set(object, c"parts", scope.uint32(parts)?)?;
        ask::<_, catalogue::Keys>(scope, object, &number)?;
        ask::<_, catalogue::Find>(scope, object, &number)?;
        ask::<_, describe::Describe>(scope, object, &number)?;
        ask::<_, settled::ValueClasses>(scope, object, &number)?;
        ask::<_, settled::Settle>(scope, object, &number)?;
        ask::<_, settled::RestSlots>(scope, object, &number)?;
        ask::<_, settled::BucketRules>(scope, object, &number)?;
        ask::<_, catalogue::Definition>(scope, object, &number)?;
        ask::<_, catalogue::Json>(scope, object, &number)?;
        ask::<_, catalogue::Experiments>(scope, object, &number)?;
        ask::<_, describe::DescribeExperiment>(scope, object, &number)?;
        ask::<_, catalogue::ExperimentDefinition>(scope, object, &number)?;
        ask::<_, catalogue::Problems>(scope, object, &number)?;
        ask::<_, inline::Compile>(scope, object, &number)?;
        offer_release(scope, object, &number, self)?;
        Ok(object)
    }
}

fn unknown_feature() -> Fault {
    Fault::message("There is no feature with this number.")
}

fn unknown_experiment() -> Fault {
    Fault::message("There is no experiment with this index.")
}
