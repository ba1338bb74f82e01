//! Panics end here: what Node.js calls returns to it, always.

use std::panic::{AssertUnwindSafe, catch_unwind};

use napi::sys;
use vexil_client::panic_text;

use super::{Fault, Scope, Value};

/// Runs `body` and turns a panic into a [`Fault`].
///
/// Whatever `body` touches is either immutable (configs, entries) or dropped with it, so nothing can be seen half changed.
pub(crate) fn caught<T>(body: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(body))
        .unwrap_or_else(|panic| Err(Fault::Panic(format!("Internal error: {}", panic_text(&*panic)))))
}

/// Runs the body of a callback that JavaScript calls. What `on_fault` makes of a fault is returned or thrown there.
///
/// # Safety
/// `env` is the environment that this very call was made with.
#[inline]
pub(super) unsafe fn callback<'s>(
    env: sys::napi_env,
    body: impl FnOnce(Scope<'s>) -> Result<Value<'s>, Fault>,
    on_fault: impl FnOnce(Scope<'s>, Fault) -> Result<Value<'s>, Fault>,
) -> sys::napi_value {
    // SAFETY: passed on to the caller.
    let scope = unsafe { Scope::new(env) };
    match caught(|| body(scope)) {
        Ok(value) => value.raw(),
        Err(fault) => recover(scope, fault, on_fault),
    }
}

#[cold]
fn recover<'s>(
    scope: Scope<'s>,
    fault: Fault,
    on_fault: impl FnOnce(Scope<'s>, Fault) -> Result<Value<'s>, Fault>,
) -> sys::napi_value {
    match caught(|| on_fault(scope, fault)) {
        Ok(value) => value.raw(),
        Err(fault) => {
            scope.throw(&fault);
            std::ptr::null_mut()
        }
    }
}
