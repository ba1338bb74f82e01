//! Native data in the hands of JavaScript: objects without properties that hold one share of it, and can be handed back.
//!
//! They are wrapping objects and no `napi_external` values: of each of those that is alive when a worker ends, Node.js leaves some
//! bytes behind for good (its weak callbacks do not run any more then, whereas what is wrapped is always finalized).

use std::cell::RefCell;
use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;

use napi::bindgen_prelude::{FromNapiValue, TypeName, ValidateNapiValue};
use napi::{ValueType, sys};

use super::argument::thrown;
use super::shared::Share;
use super::{Fault, Scope, Value, guard};

/// Data whose handles JavaScript hands back. The tag tells them from all other objects.
pub(crate) trait Tagged: Share {
    /// Unique to the type.
    const TAG: sys::napi_type_tag;
}

/// What [`handle`] made, as an argument.
pub(crate) struct Handle<T>(pub(crate) Arc<T>);

/// What the object holds: nothing, once it was emptied.
type Held<T> = RefCell<Option<Arc<T>>>;

/// An opaque object that shares `data`, for JavaScript to hand back as a [`Handle`].
pub(crate) fn handle<'s, T: Tagged>(scope: Scope<'s>, data: &Arc<T>) -> Result<Value<'s>, Fault> {
    let object = scope.object()?;
    let held: *mut c_void = Box::into_raw(Box::new(Held::new(Some(Arc::clone(data))))).cast();
    let finalize = Some(release::<T> as unsafe extern "C" fn(_, _, _));
    // SAFETY: the object was just made; from here on the finalizer owns `held`, and runs once.
    let status = unsafe {
        sys::napi_wrap(scope.env(), object.raw(), held, finalize, ptr::null_mut(), ptr::null_mut())
    };
    if status != sys::Status::napi_ok {
        // SAFETY: no finalizer took over, so this is the only owner.
        drop(unsafe { Box::from_raw(held.cast::<Held<T>>()) });
        return Err(Fault::Status(status));
    }
    // SAFETY: the object was just made, in this environment, and has no tag yet.
    match unsafe { sys::napi_type_tag_object(scope.env(), object.raw(), ptr::from_ref(&T::TAG)) } {
        sys::Status::napi_ok => Ok(object),
        status => Err(Fault::Status(status)),
    }
}

/// Lets go of what a handle holds, before the garbage collector does. It is an error to hand it back after that.
pub(crate) fn empty<T: Tagged>(scope: Scope<'_>, value: Value<'_>) -> Result<Option<Arc<T>>, Fault> {
    held::<T, _>(scope, value, Option::take)
}

unsafe extern "C" fn release<T: Share>(_: sys::napi_env, held: *mut c_void, _: *mut c_void) {
    let release = || {
        // SAFETY: `handle` made the pointer this way, and a finalizer runs once.
        drop(unsafe { Box::from_raw(held.cast::<Held<T>>()) });
        Ok(())
    };
    // Nothing could be done about a panic while dropping, and nobody waits for a result.
    let _ = guard::caught(release);
}

fn read<T: Tagged>(scope: Scope<'_>, value: Value<'_>) -> Result<Arc<T>, Fault> {
    held(scope, value, |data: &mut Option<Arc<T>>| data.clone())?
        .ok_or_else(|| Fault::message("What the handle stood for was released."))
}

fn held<T: Tagged, R>(
    scope: Scope<'_>,
    value: Value<'_>,
    body: impl FnOnce(&mut Option<Arc<T>>) -> R,
) -> Result<R, Fault> {
    let mut is_handle = false;
    // SAFETY: the value belongs to this call.
    let status = unsafe {
        sys::napi_check_object_type_tag(scope.env(), value.raw(), ptr::from_ref(&T::TAG), &raw mut is_handle)
    };
    if status != sys::Status::napi_ok || !is_handle {
        return Err(Fault::message("The value is not the handle that is expected."));
    }
    let mut held = ptr::null_mut();
    // SAFETY: as above.
    let status = unsafe { sys::napi_unwrap(scope.env(), value.raw(), &raw mut held) };
    if status != sys::Status::napi_ok {
        return Err(Fault::Status(status));
    }
    // SAFETY: `handle` alone gives objects this tag, after it wrapped data of this type; its finalizer has not run, as the
    // object is alive. JavaScript can neither tag objects nor unwrap them. Only the object's thread comes here.
    let held = unsafe { &*held.cast::<Held<T>>() };
    // Never borrowed for longer than this.
    held.try_borrow_mut().map(|mut data| body(&mut data)).map_err(|_| Fault::message("The handle is in use."))
}

impl<T> TypeName for Handle<T> {
    fn type_name() -> &'static str {
        "NativeHandle"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl<T> ValidateNapiValue for Handle<T> {}

impl<T: Tagged> FromNapiValue for Handle<T> {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: passed on to the caller.
        let scope = unsafe { Scope::new(env) };
        // SAFETY: passed on to the caller.
        let value = unsafe { Value::new(value) };
        read(scope, value).map(Self).map_err(thrown)
    }
}
