//! One fetch after the other, over real HTTP.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::sync::Arc;
use std::time::Duration;

use vexil_client::{Client, Environment, Event, FetchReport, Mode, Service, ServiceOptions, SystemClock};

use super::support::{Recorder, options};

/// Refreshes once and gives the report, with the host and handle for more.
pub(crate) async fn fetch(options: ServiceOptions) -> (FetchReport, Client, Arc<Recorder>) {
    let environment = Environment::on(tokio::runtime::Handle::current(), Arc::new(SystemClock), None);
    fetch_in(&environment, options).await
}

pub(crate) async fn fetch_in(
    environment: &Environment,
    options: ServiceOptions,
) -> (FetchReport, Client, Arc<Recorder>) {
    let host = Arc::new(Recorder::default());
    let client = Service::open_in(environment, options, Arc::clone(&host) as _, None, None).unwrap();
    let report = again(&client, &host).await;
    (report, client, host)
}

pub(crate) async fn again(client: &Client, host: &Recorder) -> FetchReport {
    host.take();
    client.refresh(0, true, None);
    host.wait_for("Fetched(true)").await;
    host.take_events()
        .into_iter()
        .find_map(|event| match event {
            Event::FetchEnded(report) => Some(report),
            _ => None,
        })
        .unwrap()
}

/// Options of a manual service at an address.
pub(crate) fn at(url: String) -> ServiceOptions {
    let mut options = options(Mode::Manual);
    options.base_url = url;
    options.base_url_overridden = true;
    options.request_timeout = Duration::from_secs(30);
    options
}
