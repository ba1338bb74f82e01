//! Variables of the process.

/// An environment variable, as [`load`](super::load) asks for it.
pub(crate) fn process_variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}
