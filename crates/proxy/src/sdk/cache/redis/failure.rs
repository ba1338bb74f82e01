//! What went wrong with Redis, without addresses, names and passwords.

use std::io;

use redis::RedisError;

/// The words for an error of the library.
pub(super) fn describe(error: &RedisError) -> String {
    if error.is_timeout() {
        "it does not answer".to_owned()
    } else if error.is_connection_refusal() {
        "it refuses connections".to_owned()
    } else if error.is_io_error() {
        "the connection was lost".to_owned()
    } else if let Some(code) = error.code() {
        format!("it answered with {code}")
    } else {
        error.category().to_owned()
    }
}

/// The words for an error while connecting.
pub(super) fn describe_io(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "it refuses connections".to_owned(),
        io::ErrorKind::TimedOut => "it does not answer".to_owned(),
        // TLS names what it does not like about a certificate, and with it whose it is.
        io::ErrorKind::InvalidData => "the TLS handshake failed".to_owned(),
        kind => format!("it cannot be connected to: {kind}"),
    }
}
