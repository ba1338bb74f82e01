//! The floor of the benchmarks: the proxy's server stack, which answers every request with the same bytes.
#![forbid(unsafe_code)]

use std::convert::Infallible;
use std::error::Error;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use clap::Parser;
use http::header::{CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH};
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::TcpListener;

/// Answers every request with the same bytes.
#[derive(Parser)]
struct Arguments {
    /// The port, on the loopback interface.
    #[arg(long)]
    port: u16,
    /// So many bytes are the body.
    #[arg(long, default_value_t = 0)]
    size: usize,
    /// The body, in place of a size.
    #[arg(long)]
    file: Option<PathBuf>,
    #[arg(long, default_value = "application/json")]
    content_type: HeaderValue,
    /// More headers, `name: value`: as many as the proxy sends.
    #[arg(long)]
    header: Vec<String>,
    /// The ETag, to which an equal If-None-Match gets 304.
    #[arg(long)]
    etag: Option<HeaderValue>,
}

struct Answer {
    body: Bytes,
    headers: HeaderMap,
    content_type: HeaderValue,
    etag: Option<HeaderValue>,
}

impl Answer {
    fn new(arguments: Arguments) -> Result<Self, Box<dyn Error>> {
        let body = match arguments.file {
            Some(file) => std::fs::read(file)?,
            None => vec![b'x'; arguments.size],
        };
        let mut headers = HeaderMap::new();
        for header in &arguments.header {
            let (name, value) = header.split_once(':').ok_or("a header needs a colon")?;
            headers.append(
                HeaderName::from_bytes(name.trim().as_bytes())?,
                HeaderValue::from_str(value.trim())?,
            );
        }
        if let Some(etag) = &arguments.etag {
            headers.insert(ETAG, etag.clone());
        }
        Ok(Self { body: body.into(), headers, content_type: arguments.content_type, etag: arguments.etag })
    }

    fn to(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::default());
        *response.headers_mut() = self.headers.clone();
        if self.etag.is_some() && request.headers().get(IF_NONE_MATCH) == self.etag.as_ref() {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        } else {
            response.headers_mut().insert(CONTENT_TYPE, self.content_type.clone());
            *response.body_mut() = Full::new(self.body.clone());
        }
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
            let service = service_fn(|request| {
                let response = answer.to(&request);
                async { Ok::<_, Infallible>(response) }
            });
            // Clients end connections as they like.
            drop(
                auto::Builder::new(TokioExecutor::new())
                    .serve_connection(TokioIo::new(socket), service)
                    .await,
            );
        });
    }
}
