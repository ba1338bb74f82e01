//! Sockets, deadlines, TLS, reloads, signals and the end.
//!
//! [`run`] is the life of the process. It holds a [`Live`](live::Live): the current [`Site`](crate::site::Site) and the
//! [`Port`](port::Port)s that show it. A port owns a socket and runs one task per connection (`connection`), whose time is kept by a
//! [`Watch`](watch::Watch): what clients may not do is to hold a connection without using it.

mod body;
mod changes;
mod connection;
mod descriptors;
mod files;
mod io;
mod listener;
mod live;
mod port;
mod rehearse;
mod report;
mod role;
mod run;
mod serving;
mod signals;
#[cfg(test)]
mod tests;
mod tls;
mod watch;

pub(crate) use rehearse::rehearse;
pub(crate) use run::run;
