//! Sockets that listen.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;

/// So many clients may wait to be accepted.
const BACKLOG: i32 = 1024;

/// Listens on a port of all addresses of the machine, IPv4 and IPv6.
pub(crate) fn listen(port: u16) -> io::Result<TcpListener> {
    let both = SocketAddr::from((Ipv6Addr::UNSPECIFIED, port));
    match listen_at(both, Domain::IPV6) {
        Err(error)
            if error.kind() != io::ErrorKind::AddrInUse
                && error.kind() != io::ErrorKind::PermissionDenied =>
        {
            // There are machines without IPv6.
            listen_at(SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)), Domain::IPV4)
        }
        result => result,
    }
}

fn listen_at(address: SocketAddr, domain: Domain) -> io::Result<TcpListener> {
    let socket = Socket::new(domain, Type::STREAM, Some(Protocol::TCP))?;
    if domain == Domain::IPV6 {
        socket.set_only_v6(false)?;
    }
    // On Windows this would let two processes have one port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}
