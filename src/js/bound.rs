//! JavaScript functions that own a piece of immutable native data: the cheapest way into Rust.
//!
//! `napi_create_function` takes a data pointer and hands it back with each call, so there is no `this`, no unwrapping and
//! no type tag to check. Each function object holds one count of the `Arc` and gives it back when it is collected.

use std::ffi::{CStr, c_void};
use std::ptr;
use std::sync::Arc;

use napi::sys;

use super::shared::Share;
use super::{Fault, Scope, Value, guard, pressure};

/// Arguments that fit on the stack: N-API fills every place, given or not. A call with more reads them again into a vector.
const INLINE: usize = 16;

/// The body of a bound function.
pub(crate) trait Bound {
    /// What the function owns.
    type Data: Share;

    /// Its name, as `Function.prototype.name` shows it.
    const NAME: &'static CStr;

    fn call<'s>(
        scope: Scope<'s>,
        data: &'s Arc<Self::Data>,
        arguments: &[Value<'s>],
    ) -> Result<Value<'s>, Fault>;

    /// What is returned after a fault, in place of throwing it.
    fn on_fault<'s>(_: Scope<'s>, fault: Fault) -> Result<Value<'s>, Fault> {
        Err(fault)
    }
}

/// What a function object owns.
struct Owned<T: Share> {
    data: Arc<T>,
    /// How much memory the garbage collector was told that this keeps.
    bytes: i64,
}

/// Makes the JavaScript function for `F`. `bytes` is how much memory it keeps, roughly: the function itself is so small
/// that the garbage collector would see no reason to look for unused ones.
pub(crate) fn bind<'s, F: Bound>(
    scope: Scope<'s>,
    data: &Arc<F::Data>,
    bytes: usize,
) -> Result<Value<'s>, Fault> {
    let env = scope.env();
    let bytes = i64::try_from(bytes).unwrap_or_default();
    let owned: *mut c_void = Box::into_raw(Box::new(Owned { data: Arc::clone(data), bytes })).cast();
    let mut raw = ptr::null_mut();
    let name = F::NAME.as_ptr();
    let length = isize::try_from(F::NAME.count_bytes()).unwrap_or_default();
    // SAFETY: the name is readable for `length` bytes, and `owned` is what `entry::<F>` expects as data.
    let mut status =
        unsafe { sys::napi_create_function(env, name, length, Some(entry::<F>), owned, &raw mut raw) };
    if status == sys::Status::napi_ok {
        let finalize = Some(release::<F::Data> as unsafe extern "C" fn(_, _, _));
        // SAFETY: the function was just made; from here on the finalizer owns `owned`, and runs once.
        status =
            unsafe { sys::napi_add_finalizer(env, raw, owned, finalize, ptr::null_mut(), ptr::null_mut()) };
    }
    if status != sys::Status::napi_ok {
        // A function that was made and could not be given a finalizer is unreachable for JavaScript: it is never called.
        // SAFETY: no finalizer took over, so this is the only owner.
        drop(unsafe { Box::from_raw(owned.cast::<Owned<F::Data>>()) });
        return Err(Fault::Status(status));
    }
    pressure::keep(scope, bytes);
    // SAFETY: made in this call.
    Ok(unsafe { Value::new(raw) })
}

unsafe extern "C" fn entry<F: Bound>(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let body = |scope| {
        let mut inline = [Value::NULL; INLINE];
        // SAFETY: N-API hands `info` to this very call.
        let (count, data) = unsafe { read_call(scope, info, &mut inline) }?;
        // SAFETY: `bind` made this function with a pointer of that type, and its finalizer has not run while it is called.
        let Owned { data, .. } = unsafe { &*data.cast::<Owned<F::Data>>() };
        if let Some(arguments) = inline.get(..count) {
            return F::call(scope, data, arguments);
        }
        let mut all = vec![Value::NULL; count];
        // SAFETY: as above.
        unsafe { read_call(scope, info, &mut all) }?;
        F::call(scope, data, &all)
    };
    // SAFETY: N-API hands `env` to this very call.
    unsafe { guard::callback(env, body, F::on_fault) }
}

/// Reads the arguments into `arguments` and tells how many there are, which may be more than fit.
///
/// # Safety
/// `info` belongs to the current call.
unsafe fn read_call<'s>(
    scope: Scope<'s>,
    info: sys::napi_callback_info,
    arguments: &mut [Value<'s>],
) -> Result<(usize, *mut c_void), Fault> {
    let mut count = arguments.len();
    let mut data = ptr::null_mut();
    let start = arguments.as_mut_ptr().cast();
    // SAFETY: `Value` is a transparent `napi_value`, and `count` of them can be written at `start`.
    let status = unsafe {
        sys::napi_get_cb_info(scope.env(), info, &raw mut count, start, ptr::null_mut(), &raw mut data)
    };
    if status == sys::Status::napi_ok { Ok((count, data)) } else { Err(Fault::Status(status)) }
}

unsafe extern "C" fn release<T: Share>(env: sys::napi_env, data: *mut c_void, _: *mut c_void) {
    let release = || {
        // SAFETY: `bind` made the pointer this way, and a finalizer runs once.
        let owned = unsafe { Box::from_raw(data.cast::<Owned<T>>()) };
        if owned.data.takes_memory() {
            // SAFETY: N-API hands `env` to this very call.
            pressure::keep(unsafe { Scope::new(env) }, -owned.bytes);
        }
        Ok(())
    };
    // Nothing could be done about a panic while dropping, and nobody waits for a result.
    let _ = guard::caught(release);
}
