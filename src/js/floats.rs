//! Numbers that JavaScript and the addon share.

use std::ptr;

use napi::{ValueType, sys};

use super::shared::Share;
use super::{Fault, FromJs, Scope, Value};

/// The numbers of a `Float64Array`, for as long as this lives. JavaScript must never transfer its buffer.
pub(crate) struct Floats {
    start: *mut f64,
    length: usize,
    env: sys::napi_env,
    /// Keeps the array from being collected.
    reference: sys::napi_ref,
}

// SAFETY: only functions that are bound to it use it and let go of it, all on the thread of their JavaScript.
unsafe impl Send for Floats {}
// SAFETY: as above.
unsafe impl Sync for Floats {}

impl Share for Floats {}

/// Shares the numbers of the array.
impl FromJs for Floats {
    const NAME: &'static str = "Float64Array";
    const TYPE: ValueType = ValueType::Object;

    fn from_js<'s>(scope: Scope<'s>, array: Value<'s>) -> Result<Self, Fault> {
        let (start, length) = scope.floats(array)?;
        let mut reference = ptr::null_mut();
        // SAFETY: the value belongs to this call.
        let status = unsafe { sys::napi_create_reference(scope.env(), array.raw(), 1, &raw mut reference) };
        if status != sys::Status::napi_ok {
            return Err(Fault::Status(status));
        }
        Ok(Self { start, length, env: scope.env(), reference })
    }
}

impl Floats {
    /// Lends the numbers to `body`, which must not call JavaScript, or lend them again.
    #[inline]
    pub(crate) fn lend<R>(&self, body: impl FnOnce(&mut [f64]) -> R) -> R {
        if self.length == 0 {
            return body(&mut []);
        }
        // SAFETY: the array is kept, its buffer stays where it is, and is long enough. Nobody else touches it: JavaScript does not run
        // meanwhile, and `body` does not come here again.
        body(unsafe { std::slice::from_raw_parts_mut(self.start, self.length) })
    }
}

impl Drop for Floats {
    fn drop(&mut self) {
        // SAFETY: the reference was made in this environment, which is there as long as the functions that are bound to this. A failure
        // would mean that it is gone already.
        let _ = unsafe { sys::napi_delete_reference(self.env, self.reference) };
    }
}
