//! What a failed request is called.

use std::error::Error;
use std::io;
use std::time::Duration;

use super::names::Unresolved;
use crate::error::ClientError;

/// The failure of a request that was sent, or would have been if a connection had come about within `connect_timeout`.
pub(super) fn sending_failure(error: &(dyn Error + 'static), connect_timeout: Duration) -> ClientError {
    if is_caused(error, is_connect) && is_timeout(error) {
        return ClientError::Timeout { timeout: connect_timeout, ray_id: None };
    }
    request_failure(error)
}

/// The failure of a request that got no response.
pub(super) fn request_failure(error: &(dyn Error + 'static)) -> ClientError {
    let message = chain(error);
    if is_caused(error, |cause| cause.is::<Unresolved>()) {
        ClientError::NameResolution { message }
    } else if is_caused(error, |cause| cause.is::<rustls::Error>()) {
        ClientError::TlsHandshake { message }
    } else if is_caused(error, is_connect) {
        ClientError::Connect { message }
    } else {
        ClientError::Failure { message, ray_id: None }
    }
}

/// The failure of a response whose body did not arrive whole.
pub(super) fn body_failure(error: &(dyn Error + 'static), ray_id: Option<String>) -> ClientError {
    ClientError::BrokenBody { message: chain(error), ray_id }
}

fn is_connect(cause: &(dyn Error + 'static)) -> bool {
    cause.downcast_ref::<hyper_util::client::legacy::Error>().is_some_and(|error| error.is_connect())
}

/// Whether a limit of ours was reached.
fn is_timeout(error: &(dyn Error + 'static)) -> bool {
    let is_timed_out = |cause: &(dyn Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
    };
    let is_of_reqwest = error.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_timeout);
    (is_of_reqwest || is_caused(error, is_timed_out)) && !is_caused(error, is_of_system)
}

/// Errors of the system, which may give up earlier, have a number.
fn is_of_system(cause: &(dyn Error + 'static)) -> bool {
    cause.downcast_ref::<io::Error>().is_some_and(|error| error.raw_os_error().is_some())
}

/// Whether the error or one behind it is such a one. Errors of TLS are packed into I/O errors, which name the source of what
/// they hold as their own.
fn is_caused(error: &(dyn Error + 'static), is: impl Fn(&(dyn Error + 'static)) -> bool) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if is(error) {
            return true;
        }
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(packed) => Some(packed),
            None => error.source(),
        };
    }
    false
}

/// The texts of an error and its causes, outermost first.
fn chain(error: &dyn Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !message.ends_with(&text) {
            message.push_str(": ");
            message.push_str(&text);
        }
        cause = error.source();
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_may_give_up_before_a_limit_of_ours() {
        let ours = io::Error::new(io::ErrorKind::TimedOut, "over");
        assert!(is_timeout(&ours));
        // ETIMEDOUT, WSAETIMEDOUT.
        let number = if cfg!(windows) { 10_060 } else { 110 };
        let system = io::Error::from_raw_os_error(number);
        assert_eq!(system.kind() == io::ErrorKind::TimedOut, cfg!(any(windows, target_os = "linux")));
        assert!(!is_timeout(&system));
        assert!(!is_timeout(&io::Error::other(io::Error::from_raw_os_error(number))));
    }
}
