//! What a stream watches.

use std::time::Duration;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::eval::EvalFailure;
use crate::sdk::Snapshot;
use crate::user::User;

/// See [`Watched::group_key`].
pub(super) type Key = [u8; 32];

/// What a stream watches. The default attributes that lie under the user are those of the config in service.
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
        let (Self::One { user, .. } | Self::All { user }) = self;
        let user = snapshot.user(user.as_ref());
        match self {
            Self::One { key, .. } => snapshot.answers().one(snapshot.config(), key, user.as_deref()),
            Self::All { .. } => Ok(snapshot.answers().all(snapshot.config(), user.as_deref())),
        }
    }

    /// Equal for streams that can share all frames, and for no others: a hash without known collisions, as short for a large user as for
    /// any. Each part but the user, who comes last, tells its own length.
    pub(super) fn group_key(&self, heartbeat: Option<Duration>) -> Key {
        let (flag, user) = match self {
            Self::One { key, user } => (Some(key), user),
            Self::All { user } => (None, user),
        };
        let mut bytes = heartbeat.map_or(0, |beat| beat.as_nanos()).to_le_bytes().to_vec();
        bytes.push(u8::from(flag.is_some()) | u8::from(user.is_some()) << 1);
        if let Some(flag) = flag {
            bytes.extend(flag.len().to_le_bytes());
            bytes.extend(flag.as_bytes());
        }
        if let Some(user) = user {
            bytes.extend(user.canonical());
        }
        Sha256::digest(bytes).into()
    }
}
