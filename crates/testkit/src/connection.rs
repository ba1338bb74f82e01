//! Plays a script on one connection.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::server::TlsStream;

use crate::script::Step;
use crate::server::State;

/// The largest head that is read.
const LARGEST_HEAD: usize = 1 << 20;

/// How long a closed connection takes what the client still sends: closing with bytes unread would be a reset.
const DRAIN: Duration = Duration::from_secs(2);

/// Pieces of this size are written where a step repeats something.
const PIECE: usize = 64 << 10;

pub(crate) trait Wire: AsyncRead + AsyncWrite + Unpin {
    fn tcp(&self) -> &TcpStream;
}

impl Wire for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Wire for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

enum End {
    Keep,
    Close,
    Reset,
}

/// Serves until the script or the client ends the connection.
pub(crate) async fn serve(mut wire: impl Wire, state: &State) {
    // Late bytes of a drip would wait for others otherwise.
    let _ = wire.tcp().set_nodelay(true);
    let mut steps = state.next_early();
    let mut unread = Vec::new();
    loop {
        let steps = match steps.take() {
            Some(steps) => steps,
            None => {
                let Some(head) = read_head(&mut wire, &mut unread).await else { return };
                let body = state.saw(&head);
                if skip(&mut wire, &mut unread, body).await.is_none() {
                    return;
                }
                state.next()
            }
        };
        match play(&mut wire, &steps).await {
            Ok(End::Keep) => {}
            Ok(End::Close) => {
                let _ = wire.shutdown().await;
                let _ = timeout(DRAIN, read_to_end(&mut wire)).await;
                return;
            }
            Ok(End::Reset) => {
                let _ = wire.tcp().set_zero_linger();
                return;
            }
            // The client has hung up.
            Err(_) => return,
        }
    }
}

async fn play(wire: &mut impl Wire, steps: &[Step]) -> std::io::Result<End> {
    for step in steps {
        match step {
            Step::Early | Step::Keep => {}
            Step::Send(bytes) => wire.write_all(bytes).await?,
            Step::Repeat { bytes, times } => repeat(wire, bytes, *times).await?,
            Step::Drip { bytes, size, every } => {
                for piece in bytes.chunks((*size).max(1)) {
                    wire.write_all(piece).await?;
                    wire.flush().await?;
                    sleep(*every).await;
                }
            }
            Step::Wait(time) => sleep(*time).await,
            Step::Hang => {
                read_to_end(wire).await;
                return Ok(End::Close);
            }
            Step::Reset => return Ok(End::Reset),
            Step::Close => return Ok(End::Close),
        }
        wire.flush().await?;
    }
    Ok(if steps.contains(&Step::Keep) { End::Keep } else { End::Close })
}

async fn repeat(wire: &mut impl Wire, bytes: &[u8], times: u64) -> std::io::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    let at_once = (PIECE / bytes.len()).max(1);
    let piece = bytes.repeat(at_once);
    let at_once = at_once as u64;
    for _ in 0..times / at_once {
        wire.write_all(&piece).await?;
    }
    for _ in 0..times % at_once {
        wire.write_all(bytes).await?;
    }
    Ok(())
}

async fn read_to_end(wire: &mut impl Wire) {
    let mut sink = [0; 1024];
    while wire.read(&mut sink).await.is_ok_and(|count| count > 0) {}
}

/// Reads up to the empty line; `None` at the end of the connection.
async fn read_head(wire: &mut impl Wire, unread: &mut Vec<u8>) -> Option<Vec<u8>> {
    let mut searched = 0;
    loop {
        let found = unread[searched..].windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(end) = found.map(|position| searched + position + 4) {
            let rest = unread.split_off(end);
            return Some(std::mem::replace(unread, rest));
        }
        if unread.len() > LARGEST_HEAD {
            return None;
        }
        searched = unread.len().saturating_sub(3);
        if wire.read_buf(unread).await.ok()? == 0 {
            return None;
        }
    }
}

/// Passes over the body of a request.
async fn skip(wire: &mut impl Wire, unread: &mut Vec<u8>, mut length: u64) -> Option<()> {
    loop {
        let known = usize::try_from(length).unwrap_or(usize::MAX).min(unread.len());
        drop(unread.drain(..known));
        length -= known as u64;
        if length == 0 {
            return Some(());
        }
        if wire.read_buf(unread).await.ok()? == 0 {
            return None;
        }
    }
}
