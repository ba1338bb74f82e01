//! Where the configuration file is, and what it says.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::error::ProxyError;

/// No configuration is longer than this, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Where the file is expected if none is asked for.
pub(crate) fn default_place() -> PathBuf {
    if cfg!(target_os = "macos") {
        return PathBuf::from("/Library/Application Support/configcat/proxy/options.yml");
    }
    if cfg!(windows) {
        let data = std::env::var_os("PROGRAMDATA").unwrap_or_else(|| "C:\\ProgramData".into());
        return PathBuf::from(data).join("configcat").join("proxy").join("options.yml");
    }
    PathBuf::from("/etc/configcat/proxy/options.yml")
}

/// The text of the file that was asked for, or of the one in the default place, where it need not exist (`None`). Symbolic links are
/// followed.
pub(super) fn text(asked: Option<&Path>, default: &Path) -> Result<Option<String>, ProxyError> {
    let path = asked.unwrap_or(default);
    match read(path) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| unreadable(path, "it is not UTF-8")),
        Err(error) if error.kind() == ErrorKind::NotFound => match asked {
            Some(_) => {
                let text = format!("config file {} does not exist: {error}", path.display());
                Err(ProxyError::Options(text))
            }
            None => Ok(None),
        },
        Err(error) => Err(unreadable(path, &error.to_string())),
    }
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    // A pipe would be waited for, and be empty when it is read again.
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("it is no regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(std::io::Error::other("it is larger than 4 MiB"));
    }
    Ok(bytes)
}

/// The error about a file that exists.
pub(super) fn unreadable(path: &Path, reason: &str) -> ProxyError {
    ProxyError::Options(format!("failed to read config file {}: {reason}", path.display()))
}
