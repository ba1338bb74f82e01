//! The proxy option.

use reqwest::Url;

use super::credentials::take_credentials;
use crate::error::ClientError;

/// A forward proxy, reached with or without TLS.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Proxy {
    /// Without user and password.
    address: Url,
    /// User and password, only where both are given.
    credentials: Option<(String, String)>,
}

impl Proxy {
    pub(crate) fn parse(text: &str) -> Result<Self, ClientError> {
        let mut address = Url::parse(text).map_err(|_| ClientError::InvalidProxy)?;
        if !matches!(address.scheme(), "http" | "https") || !address.has_host() {
            return Err(ClientError::InvalidProxy);
        }
        let (user, password) = take_credentials(&mut address);
        let credentials = (!user.is_empty() && !password.is_empty()).then_some((user, password));
        Ok(Self { address, credentials })
    }

    pub(crate) fn is_https(&self) -> bool {
        self.address.scheme() == "https"
    }

    pub(super) const fn address(&self) -> &Url {
        &self.address
    }

    pub(super) fn credentials(&self) -> Option<(&str, &str)> {
        self.credentials.as_ref().map(|(user, password)| (user.as_str(), password.as_str()))
    }
}
