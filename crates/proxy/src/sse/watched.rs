//! What a stream watches.

use std::time::Duration;

use bytes::Bytes;

use crate::eval::EvalFailure;
use crate::sdk::Snapshot;
use crate::user::{User, Value};

/// What a stream watches, default attributes laid under the user already.
#[derive(Debug, Clone)]
pub(crate) enum Watched {
    /// One flag, which exists in the current config.
    One { key: String, user: Option<User> },
    /// All flags.
    All { user: Option<User> },
}

impl Watched {
    /// The flag, as metrics call it.
    pub(super) fn label(&self) -> &str {
        match self {
            Self::One { key, .. } => key,
            Self::All { .. } => "[ALL]",
        }
    }

    /// The answer by a config.
    ///
    /// # Errors
    /// The flag is unknown or cannot be evaluated.
    pub(super) fn answer(&self, snapshot: &Snapshot) -> Result<Bytes, EvalFailure> {
        match self {
            Self::One { key, user } => snapshot.answers().one(snapshot.config(), key, user.as_ref()),
            Self::All { user } => Ok(snapshot.answers().all(snapshot.config(), user.as_ref())),
        }
    }

    /// Equal for streams that can share all frames, and for no others: every part has its length or an end that it cannot contain.
    pub(super) fn group_key(&self, heartbeat: Option<Duration>) -> Box<[u8]> {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend(heartbeat.map_or(u128::MAX, |beat| beat.as_nanos()).to_le_bytes());
        let user = match self {
            Self::One { key, user } => {
                bytes.push(1);
                text(&mut bytes, key);
                user
            }
            Self::All { user } => {
                bytes.push(0);
                user
            }
        };
        if let Some(user) = user {
            bytes.push(b'u');
            for (name, value) in user.attributes() {
                text(&mut bytes, name);
                attribute(&mut bytes, value);
            }
        }
        bytes.into_boxed_slice()
    }
}

fn attribute(bytes: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Text(value) => {
            bytes.push(b't');
            text(bytes, value);
        }
        Value::Number(value) => {
            bytes.push(b'n');
            bytes.extend(value.to_bits().to_le_bytes());
        }
        Value::List(values) => {
            bytes.push(b'l');
            bytes.extend(values.len().to_le_bytes());
            for value in values {
                text(bytes, value);
            }
        }
    }
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend(text.len().to_le_bytes());
    bytes.extend(text.as_bytes());
}
