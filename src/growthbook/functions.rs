//! Functions that need no payload.

use napi_derive::napi;
use vexil_engine::growthbook::{decrypt, hashing, is_url_targeted, padded_version};
use vexil_engine::js::Data;

use crate::js::{Argument, Fault, JsText, Returned, Scope, ToJs, Value};

/// A text as a result.
pub(crate) struct Text(Vec<u8>);

impl ToJs for Text {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault> {
        scope.text(&self.0)
    }
}

/// The text that was encrypted; `null` where text or key are wrong.
#[napi(catch_unwind, ts_args_type = "encrypted: string, key: string", ts_return_type = "string | null")]
pub(crate) fn growthbook_decrypt(encrypted: JsText, key: JsText) -> Option<String> {
    decrypt(&encrypted.into_bytes(), &key.into_bytes())
}

/// The number between 0 and 1 that a value is hashed to; `null` where there is no such version.
#[napi(
    catch_unwind,
    ts_args_type = "seed: string, value: string, version: number",
    ts_return_type = "number | null"
)]
pub(crate) fn growthbook_hash(seed: JsText, value: JsText, version: f64) -> Option<f64> {
    hashing::hash(&seed.into_bytes(), &value.into_bytes(), version)
}

/// Whether a URL is one of the targets, given as the JSON text of a list.
#[napi(catch_unwind, ts_args_type = "url: string, targets: string")]
pub(crate) fn growthbook_is_url_targeted(url: JsText, targets: JsText) -> bool {
    is_url_targeted(&url.into_bytes(), &targets.into_bytes())
}

/// The text by which versions are compared. `value` is an attribute as evaluators take it.
#[napi(catch_unwind, ts_args_type = "value: unknown", ts_return_type = "string")]
pub(crate) fn growthbook_padded_version(value: Argument<Data>) -> Returned<Text> {
    Returned(Text(padded_version(value.0.view())))
}
