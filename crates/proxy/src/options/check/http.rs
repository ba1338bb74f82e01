//! The main port.

use super::super::values::Values;
use crate::error::ProxyError;

pub(super) fn check(root: &Values) -> Result<(), ProxyError> {
    super::port(root, "http", "http.port", 8050)?;
    let user = root.text("http.webhook.auth.user");
    let password = root.text("http.webhook.auth.password");
    if user.is_some() != password.is_some() {
        let missing = if user.is_some() { "http.webhook.auth.password" } else { "http.webhook.auth.user" };
        return Err(root.wrong(missing, "webhook: both basic auth user and password required"));
    }
    for section in ["cdn_proxy", "api", "ofrep", "sse"] {
        let origins = format!("http.{section}.cors.allowed_origins_regex");
        let patterns = root.texts(&format!("{origins}.patterns")).unwrap_or_default();
        let if_no_match = format!("{origins}.if_no_match");
        if !patterns.is_empty() && root.text(&if_no_match).is_none() {
            // The documented text, with its slip.
            let text = "cors: the 'if no watch' field is required when allowed origins regex is set";
            return Err(root.wrong(&if_no_match, text));
        }
    }
    Ok(())
}
