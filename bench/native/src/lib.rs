//! What no addon can beat, to be timed beside it: native calls that do nothing or only read their arguments, and hashes.
//!
//! The calls are made of the addon's own glue, so that they cost what the addon's calls cost before any work is done.

mod calls;
mod hashes;

#[expect(dead_code, unused_imports, reason = "the addon's glue, of which this needs the calls only")]
#[path = "../../../src/js/mod.rs"]
mod js;

use std::any::Any;
use std::sync::Arc;

use js::{Fault, Returned, Scope, ToJs, Value, bind};
use napi_derive::napi;

/// The functions of this module.
pub(crate) struct Floors;

impl ToJs for Floors {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault> {
        let floors = scope.object()?;
        let nothing = Arc::new(());
        scope.set(floors, c"empty", bind::<calls::Empty>(scope, &nothing, 0)?)?;
        scope.set(floors, c"reads", bind::<calls::Reads>(scope, &nothing, 0)?)?;
        scope.set(floors, c"sha1", bind::<hashes::Sha1>(scope, &nothing, 0)?)?;
        scope.set(floors, c"sha256", bind::<hashes::Sha256>(scope, &nothing, 0)?)?;
        Ok(floors)
    }
}

/// Makes the functions: `empty(...)`, `reads(number, ...texts)`, `sha1(count, ...parts)`, `sha256(count, ...parts)`.
#[napi(catch_unwind)]
pub(crate) fn floors() -> Returned<Floors> {
    Returned(Floors)
}

/// What the glue says of a panic: there is none here to tell of.
fn panic_text(_: &(dyn Any + Send)) -> String {
    "no description".to_owned()
}
