//! The texts of the answers that say no.

pub(super) const NO_SDK_ID: &str = "'sdkId' path parameter must be set";
pub(super) const NO_SDK_KEY_HEADER: &str =
    "either the 'sdkId' path variable or 'X-ConfigCat-SdkKey' header must be set";
pub(super) const NO_SDK_KEY_DATA: &str =
    "either the 'sdkId' path parameter or the 'sdkKey' data parameter must be set";
pub(super) const NO_OFREP_SDK: &str =
    "either the 'X-ConfigCat-SdkId' or 'X-ConfigCat-SdkKey' header must be set";
pub(super) const NO_DATA: &str = "'data' path parameter must be set";
pub(super) const BAD_DATA: &str = "failed to decode incoming 'data'";
pub(super) const LONG_DATA: &str = "'data' is too long, only 8192 bytes are allowed";
pub(super) const NO_STREAM_FREE: &str = "too many streams are open; please try again later";
pub(super) const NO_KEY: &str = "'key' must be set";
pub(super) const UNKNOWN_SDK: &str = "could not identify a configured SDK";
pub(super) const INVALID_STATE: &str =
    "requested SDK is in an invalid state; please check the logs for more details";
pub(super) const BAD_SIGNATURE: &str = "Signature validation failed";
pub(super) const UNAUTHORIZED: &str = "Unauthorized";
pub(super) const BODY_TOO_LARGE: &str = "Request Entity Too Large";
pub(super) const BODY_TIMEOUT: &str = "Request Timeout";
pub(super) const BODY_BROKEN: &str = "failed to read request body";

/// The API and the CDN proxy know no such SDK.
pub(super) fn invalid_identifier(id: &str) -> String {
    format!("invalid SDK identifier: '{id}'")
}

/// Streams and webhooks know no such SDK.
pub(super) fn sdk_not_found(id: &str) -> String {
    format!("SDK not found for identifier: '{id}'")
}

/// The SDK has no config.
pub(super) fn invalid_state(id: &str) -> String {
    format!("SDK with identifier '{id}' is in an invalid state; please check the logs for more details")
}
