//! Replacing a file so that whoever reads it finds the old one or the new one, whole.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::failure::describe;
use super::format::{Holder, LONGEST_HEAD, holder};
use super::{Written, folder_of, read, sweep};

/// Puts `bytes` in place of the file, for `owner`.
pub(super) fn write(path: &Path, bytes: &[u8], owner: &str) -> Result<Written, String> {
    let target = follow(path)?;
    holder_of(&target, owner)?;
    let temporary = prepare(&target, bytes).map_err(|error| describe(&error))?;
    let written = put(temporary, &target, owner)?;
    sync_folder(folder_of(&target));
    Ok(written)
}

/// Whose the file is; `None` if there is none. One of another program is an error: it must not be replaced.
fn holder_of(target: &Path, owner: &str) -> Result<Option<Holder>, String> {
    match read::read_head(target, LONGEST_HEAD)?.map(|head| holder(&head, owner)) {
        Some(Holder::Foreign) => Err("there is a file of another program, which is not replaced".to_owned()),
        holder => Ok(holder),
    }
}

/// Where a symbolic link leads to: the file is replaced there, and the link stays.
fn follow(path: &Path) -> Result<PathBuf, String> {
    match std::fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => {
            std::fs::canonicalize(path).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => "it is a link that leads nowhere".to_owned(),
                _ => describe(&error),
            })
        }
        _ => Ok(path.to_owned()),
    }
}

fn prepare(target: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut temporary = sweep::temporary(target)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

/// Gives a temporary file its place. Another process may do the same meanwhile: whose file is there is looked at again, and
/// a new one is made only where there is none.
fn put(mut temporary: NamedTempFile, target: &Path, owner: &str) -> Result<Written, String> {
    if holder_of(target, owner)?.is_none() {
        match temporary.persist_noclobber(target) {
            Ok(_) => return Ok(Written::Done),
            // Somebody was faster, or this file system can only replace.
            Err(error) => temporary = error.file,
        }
    }
    let is_other = holder_of(target, owner)? == Some(Holder::Other);
    temporary.persist(target).map_err(|error| describe(&error.error))?;
    Ok(if is_other { Written::Replaced } else { Written::Done })
}

/// Makes the new name as lasting as the file. Some file systems cannot; the file is in place all the same.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        drop(File::open(folder).and_then(|folder| folder.sync_all()));
    }
}
