//! ID lists for hosts that have them elsewhere, or make their own requests.

use std::sync::Arc;

use napi::bindgen_prelude::{AsyncTask, Buffer, Either};
use napi::{Env, Task};
use napi_derive::napi;
use vexil_client::statsig::{Extent, Plan, SharedIdLists};
use vexil_engine::js::{Data, Object};

use crate::js::{Fault, JsText, Returned, Scope, ToJs, Value, caught, thrown};
use crate::statsig::lists::ListsHandle;

/// A text as a result.
pub(crate) struct Text(Vec<u8>);

impl ToJs for Text {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault> {
        scope.text(&self.0)
    }
}

/// Goes by a lookup: lists that are gone from it are forgotten. Gives what is to be downloaded, as JSON text of a list of `{name, url, from}`;
/// `from` is the first byte that is wanted. Throws where the lookup is no JSON text of an object.
#[napi(catch_unwind, ts_args_type = "lists: NativeHandle, lookup: string", ts_return_type = "string")]
pub(crate) fn statsig_id_list_plan(lists: ListsHandle, lookup: JsText) -> napi::Result<Returned<Text>> {
    let plan = lists.0.plan(&lookup.into_bytes()).map_err(|error| {
        thrown(Fault::Error { code: Some(error.code()), message: error.to_string().into_bytes() })
    })?;
    Ok(Returned(Text(plan_text(plan))))
}

fn plan_text(plan: Plan) -> Vec<u8> {
    let entry = |key: &str, value| (key.as_bytes().into(), value);
    let wanted = plan.wanted.into_iter().map(|wanted| {
        Data::Object(Object::new([
            entry("name", Data::Text(wanted.name)),
            entry("url", Data::Text(wanted.url)),
            entry("from", Data::Number(wanted.from as f64)),
        ]))
    });
    Data::List(wanted.collect()).view().json_text().unwrap_or_default()
}

/// Takes what was downloaded of a list. `length` is what it takes in the file (0: its own length). `isWhole`: it is all of the file, not what
/// was asked for. Gives `false` where it is no part of a list: then the list is forgotten, and downloaded anew after the next lookup.
#[napi(
    catch_unwind,
    ts_args_type = "lists: NativeHandle, name: string, body: string | Buffer, length: number, isWhole?: boolean",
    ts_return_type = "Promise<boolean>"
)]
pub(crate) fn statsig_id_list_apply(
    lists: ListsHandle,
    name: JsText,
    body: Either<JsText, Buffer>,
    length: f64,
    is_whole: Option<bool>,
) -> AsyncTask<Applying> {
    let body = match body {
        Either::A(text) => text.into_bytes(),
        Either::B(bytes) => bytes.to_vec(),
    };
    // What is no length is zero.
    let length = Some(length as u64).filter(|length| *length > 0);
    let extent = if is_whole == Some(true) { Extent::Whole } else { Extent::Rest };
    AsyncTask::new(Applying { lists: lists.0, name: name.into_bytes(), body, length, extent })
}

/// A text that is to become a part of a list.
pub(crate) struct Applying {
    lists: Arc<SharedIdLists>,
    name: Vec<u8>,
    body: Vec<u8>,
    length: Option<u64>,
    extent: Extent,
}

impl Task for Applying {
    type Output = bool;
    type JsValue = bool;

    fn compute(&mut self) -> napi::Result<bool> {
        caught(|| Ok(self.lists.apply(&self.name, &self.body, self.length, self.extent))).map_err(thrown)
    }

    fn resolve(&mut self, _: Env, is_of_use: bool) -> napi::Result<bool> {
        Ok(is_of_use)
    }
}

/// Puts a list in place of the one with that name.
#[napi(
    catch_unwind,
    ts_args_type = "lists: NativeHandle, name: string, lines: string",
    ts_return_type = "Promise<void>"
)]
pub(crate) fn statsig_id_list_set(lists: ListsHandle, name: JsText, lines: JsText) -> AsyncTask<Setting> {
    AsyncTask::new(Setting { lists: lists.0, name: name.into_bytes(), lines: lines.into_bytes() })
}

/// A text that is to become a list.
pub(crate) struct Setting {
    lists: Arc<SharedIdLists>,
    name: Vec<u8>,
    lines: Vec<u8>,
}

impl Task for Setting {
    type Output = ();
    type JsValue = ();

    fn compute(&mut self) -> napi::Result<()> {
        caught(|| {
            self.lists.set(&self.name, &self.lines);
            Ok(())
        })
        .map_err(thrown)
    }

    fn resolve(&mut self, _: Env, (): ()) -> napi::Result<()> {
        Ok(())
    }
}

/// Forgets all lists but these.
#[napi(catch_unwind, ts_args_type = "lists: NativeHandle, names: string[]")]
pub(crate) fn statsig_id_list_keep(lists: ListsHandle, names: Vec<JsText>) {
    lists.0.keep(names.iter().map(|name| &*name.0));
}

/// A line for each id of a list: `+` and the id.
#[napi(catch_unwind, ts_args_type = "lists: NativeHandle, name: string", ts_return_type = "string")]
pub(crate) fn statsig_id_list_text(lists: ListsHandle, name: JsText) -> Returned<Text> {
    Returned(Text(lists.0.text(&name.into_bytes())))
}

/// The lookup that was last planned by; that of no lists before there was any.
#[napi(catch_unwind, ts_args_type = "lists: NativeHandle", ts_return_type = "string")]
pub(crate) fn statsig_id_list_lookup(lists: ListsHandle) -> Returned<Text> {
    Returned(Text(lists.0.lookup().map_or_else(|| b"{}".to_vec(), |lookup| lookup.to_vec())))
}
