//! Opening connections to one server.

use std::pin::Pin;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::failure::describe_io;
use super::settings::{Node, Settings};

/// How long a connection may take to be there, TLS and login included.
pub(super) const CONNECTING: Duration = Duration::from_secs(2);

/// A connection, with TLS or without.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send {}

impl<T: AsyncRead + AsyncWrite + Send> Stream for T {}

/// A stream to a server, without login.
pub(super) async fn stream(settings: &Settings, node: &Node) -> Result<Pin<Box<dyn Stream>>, String> {
    let connecting = async {
        let tcp = TcpStream::connect(&*settings.names.look_up(&node.host, node.port).await?).await?;
        // Commands are small and waited for.
        tcp.set_nodelay(true)?;
        let Some(tls) = &settings.tls else { return Ok(Box::pin(tcp) as Pin<Box<dyn Stream>>) };
        let name = match &tls.server_name {
            Some(name) => name.clone(),
            None => ServerName::try_from(node.host.clone()).map_err(std::io::Error::other)?,
        };
        let tls = TlsConnector::from(std::sync::Arc::clone(&tls.config)).connect(name, tcp).await?;
        Ok(Box::pin(tls) as Pin<Box<dyn Stream>>)
    };
    match timeout(CONNECTING, connecting).await {
        Ok(connected) => connected.map_err(|error| describe_io(&error)),
        Err(_) => Err("it does not answer".to_owned()),
    }
}
