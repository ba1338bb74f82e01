//! Getting specs.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use vexil_engine::js::{Data, json, members, number};
use vexil_engine::statsig::SpecsError;

use super::context::Context;
use super::downloads::{DownloadKey, Outcome};
use super::exchange::{ask, follow, read, within};
use super::specs::compile_specs;
use super::wire::Call;
use crate::compiled::apart;
use crate::error::ClientError;
use crate::fetch::decode;
use crate::host::Body;
use crate::panics::panic_text;

/// The mark that texts may begin with, and that is no part of them.
const BYTE_ORDER_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

impl Context {
    /// Gets the specs, if they are newer than those of a time: milliseconds since the Unix epoch, 0 for all.
    pub(super) async fn fetch_specs(self: Arc<Self>, since: f64) -> Outcome {
        if self.options.has_own_fetch {
            return Err(ClientError::Aborted);
        }
        let query = match since {
            0.0 => String::new(),
            _ => format!("?sinceTime={}", number::to_text(since)),
        };
        let fetch = |base| {
            let url = format!("{base}/download_config_specs/{}.json{query}", self.key.expose());
            Arc::clone(&self).download(url)
        };
        ask(self.options.specs.bases(), fetch).await.map_err(|error| self.hide(error))
    }

    /// Downloads specs, together with all who want the same ones.
    async fn download(self: Arc<Self>, url: String) -> Outcome {
        let trust = self.specs.trust(&url).await;
        let key = DownloadKey {
            url: url.clone(),
            secret_key: self.key.clone(),
            proxy: self.options.specs.proxy.clone(),
            trust: trust.clone(),
            timeout: self.options.request_timeout,
            limits: self.options.limits.clone(),
        };
        let downloads = self.downloads.clone();
        let start = || {
            let call = self.call(url, None, trust);
            let work = AssertUnwindSafe(self.download_alone(call)).catch_unwind();
            work.map(|outcome| {
                outcome.unwrap_or_else(|panic| Err(ClientError::Panicked { message: panic_text(&*panic) }))
            })
            .boxed()
        };
        downloads.join(key, start).await
    }

    async fn download_alone(self: Arc<Self>, call: Call) -> Outcome {
        let body = async {
            let reply = follow(&*self.specs, call).await?.checked()?;
            match reply.status {
                204 => Ok(None),
                _ => read(reply.body, self.options.limits.body_bytes).await.map(Some),
            }
        };
        match within(self.options.request_timeout, body).await? {
            Some(body) => apart(body.len(), move || compile(body)).await.map_err(ClientError::InvalidSpecs),
            None => Ok(None),
        }
    }
}

/// The specs of a body; `None` if it says that there is nothing new.
fn compile(body: Arc<[u8]>) -> Result<Option<Arc<crate::shared::CompiledSpecs>>, SpecsError> {
    let body = body.strip_prefix(BYTE_ORDER_MARK).map_or_else(|| Arc::clone(&body), Arc::from);
    let text = decode(Body::Shared(body));
    if has_updates(&text)? { compile_specs(text).map(Some) } else { Ok(None) }
}

fn has_updates(text: &[u8]) -> Result<bool, SpecsError> {
    json::validate(text).map_err(|error| SpecsError::Syntax(error.to_string()))?;
    let members = members(text).ok_or(SpecsError::Shape("The JSON text"))?;
    let has_updates = members.iter().find(|(key, _)| **key == *b"has_updates");
    let value = has_updates.and_then(|(_, value)| Data::parse(value));
    Ok(value.is_some_and(|value| value.view().is_truthy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_truthy_to_javascript_is_an_update() {
        for (json, expected) in [
            (r#"{"has_updates":true}"#, true),
            (r#"{"has_updates":1,"has_updates":"yes"}"#, true),
            (r#"{"a":[{"has_updates":false}],"has_updates":{}}"#, true),
            (r#"{"has_updates":false}"#, false),
            (r#"{"has_updates":true,"has_updates":0}"#, false),
            (r#"{"has_updates":""}"#, false),
            (r#"{"has_updates":null,"time":5}"#, false),
            (r#"{"a":{"has_updates":true}}"#, false),
            ("{}", false),
        ] {
            assert_eq!(has_updates(json.as_bytes()), Ok(expected), "{json}");
        }
        for json in ["[]", "null", "\"has_updates\"", "5"] {
            assert_eq!(has_updates(json.as_bytes()).unwrap_err().code(), "SPECS_SHAPE", "{json}");
        }
        for json in ["", "{", "<html>", r#"{"has_updates":true"#] {
            assert_eq!(has_updates(json.as_bytes()).unwrap_err().code(), "SPECS_SYNTAX", "{json}");
        }
    }
}
