//! Local flag overrides, merged with a fetched config into a snapshot of their own.

use std::sync::Arc;

use napi::bindgen_prelude::{ToNapiValue, TypeName};
use napi::{ValueType, sys};
use napi_derive::napi;
use vexil_engine::configcat::{Config, OverrideBehaviour, Overrides};

use super::snapshot;
use crate::js::{Fault, Handle, JsText, Scope, Value, caught, thrown};

/// A config, as a result.
pub(crate) struct NativeSnapshot(Arc<Config>);

impl TypeName for NativeSnapshot {
    fn type_name() -> &'static str {
        "NativeSnapshot"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ToNapiValue for NativeSnapshot {
    unsafe fn to_napi_value(env: sys::napi_env, snapshot: Self) -> napi::Result<sys::napi_value> {
        // SAFETY: passed on to the caller.
        let scope = unsafe { Scope::new(env) };
        caught(|| snapshot::to_js(scope, &snapshot.0)).map(Value::raw).map_err(thrown)
    }
}

/// Merges an override document with a snapshot (`null`: none yet). Behaviour as in the public `OverrideBehaviour`.
#[napi(
    catch_unwind,
    ts_args_type = "remote: NativeHandle | null, overrides: string, behaviour: number",
    ts_return_type = "NativeSnapshot"
)]
pub(crate) fn configcat_merge(
    remote: Option<Handle<Config>>,
    overrides: JsText,
    behaviour: u32,
) -> napi::Result<NativeSnapshot> {
    let behaviour = match behaviour {
        0 => OverrideBehaviour::LocalOnly,
        1 => OverrideBehaviour::LocalOverRemote,
        2 => OverrideBehaviour::RemoteOverLocal,
        _ => return Err(thrown(Fault::message("There is no override behaviour with this number."))),
    };
    let overrides = Overrides::from_json(&overrides.into_bytes()).map_err(|error| {
        thrown(Fault::Error { code: Some(error.code()), message: error.to_string().into_bytes() })
    })?;
    let remote = remote.as_ref().map(|handle| &*handle.0);
    Ok(NativeSnapshot(Arc::new(Config::merge(remote, &overrides, behaviour))))
}
