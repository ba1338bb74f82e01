//! Whether there is anything to serve.

use super::super::raw::Raw;
use crate::error::ProxyError;

pub(super) fn check(raw: &Raw) -> Result<(), ProxyError> {
    if raw.sdks.is_empty() {
        let text = "sdk: at least 1 SDK or a proxy profile must be configured; \
                    set sdks.<id>.key in options.yml or CONFIGCAT_SDKS";
        return Err(ProxyError::Options(text.to_owned()));
    }
    Ok(())
}
