//! The shared cache.

use super::super::values::Values;
use crate::error::ProxyError;

pub(super) fn check(root: &Values) -> Result<(), ProxyError> {
    let none = root.texts("cache.redis.addresses").is_some_and(<[String]>::is_empty);
    if root.switch("cache.redis.enabled") == Some(true) && none {
        return Err(root.wrong("cache.redis.addresses", "redis: at least 1 server address required"));
    }
    super::tls::check(root, "cache.redis.tls")
}
