//! Name lookups, the same for all ways to a server.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec;

use hyper_util::client::legacy::connect::dns::Name;
use tower_service::Service;

use super::lookups::Lookups;
use crate::host::BoxFuture;
use crate::resolver::Resolver;

#[derive(Clone)]
pub(super) enum Names {
    /// By a resolver of the program.
    Resolver(Arc<dyn Resolver>),
    /// By the operating system.
    System(Arc<Lookups>),
}

impl Default for Names {
    fn default() -> Self {
        Self::System(Arc::default())
    }
}

impl Names {
    fn look_up(&self, name: String) -> BoxFuture<Result<vec::IntoIter<SocketAddr>, Unresolved>> {
        let names = self.clone();
        Box::pin(async move {
            // The port of the address asked for takes the place of 0.
            let found: Result<Vec<SocketAddr>, Arc<io::Error>> = match names {
                Self::Resolver(resolver) => match resolver.resolve(name).await {
                    Ok(addresses) => Ok(addresses.into_iter().map(|address| (address, 0).into()).collect()),
                    Err(error) => Err(Arc::new(error)),
                },
                Self::System(lookups) => lookups.look_up(name).await,
            };
            match found {
                Ok(addresses) if addresses.is_empty() => {
                    Err(Unresolved(Arc::new(io::Error::other("the name has no address"))))
                }
                found => found.map(IntoIterator::into_iter).map_err(Unresolved),
            }
        })
    }
}

/// A lookup that failed.
#[derive(Debug)]
pub(super) struct Unresolved(Arc<io::Error>);

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Unresolved {}

impl Service<Name> for Names {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = Unresolved;
    type Future = BoxFuture<Result<Self::Response, Unresolved>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Unresolved>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        self.look_up(name.as_str().to_owned())
    }
}

impl reqwest::dns::Resolve for Names {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let found = self.look_up(name.as_str().to_owned());
        Box::pin(async move {
            let addresses: reqwest::dns::Addrs = Box::new(found.await?);
            Ok(addresses)
        })
    }
}
