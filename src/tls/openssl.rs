//! Questions to the OpenSSL that Node.js brings. Node.js exports its functions to addons; which paths are compiled in
//! depends on who built it, and nothing in JavaScript tells them.

use std::ffi::{CStr, c_char};

#[cfg(unix)]
use libloading::os::unix::Library;
#[cfg(windows)]
use libloading::os::windows::Library;

pub(super) fn default_paths() -> Option<Vec<String>> {
    let process = this_process()?;
    Some(vec![text(&process, c"X509_get_default_cert_file")?, text(&process, c"X509_get_default_cert_dir")?])
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "it can fail elsewhere")]
fn this_process() -> Option<Library> {
    Some(Library::this())
}

#[cfg(windows)]
fn this_process() -> Option<Library> {
    Library::this().ok()
}

/// Calls a function without arguments that gives a constant text.
fn text(process: &Library, function: &CStr) -> Option<String> {
    // SAFETY: both functions asked for have had this type in every version of OpenSSL and its forks.
    let function =
        unsafe { process.get::<unsafe extern "C" fn() -> *const c_char>(function.to_bytes_with_nul()) };
    let function = function.ok()?;
    // SAFETY: they have no preconditions.
    let text = unsafe { function() };
    if text.is_null() {
        return None;
    }
    // SAFETY: the text is a constant of the library that ends with zero.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_str().ok().map(str::to_owned)
}
