//! Whether sources and caches could be set up, without doing it.

use std::io::ErrorKind;
use std::path::Path;

use super::cache::RedisCache;
use crate::error::ProxyError;
use crate::options::Options;

/// Reads what the shared cache needs, and looks for the folder of kept configs. That a server does not answer is no error.
///
/// # Errors
/// [`ProxyError::Source`], as at the start.
pub(crate) fn rehearse(options: &Options) -> Result<(), ProxyError> {
    if let Some(redis) = &options.cache.redis {
        RedisCache::check(redis)?;
    }
    options.cache.directory.as_deref().map_or(Ok(()), can_be_folder).map_err(|kind| {
        ProxyError::Source(format!(
            "cache.file.directory: it cannot be made: {kind} (cache.file.directory, CONFIGCAT_CACHE_FILE_DIRECTORY)"
        ))
    })
}

/// Whether the path is a folder, or below one that can be written.
fn can_be_folder(path: &Path) -> Result<(), ErrorKind> {
    let path = std::path::absolute(path).map_err(|error| error.kind())?;
    for ancestor in path.ancestors() {
        match std::fs::metadata(ancestor) {
            Ok(found) if !found.is_dir() => return Err(ErrorKind::NotADirectory),
            Ok(found) if found.permissions().readonly() => return Err(ErrorKind::PermissionDenied),
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.kind()),
        }
    }
    Err(ErrorKind::NotFound)
}
