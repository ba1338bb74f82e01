//! What a failed request is called.

use std::error::Error;
use std::io;

use super::names::Unresolved;
use crate::error::ClientError;

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

/// Whether the error or one behind it is such a one. Errors of TLS are packed into I/O errors, which do not name them as
/// their source.
fn is_caused(error: &(dyn Error + 'static), is: impl Fn(&(dyn Error + 'static)) -> bool) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let packed = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if is(error) || packed.is_some_and(|packed| is(packed)) {
            return true;
        }
        next = error.source();
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
