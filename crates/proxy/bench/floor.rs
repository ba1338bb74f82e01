//! The floor of the benchmarks: the proxy's server stack, which answers every request with the same status, headers and bytes. It does not look
//! at the request, but has a deadline for its head, as each server on the internet must.
#![forbid(unsafe_code)]

use std::convert::Infallible;
use std::error::Error;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use clap::Parser;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

/// Answers every request with the same bytes.
#[derive(Parser)]
struct Arguments {
    /// The port, on the loopback interface.
    port: u16,
    status: StatusCode,
    /// The file with the body.
    body: PathBuf,
    /// `name: value`, as many as the proxy sends.
    headers: Vec<String>,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    fn new(arguments: Arguments) -> Result<Self, Box<dyn Error>> {
        let mut headers = HeaderMap::new();
        for header in &arguments.headers {
            let (name, value) = header.split_once(':').ok_or("a header needs a colon")?;
            headers.append(HeaderName::from_bytes(name.as_bytes())?, HeaderValue::from_str(value.trim())?);
        }
        Ok(Self { status: arguments.status, headers, body: std::fs::read(arguments.body)?.into() })
    }

    fn response(&self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body.clone()));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        response
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?;
    let answer = Arc::new(Answer::new(arguments)?);
    loop {
        let (socket, _) = listener.accept().await?;
        socket.set_nodelay(true)?;
        let answer = Arc::clone(&answer);
        tokio::spawn(async move {
            let service = service_fn(|_: Request<Incoming>| {
                let response = answer.response();
                async { Ok::<_, Infallible>(response) }
            });
            let mut builder = http1::Builder::new();
            builder.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(10));
            // Clients end connections as they like.
            drop(builder.serve_connection(TokioIo::new(socket), service).await);
        });
    }
}
