//! Reading a file that may be anything.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use super::failure::describe;

/// The whole file; `None` if there is none. Only regular files are read, and none larger than `limit` bytes.
pub(super) fn read(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, String> {
    let Some(file) = open(path)? else { return Ok(None) };
    let length = usize::try_from(length_of(&file)?).unwrap_or(usize::MAX);
    let too_large = || format!("it is larger than {limit} bytes");
    if length > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(length);
    // It may have grown since.
    let bound = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    file.take(bound).read_to_end(&mut bytes).map_err(|error| describe(&error))?;
    if bytes.len() > limit { Err(too_large()) } else { Ok(Some(bytes)) }
}

/// The first bytes of a file; `None` if there is none.
pub(super) fn read_head(path: &Path, length: usize) -> Result<Option<Vec<u8>>, String> {
    let Some(file) = open(path)? else { return Ok(None) };
    let mut bytes = Vec::with_capacity(length);
    let bound = u64::try_from(length).unwrap_or(u64::MAX);
    file.take(bound).read_to_end(&mut bytes).map_err(|error| describe(&error))?;
    Ok(Some(bytes))
}

fn open(path: &Path) -> Result<Option<File>, String> {
    // Before opening too: opening a device may do something already.
    match std::fs::metadata(path) {
        Ok(metadata) => ensure_regular(&metadata)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(describe(&error)),
    }
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // What has become a pipe meanwhile must not wait for a writer.
        let flags = rustix::fs::OFlags::NONBLOCK.bits();
        options.custom_flags(i32::try_from(flags).unwrap_or_default());
    }
    let file = match options.open(path) {
        Ok(file) => file,
        // Removed since.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(describe(&error)),
    };
    ensure_regular(&file.metadata().map_err(|error| describe(&error))?)?;
    Ok(Some(file))
}

fn ensure_regular(metadata: &Metadata) -> Result<(), String> {
    if metadata.is_file() { Ok(()) } else { Err("it is not a regular file".to_owned()) }
}

fn length_of(file: &File) -> Result<u64, String> {
    file.metadata().map(|metadata| metadata.len()).map_err(|error| describe(&error))
}
