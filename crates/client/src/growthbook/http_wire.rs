//! The wire that is HTTP.

use super::wire::{HEADERS, Wire, WireResponse};
use crate::error::ClientError;
use crate::host::{BoxFuture, Request};
use crate::http::HttpTransport;

impl Wire for HttpTransport {
    fn send(&self, request: Request) -> BoxFuture<Result<WireResponse, ClientError>> {
        let transport = self.clone();
        Box::pin(async move {
            let incoming = transport.begin(&request).await?;
            let headers = HEADERS.iter().filter_map(|name| Some((*name, incoming.header(name)?)));
            Ok(WireResponse {
                status: incoming.status(),
                headers: headers.collect(),
                body: incoming.into_chunks(),
            })
        })
    }
}
