//! What failed in the file system, in words for people.

use std::error::Error;
use std::io::{self, ErrorKind};

/// What failed, without the path: that is the program's own, and may hold whatever it likes.
pub(super) fn describe(error: &io::Error) -> String {
    let words = match error.kind() {
        // A file that is not there is no failure: this is about making one.
        ErrorKind::NotFound => "its folder does not exist",
        ErrorKind::NotADirectory => "its folder is not a folder",
        ErrorKind::PermissionDenied => "permission denied",
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::QuotaExceeded => "the disk quota is used up",
        ErrorKind::FileTooLarge => "it is larger than this process may write",
        kind => return system_text(error).unwrap_or_else(|| kind.to_string()),
    };
    words.to_owned()
}

/// The words of the system itself. Libraries wrap its errors to add the path.
fn system_text(error: &io::Error) -> Option<String> {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(code) = error.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error) {
            let text = io::Error::from_raw_os_error(code).to_string();
            return Some(text.split(" (os error").next().unwrap_or_default().to_owned());
        }
        cause = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_folder_is_told_however_it_is_wrapped() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        let wrapped = tempfile::Builder::new().tempfile_in(&missing).unwrap_err();
        assert_eq!(wrapped.raw_os_error(), None, "the case in question");
        assert_eq!(describe(&wrapped), "its folder does not exist");
        assert_eq!(describe(&std::fs::read(missing).unwrap_err()), "its folder does not exist");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn errors_of_the_system_are_told_in_words() {
        // The numbers are those of errno.h.
        for (code, words) in [
            (13, "permission denied"),
            (20, "its folder is not a folder"),
            (24, "Too many open files"),
            (27, "it is larger than this process may write"),
            (28, "the disk is full"),
            (30, "the file system is read-only"),
            (122, "the disk quota is used up"),
        ] {
            let error = io::Error::from_raw_os_error(code);
            assert_eq!(describe(&error), words);
            let wrapped = io::Error::new(error.kind(), Wrapped(error));
            assert_eq!(describe(&wrapped), words, "wrapped");
        }
        assert_eq!(describe(&io::Error::new(ErrorKind::TimedOut, "/secret/path")), "timed out");
    }

    #[derive(Debug, thiserror::Error)]
    #[error("{0} at /secret/path")]
    struct Wrapped(#[source] io::Error);
}
