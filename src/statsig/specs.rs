//! Compiled specs, as JavaScript holds them before a server uses them.

use std::ffi::CStr;
use std::sync::Arc;

use napi::bindgen_prelude::{AsyncTask, Buffer, Either};
use napi::{Env, Task, sys};
use napi_derive::napi;
use vexil_client::CompiledSpecs;
use vexil_client::statsig::compile_specs;
use vexil_engine::statsig::SpecsError;

use crate::js::{
    Bound, Fault, Handle, JsText, Returned, Scope, Share, Tagged, ToJs, Value, bind, caught, handle, thrown,
};

/// The mark that texts may begin with, and that is no part of them.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

impl Share for CompiledSpecs {}

impl Tagged for CompiledSpecs {
    const TAG: sys::napi_type_tag =
        sys::napi_type_tag { lower: 0x71e4_0d9a_35c8_f26b, upper: 0xc05b_9e13_8fa2_476d };
}

/// The handle of specs, as an argument.
pub(super) type SpecsHandle = Handle<CompiledSpecs>;

/// Specs, as a result.
pub(crate) type NativeSpecs = Returned<Arc<CompiledSpecs>>;

/// Compiles specs on the calling thread. Throws where the text holds none.
#[napi(catch_unwind, ts_args_type = "json: string | Buffer", ts_return_type = "NativeSpecs")]
pub(crate) fn statsig_specs(json: Either<JsText, Buffer>) -> napi::Result<NativeSpecs> {
    Compiling::new(json).compile().map(Returned).map_err(thrown)
}

/// Compiles specs on another thread.
#[napi(catch_unwind, ts_args_type = "json: string | Buffer", ts_return_type = "Promise<NativeSpecs>")]
pub(crate) fn statsig_specs_async(json: Either<JsText, Buffer>) -> AsyncTask<Compiling> {
    AsyncTask::new(Compiling::new(json))
}

/// What is to be compiled.
pub(crate) struct Compiling {
    json: Arc<[u8]>,
}

impl Compiling {
    fn new(json: Either<JsText, Buffer>) -> Self {
        let json = match json {
            Either::A(text) => text.into_bytes().into(),
            Either::B(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text).as_bytes().into()
            }
        };
        Self { json }
    }

    fn compile(&self) -> Result<Arc<CompiledSpecs>, Fault> {
        compile_specs(Arc::clone(&self.json)).map_err(|error| fault(&error))
    }
}

impl Task for Compiling {
    type Output = Arc<CompiledSpecs>;
    type JsValue = NativeSpecs;

    fn compute(&mut self) -> napi::Result<Arc<CompiledSpecs>> {
        caught(|| self.compile()).map_err(thrown)
    }

    fn resolve(&mut self, _: Env, specs: Arc<CompiledSpecs>) -> napi::Result<NativeSpecs> {
        Ok(Returned(specs))
    }
}

fn fault(error: &SpecsError) -> Fault {
    Fault::Error { code: Some(error.code()), message: error.to_string().into_bytes() }
}

impl ToJs for Arc<CompiledSpecs> {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault> {
        let object = scope.object()?;
        scope.set(object, c"handle", handle(scope, self)?)?;
        scope.set(object, Rest::NAME, bind::<Rest>(scope, self, self.memory())?)?;
        scope.set(object, Json::NAME, bind::<Json>(scope, self, 0)?)?;
        Ok(object)
    }
}

/// `rest(): string`, the JSON text of the body without its specs.
struct Rest;

impl Bound for Rest {
    type Data = CompiledSpecs;
    const NAME: &'static CStr = c"rest";

    fn call<'s>(
        scope: Scope<'s>,
        specs: &'s Arc<CompiledSpecs>,
        _: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        scope.text(specs.rest())
    }
}

/// `json(): string`, the text that the specs were parsed from.
struct Json;

impl Bound for Json {
    type Data = CompiledSpecs;
    const NAME: &'static CStr = c"json";

    fn call<'s>(
        scope: Scope<'s>,
        specs: &'s Arc<CompiledSpecs>,
        _: &[Value<'s>],
    ) -> Result<Value<'s>, Fault> {
        scope.text(specs.json())
    }
}
