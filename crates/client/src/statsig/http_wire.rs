//! The wire that is HTTP.

use super::wire::{Call, HEADERS, Reply, Wire};
use crate::error::ClientError;
use crate::host::BoxFuture;
use crate::http::{HttpTransport, Outgoing};
use crate::tls::TlsTrust;

impl Wire for HttpTransport {
    fn trust(&self, url: &str) -> BoxFuture<Option<TlsTrust>> {
        let (transport, url) = (self.clone(), url.to_owned());
        Box::pin(async move { Self::trust(&transport, &url).await })
    }

    fn send(&self, call: Call) -> BoxFuture<Result<Reply, ClientError>> {
        let transport = self.clone();
        Box::pin(async move {
            let outgoing = match call.body {
                Some(body) => Outgoing::post(call.url, &call.headers, body),
                None => Outgoing::get(call.url, &call.headers),
            };
            let incoming = Self::send(&transport, outgoing, call.trust, call.timeout).await?;
            let headers = HEADERS.iter().filter_map(|name| Some((*name, incoming.header(name)?)));
            Ok(Reply { status: incoming.status(), headers: headers.collect(), body: incoming.into_chunks() })
        })
    }
}
