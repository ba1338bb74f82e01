//! Who may call.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderName, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

type Hash = [u8; 32];

/// Headers that requests must have.
#[derive(Debug, Default)]
pub(super) struct AuthHeaders(Vec<(HeaderName, Hash)>);

impl AuthHeaders {
    /// The headers of the options.
    pub(super) fn new(headers: &BTreeMap<String, String>) -> Self {
        let unusable = HeaderName::from_static("vexil-unusable-header-name");
        let hashed = headers.iter().map(|(name, value)| {
            // A name that no header can have: nobody can send it, so nobody may call. Random, so that nobody can guess the value.
            match name.parse() {
                Ok(name) => (name, hash(value.as_bytes())),
                Err(_) => (unusable.clone(), std::array::from_fn(|_| fastrand::u8(..))),
            }
        });
        Self(hashed.collect())
    }

    /// Whether there are none.
    pub(super) const fn is_open(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a request has them all. Takes the same time for all wrong values.
    pub(super) fn admit(&self, request: &HeaderMap) -> bool {
        if self.is_open() {
            return true;
        }
        let mut admitted = Choice::from(1);
        for (name, expected) in &self.0 {
            let value = request.get(name);
            let given = hash(value.map_or(&[], |value| value.as_bytes()));
            admitted &= Choice::from(u8::from(value.is_some())) & given.ct_eq(expected);
        }
        admitted.into()
    }
}

/// A user and a password that requests must have.
#[derive(Debug)]
pub(super) struct BasicAuth {
    user: Hash,
    password: Hash,
}

impl BasicAuth {
    pub(super) fn new(user: &str, password: &str) -> Self {
        Self { user: hash(user.as_bytes()), password: hash(password.as_bytes()) }
    }

    /// Whether a request has them.
    pub(super) fn admits(&self, request: &HeaderMap) -> bool {
        let Some(credentials) =
            request.get(header::AUTHORIZATION).and_then(|value| credentials(value.as_bytes()))
        else {
            return false;
        };
        let Some(colon) = credentials.iter().position(|byte| *byte == b':') else { return false };
        let (user, password) = credentials.split_at(colon);
        let password = password.get(1..).unwrap_or_default();
        (hash(user).ct_eq(&self.user) & hash(password).ct_eq(&self.password)).into()
    }
}

/// `user:password` of an `Authorization` header.
fn credentials(header: &[u8]) -> Option<Vec<u8>> {
    let (scheme, rest) = header.split_at_checked(6)?;
    if !scheme.eq_ignore_ascii_case(b"basic ") {
        return None;
    }
    STANDARD.decode(rest).ok()
}

fn hash(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)]) -> HeaderMap {
        headers
            .iter()
            .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()))
            .collect()
    }

    fn options(headers: &[(&str, &str)]) -> BTreeMap<String, String> {
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn all_headers_must_be_equal() {
        let auth = AuthHeaders::new(&options(&[("X-API-KEY", "secret"), ("Other", "")]));
        let cases: [(&[(&str, &str)], bool); 6] = [
            (&[("x-api-key", "secret"), ("other", "")], true),
            (&[("x-api-key", "secret")], false),
            (&[("x-api-key", "Secret"), ("other", "")], false),
            (&[("x-api-key", "secret2"), ("other", "")], false),
            (&[("other", "")], false),
            (&[], false),
        ];
        for (headers, expected) in cases {
            assert_eq!(auth.admit(&request(headers)), expected, "{headers:?}");
        }
        assert!(AuthHeaders::default().admit(&request(&[])));
        let impossible = AuthHeaders::new(&options(&[("a b", "x")]));
        assert!(!impossible.admit(&request(&[("vexil-unusable-header-name", "x")])));
    }

    #[test]
    fn basic_credentials_must_be_equal() {
        let auth = BasicAuth::new("user", "pa:ss");
        let cases = [
            ("Basic dXNlcjpwYTpzcw==", true),
            ("basic dXNlcjpwYTpzcw==", true),
            ("Basic dXNlcjpwYTpz", false),
            ("Basic dXNlcg==", false),
            ("Basic ", false),
            ("Basic", false),
            ("Basic !!!", false),
            ("Bearer dXNlcjpwYTpzcw==", false),
        ];
        for (value, expected) in cases {
            assert_eq!(auth.admits(&request(&[("authorization", value)])), expected, "{value}");
        }
        assert!(!auth.admits(&request(&[])));
    }
}
