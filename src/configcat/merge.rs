//! Local flag overrides, merged with a fetched config into a snapshot of their own.

use std::sync::Arc;

use napi_derive::napi;
use vexil_client::SharedConfig;
use vexil_engine::configcat::{Config, OverrideBehaviour, Overrides};

use super::snapshot;
use crate::js::{Fault, Handle, JsText, Number, Returned, Scope, ToJs, Value, thrown};

/// A config, as a result.
pub(crate) type NativeSnapshot = Returned<Arc<SharedConfig>>;

impl ToJs for Arc<SharedConfig> {
    fn to_js<'s>(&self, scope: Scope<'s>) -> Result<Value<'s>, Fault> {
        snapshot::to_js(scope, self)
    }
}

/// Merges an override document with a snapshot (`null`: none yet). Behaviour as in the public `OverrideBehaviour`.
#[napi(
    catch_unwind,
    ts_args_type = "remote: NativeHandle | null, overrides: string, behaviour: number",
    ts_return_type = "NativeSnapshot"
)]
pub(crate) fn configcat_merge(
    remote: Option<Handle<Number<SharedConfig>>>,
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
    let remote = remote.map(|handle| handle.0.get()).transpose().map_err(thrown)?;
    let remote: Option<&Config> = remote.as_ref().map(|config| &****config);
    Ok(Returned(Arc::new(SharedConfig::from(Config::merge(remote, &overrides, behaviour)))))
}
