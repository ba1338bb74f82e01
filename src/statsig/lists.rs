//! The ID lists of one server, as JavaScript holds them.

use std::sync::Arc;

use napi::sys;
use napi_derive::napi;
use vexil_client::statsig::SharedIdLists;

use crate::js::{Fault, Handle, Returned, Scope, Share, Tagged, ToJs, Value, handle};

impl Share for SharedIdLists {}

impl Tagged for SharedIdLists {
    const TAG: sys::napi_type_tag =
        sys::napi_type_tag { lower: 0x2f86_51c3_e0b9_7d14, upper: 0x94d0_38ea_7bc1_652f };
}

/// The handle of ID lists, as an argument.
pub(super) type ListsHandle = Handle<SharedIdLists>;

impl ToJs for Arc<SharedIdLists> {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault> {
        handle(scope, self)
    }
}

/// The ID lists of a server, of which there are none at first.
#[napi(catch_unwind, ts_return_type = "NativeHandle")]
pub(crate) fn statsig_id_lists() -> Returned<Arc<SharedIdLists>> {
    Returned(Arc::default())
}
