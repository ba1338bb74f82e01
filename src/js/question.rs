//! Functions that ask something of numbered data.

use std::ffi::CStr;
use std::marker::PhantomData;
use std::sync::Arc;

use super::numbers::{Number, Numbered};
use super::{Bound, Fault, Scope, Value, bind, keep};

/// A function of an object that asks something of its data.
pub(crate) trait Question<T> {
    /// Its name, as `Function.prototype.name` shows it.
    const NAME: &'static CStr;

    fn call<'s>(scope: Scope<'s>, data: &T, arguments: &[Value<'s>]) -> Result<Value<'s>, Fault>;
}

/// A question as a function. After the release of the data it throws.
struct Asked<T, Q>(PhantomData<(T, Q)>);

impl<T: Numbered, Q: Question<T>> Bound for Asked<T, Q> {
    type Data = Number<T>;
    const NAME: &'static CStr = Q::NAME;

    fn call<'s>(
        scope: Scope<'s>,
        number: &'s Arc<Number<T>>,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        // A share of it: what the question does may release the number.
        let data = number.get()?;
        Q::call(scope, &data, arguments)
    }
}

/// Gives the object a function.
pub(crate) fn ask<'s, T: Numbered, Q: Question<T>>(
    scope: Scope<'s>,
    object: Value<'s>,
    number: &Arc<Number<T>>,
) -> Result<(), Fault> {
    scope.set(object, Q::NAME, bind::<Asked<T, Q>>(scope, number, 0)?)
}

/// `release()`: what the object offers throws from now on.
struct Release<T>(PhantomData<T>);

impl<T: Numbered> Bound for Release<T> {
    type Data = Number<T>;
    const NAME: &'static CStr = c"release";

    fn call<'s>(scope: Scope<'s>, number: &'s Arc<Number<T>>, _: &[Value<'s>]) -> Result<Value<'s>, Fault> {
        if let Some(data) = number.release() {
            keep(scope, -i64::try_from(data.memory()).unwrap_or_default());
        }
        scope.undefined()
    }
}

/// Gives the object its `release`. All functions of the object let go of the data together, so it is enough that this one
/// tells how large it is.
pub(crate) fn offer_release<'s, T: Numbered>(
    scope: Scope<'s>,
    object: Value<'s>,
    number: &Arc<Number<T>>,
    data: &T,
) -> Result<(), Fault> {
    let release = bind::<Release<T>>(scope, number, data.memory())?;
    scope.set(object, Release::<T>::NAME, release)
}

/// The argument at `index`; `undefined` where JavaScript gave fewer.
pub(crate) fn argument<'s>(
    scope: Scope<'s>,
    arguments: &[Value<'s>],
    index: usize,
) -> Result<Value<'s>, Fault> {
    arguments.get(index).map_or_else(|| scope.undefined(), |value| Ok(*value))
}
