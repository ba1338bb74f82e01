//! A small TCP server that says what it is told, byte for byte.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a request.
#[derive(Clone)]
pub(crate) enum Say {
    /// Writes the bytes and keeps the connection.
    Bytes(Vec<u8>),
    /// Writes the bytes and closes the connection.
    Last(Vec<u8>),
    /// Writes the head, then one byte every few milliseconds, for ever.
    Trickle(Vec<u8>),
    /// Says nothing, for ever.
    Nothing,
    /// Closes the connection without a word.
    Close,
}

pub(crate) struct Server {
    pub address: SocketAddr,
    pub requests: Arc<Mutex<Vec<String>>>,
    pub connections: Arc<Mutex<usize>>,
}

impl Server {
    /// Answers the requests in turn; the last answer is repeated for ever.
    pub(crate) async fn start(script: Vec<Say>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(Mutex::new(0));
        let server = Self { address, requests: Arc::clone(&requests), connections: Arc::clone(&connections) };
        let script = Arc::new(script);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *connections.lock().unwrap() += 1;
                tokio::spawn(serve(stream, Arc::clone(&script), Arc::clone(&requests)));
            }
        });
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits, in real time, until so many requests have come.
    pub(crate) async fn wait_for_requests(&self, count: usize) {
        while self.requests.lock().unwrap().len() < count {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    pub(crate) fn take_requests(&self) -> Vec<String> {
        std::mem::take(&mut *self.requests.lock().unwrap())
    }
}

async fn serve(mut stream: TcpStream, script: Arc<Vec<Say>>, requests: Arc<Mutex<Vec<String>>>) {
    while let Some(request) = read_head(&mut stream).await {
        let number = {
            let mut requests = requests.lock().unwrap();
            requests.push(request);
            requests.len() - 1
        };
        let say = script.get(number).or_else(|| script.last()).cloned().unwrap();
        let written = match say {
            Say::Bytes(bytes) => stream.write_all(&bytes).await,
            Say::Last(bytes) => {
                let _ = stream.write_all(&bytes).await;
                return;
            }
            Say::Trickle(bytes) => {
                let mut written = stream.write_all(&bytes).await;
                while written.is_ok() {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    written = stream.write_all(b" ").await;
                }
                return;
            }
            Say::Nothing => std::future::pending().await,
            Say::Close => return,
        };
        if written.is_err() {
            return;
        }
    }
}

/// Reads up to the empty line, as Latin-1; `None` at the end of the connection.
pub(crate) async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some(head.into_iter().map(char::from).collect())
}

/// A whole response.
pub(crate) fn response(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len()).into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}
