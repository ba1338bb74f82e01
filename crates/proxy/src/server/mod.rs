//! Sockets, deadlines, TLS, reloads, signals and the end.

mod run;

pub(crate) use run::run;
