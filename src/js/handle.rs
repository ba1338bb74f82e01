//! Native data in the hands of JavaScript: objects without properties that hold one share of it, and can be handed back.
//!
//! They are wrapping objects and no `napi_external` values: of each of those that is alive when a worker ends, Node.js leaves some
//! bytes behind for good (its weak callbacks do not run any more then, whereas what is wrapped is always finalized).

use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;

use napi::bindgen_prelude::{FromNapiValue, TypeName, ValidateNapiValue};
use napi::{ValueType, sys};

use super::argument::thrown;
use super::shared::{Share, Shared};
use super::{Fault, Scope, Value, guard};

/// Data whose handles JavaScript hands back. The tag tells them from all other objects.
pub(crate) trait Tagged: Share {
    /// Unique to the type.
    const TAG: sys::napi_type_tag;
}

/// What [`handle`] made, as an argument.
pub(crate) struct Handle<T>(pub(crate) Arc<T>);

/// An opaque object that shares `data`, for JavaScript to hand back as a [`Handle`].
pub(crate) fn handle<'s, T: Tagged>(scope: Scope<'s>, data: &Arc<T>) -> Result<Value<'s>, Fault> {
    let object = keeper(scope, data)?;
    // SAFETY: the object was just made, in this environment, and has no tag yet.
    match unsafe { sys::napi_type_tag_object(scope.env(), object.raw(), ptr::from_ref(&T::TAG)) } {
        sys::Status::napi_ok => Ok(object),
        status => Err(Fault::Status(status)),
    }
}

/// An opaque object that shares `data` for as long as it lives, and that nobody hands back.
pub(crate) fn keeper<'s, T: Share>(scope: Scope<'s>, data: &Arc<T>) -> Result<Value<'s>, Fault> {
    let object = scope.object()?;
    let shared: *mut c_void = Box::into_raw(Box::new(Shared::new(data))).cast();
    let finalize = Some(release::<T> as unsafe extern "C" fn(_, _, _));
    // SAFETY: the object was just made; from here on the finalizer owns `shared`, and runs once.
    let status = unsafe {
        sys::napi_wrap(scope.env(), object.raw(), shared, finalize, ptr::null_mut(), ptr::null_mut())
    };
    if status != sys::Status::napi_ok {
        // SAFETY: no finalizer took over, so this is the only owner.
        drop(unsafe { Box::from_raw(shared.cast::<Shared<T>>()) });
        return Err(Fault::Status(status));
    }
    Ok(object)
}

unsafe extern "C" fn release<T: Share>(_: sys::napi_env, shared: *mut c_void, _: *mut c_void) {
    let release = || {
        // SAFETY: `keeper` made the pointer this way, and a finalizer runs once.
        drop(unsafe { Box::from_raw(shared.cast::<Shared<T>>()) });
        Ok(())
    };
    // Nothing could be done about a panic while dropping, and nobody waits for a result.
    let _ = guard::caught(release);
}

fn read<T: Tagged>(scope: Scope<'_>, value: Value<'_>) -> Result<Arc<T>, Fault> {
    let mut is_handle = false;
    // SAFETY: the value belongs to this call.
    let status = unsafe {
        sys::napi_check_object_type_tag(scope.env(), value.raw(), ptr::from_ref(&T::TAG), &raw mut is_handle)
    };
    if status != sys::Status::napi_ok || !is_handle {
        return Err(Fault::message("The value is not the handle that is expected."));
    }
    let mut shared = ptr::null_mut();
    // SAFETY: as above.
    let status = unsafe { sys::napi_unwrap(scope.env(), value.raw(), &raw mut shared) };
    if status != sys::Status::napi_ok {
        return Err(Fault::Status(status));
    }
    // SAFETY: only `handle` gives objects this tag, after `keeper` wrapped data of this type; its finalizer has not run, as the
    // object is alive. JavaScript can neither tag objects nor unwrap them.
    Ok(Arc::clone(unsafe { &*shared.cast::<Shared<T>>() }))
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
