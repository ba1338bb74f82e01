//! News from ConfigCat that a config has changed.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use bytes::Bytes;

use super::body;
use super::refusal::Refusal;
use super::reply::Reply;
use super::service::Front;
use super::signature::{self, Worth};
use super::texts;

impl Front {
    /// Gets the newest config of an SDK. Whether that works is no concern of the caller.
    pub(super) async fn webhook(&self, id: &str, parts: &Parts, body: Body) -> Result<Reply, Refusal> {
        if self.basic_auth.as_ref().is_some_and(|auth| !auth.admits(&parts.headers)) {
            return Err(Refusal::unauthorized());
        }
        if id.is_empty() {
            return Err(Refusal::bad_request(texts::NO_SDK_ID));
        }
        let sdk = self.site.sdks.get(id).ok_or_else(|| Refusal::not_found(texts::sdk_not_found(id)))?;
        let is_signed = sdk.options().webhook_signing_key.is_some();
        if is_signed {
            let body = if parts.method == Method::POST {
                body::read(body, &parts.headers, &self.site.options.http.limits).await?
            } else {
                Bytes::new()
            };
            let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
            match signature::worth(sdk, &parts.headers, &body, i64::try_from(now).unwrap_or(i64::MAX)) {
                Worth::New => {}
                // Its sender may not have got the answer; whoever has overheard it gains nothing.
                Worth::Repeated => return Ok(Reply::empty(StatusCode::OK)),
                Worth::None => {
                    // Anybody can send such messages: as warnings they would fill the log.
                    self.hook.log.info(format_args!(
                        "a message about SDK '{id}' was refused: its signature is not valid"
                    ));
                    return Err(Refusal::bad_request(texts::BAD_SIGNATURE));
                }
            }
        }
        // Anybody can send the others: they must not make a burden of this proxy.
        let outcome = if is_signed { sdk.insist().await } else { sdk.refresh().await };
        if let Err(reason) = outcome {
            self.hook.log.warn(format_args!("refreshing SDK '{id}' failed: {reason}"));
        }
        Ok(Reply::empty(StatusCode::OK))
    }
}
