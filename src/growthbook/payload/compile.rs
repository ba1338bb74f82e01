//! Compiles payloads.

use std::sync::Arc;

use napi::bindgen_prelude::{AsyncTask, Buffer, Either};
use napi::{Env, Task};
use napi_derive::napi;
use vexil_client::{CompiledPayload, compile_payload};
use vexil_engine::growthbook::PayloadError;

use crate::js::{Fault, JsText, Nullable, Returned, caught, thrown};

/// The mark that texts may begin with, and that is no part of them.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// A payload, as a result.
pub(crate) type NativePayload = Returned<Arc<CompiledPayload>>;

/// Compiles a payload on the calling thread. Throws where it is no JSON object. `overrides` is the JSON text of that option.
#[napi(
    catch_unwind,
    ts_args_type = "json: string | Buffer, overrides?: string | null",
    ts_return_type = "NativePayload"
)]
pub(crate) fn growthbook_payload(
    json: Either<JsText, Buffer>,
    overrides: Option<Nullable<JsText>>,
) -> napi::Result<NativePayload> {
    Compiling::new(json, overrides).compile().map(Returned).map_err(thrown)
}

/// Compiles a payload on another thread.
#[napi(
    catch_unwind,
    ts_args_type = "json: string | Buffer, overrides?: string | null",
    ts_return_type = "Promise<NativePayload>"
)]
pub(crate) fn growthbook_payload_async(
    json: Either<JsText, Buffer>,
    overrides: Option<Nullable<JsText>>,
) -> AsyncTask<Compiling> {
    AsyncTask::new(Compiling::new(json, overrides))
}

/// What is to be compiled.
pub(crate) struct Compiling {
    json: Arc<[u8]>,
    overrides: Option<Vec<u8>>,
}

impl Compiling {
    fn new(json: Either<JsText, Buffer>, overrides: Option<Nullable<JsText>>) -> Self {
        let json = match json {
            Either::A(text) => text.into_bytes().into(),
            Either::B(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text).as_bytes().into()
            }
        };
        Self { json, overrides: overrides.and_then(|overrides| overrides.0).map(JsText::into_bytes) }
    }

    fn compile(&self) -> Result<Arc<CompiledPayload>, Fault> {
        compile_payload(Arc::clone(&self.json), self.overrides.as_deref()).map_err(|error| fault(&error))
    }
}

impl Task for Compiling {
    type Output = Arc<CompiledPayload>;
    type JsValue = NativePayload;

    fn compute(&mut self) -> napi::Result<Arc<CompiledPayload>> {
        caught(|| self.compile()).map_err(thrown)
    }

    fn resolve(&mut self, _: Env, payload: Arc<CompiledPayload>) -> napi::Result<NativePayload> {
        Ok(Returned(payload))
    }
}

/// The fault to throw for an error of the engine.
pub(super) fn fault(error: &PayloadError) -> Fault {
    Fault::Error { code: Some(error.code()), message: error.to_string().into_bytes() }
}
