//! Entries: a config with its time and ETag, as the service hands them out and takes them back.

use std::sync::Arc;

use napi::bindgen_prelude::{AsyncTask, FromNapiValue};
use napi::{Env, Task, sys};
use napi_derive::napi;
use vexil_client::{ClientError, Entry};

use super::snapshot;
use crate::js::{
    Fault, Handle, JsText, Returned, Scope, Share, Tagged, ToJs, Value, caught, empty, handle, thrown,
};

/// Makes the `NativeEntry` of an entry.
pub(super) fn to_js<'s>(scope: Scope<'s>, entry: &Arc<Entry>) -> Result<Value<'s>, Fault> {
    let object = scope.object()?;
    let snapshot =
        entry.config.as_ref().map_or_else(|| scope.null(), |config| snapshot::to_js(scope, config))?;
    scope.set(object, c"handle", handle(scope, entry)?)?;
    scope.set(object, c"timestamp", scope.number(entry.timestamp_ms)?)?;
    let confirmed = entry.confirmed_ms.map_or_else(|| scope.null(), |time| scope.number(time))?;
    scope.set(object, c"confirmed", confirmed)?;
    scope.set(
        object,
        c"etag",
        scope.text_or(entry.etag.as_deref().map(str::as_bytes), scope.undefined()?)?,
    )?;
    scope.set(object, c"initial", scope.boolean(entry.initial)?)?;
    scope.set(object, c"snapshot", snapshot)?;
    Ok(object)
}

impl Share for Entry {}

impl Tagged for Entry {
    const TAG: sys::napi_type_tag =
        sys::napi_type_tag { lower: 0xb25e_913d_07fa_4c68, upper: 0x51d6_2f8b_9ae0_4d13 };
}

/// The handle of an entry, as an argument.
pub(super) type EntryHandle = Handle<Entry>;

/// An entry, as a result.
pub(crate) type NativeEntry = Returned<Arc<Entry>>;

impl ToJs for Arc<Entry> {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault> {
        to_js(scope, self)
    }
}

/// An entry that nobody hands back any more.
pub(crate) struct ReleasedEntry;

impl FromNapiValue for ReleasedEntry {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: passed on to the caller.
        let scope = unsafe { Scope::new(env) };
        // SAFETY: passed on to the caller.
        let value = unsafe { Value::new(value) };
        empty::<Entry>(scope, value).map(|_| Self).map_err(thrown)
    }
}

/// Lets go of an entry before the garbage collector does: it is an error to hand its handle back after that.
#[napi(catch_unwind, ts_args_type = "handle: NativeHandle")]
pub(crate) fn configcat_release_entry(_: ReleasedEntry) {}

/// Parses a config text (`null`: an entry without config) on the calling thread.
#[napi(
    catch_unwind,
    ts_args_type = "json: string | null, timestamp: number, etag: string | null",
    ts_return_type = "NativeEntry"
)]
pub(crate) fn configcat_entry(
    json: Option<JsText>,
    timestamp: f64,
    etag: Option<String>,
) -> napi::Result<NativeEntry> {
    parse(json.map(JsText::into_bytes), timestamp, etag).map(Returned).map_err(thrown)
}

/// Parses a config text (`null`: an entry without config) on another thread.
#[napi(
    catch_unwind,
    ts_args_type = "json: string | null, timestamp: number, etag: string | null",
    ts_return_type = "Promise<NativeEntry>"
)]
pub(crate) fn configcat_entry_async(
    json: Option<JsText>,
    timestamp: f64,
    etag: Option<String>,
) -> AsyncTask<Parsing> {
    AsyncTask::new(Parsing { json: json.map(JsText::into_bytes), timestamp, etag })
}

/// The work of `configcatEntryAsync`.
pub(crate) struct Parsing {
    json: Option<Vec<u8>>,
    timestamp: f64,
    etag: Option<String>,
}

impl Task for Parsing {
    type Output = Arc<Entry>;
    type JsValue = NativeEntry;

    fn compute(&mut self) -> napi::Result<Arc<Entry>> {
        caught(|| parse(self.json.take(), self.timestamp, self.etag.take())).map_err(thrown)
    }

    fn resolve(&mut self, _: Env, entry: Arc<Entry>) -> napi::Result<NativeEntry> {
        Ok(Returned(entry))
    }
}

fn parse(json: Option<Vec<u8>>, timestamp: f64, etag: Option<String>) -> Result<Arc<Entry>, Fault> {
    Entry::parse(json, timestamp, etag).map(Arc::new).map_err(|error| fault(&error))
}

/// The fault to throw for an error of the client.
pub(super) fn fault(error: &ClientError) -> Fault {
    Fault::Error { code: Some(error.code()), message: error.to_string().into_bytes() }
}
