//! The service of the main port.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
#[cfg(test)]
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use http::Response;

use super::auth::BasicAuth;
use super::compress;
use super::debug_log::DebugLog;
use super::refusal::Refusal;
use super::reply::Reply;
use super::route::{Route, cleaned};
use super::route_facts::SectionName;
use super::section::Section;
use crate::content::Content;
use crate::diag::status_json;
use crate::log::Level;
use crate::site::Site;

/// Everything that requests of one site need, prepared once: headers, CORS, routes.
pub(crate) struct Front {
    pub(super) site: Arc<Site>,
    cdn: Section,
    pub(super) api: Section,
    pub(super) ofrep: Section,
    pub(super) sse: Section,
    pub(super) hook: Section,
    status: Section,
    pub(super) basic_auth: Option<BasicAuth>,
    debug_log: DebugLog,
}

impl Front {
    /// Prepares for the requests of a site.
    pub(crate) fn new(site: Arc<Site>) -> Self {
        let http = &site.options.http;
        let log = site.log.part("http", http.log);
        let part = |name| log.part(name, http.log);
        let none = BTreeMap::new();
        let (api, ofrep, hook) = (&http.api, &http.ofrep, &http.webhook);
        Self {
            cdn: Section::new(&http.cdn_proxy.section, &none, &[], part("cdn-proxy")),
            api: Section::new(&api.section, &api.auth_headers, &[], part("api")),
            ofrep: Section::new(&ofrep.section, &ofrep.auth_headers, &["X-ConfigCat-SdkId"], part("ofrep")),
            sse: Section::new(&http.sse.section, &none, &[], log.part("sse", http.sse.log)),
            hook: Section::bare(hook.enabled, &hook.auth_headers, part("webhook")),
            status: Section::bare(http.status_enabled, &none, part("status")),
            basic_auth: hook.basic_auth.as_ref().map(|(user, password)| BasicAuth::new(user, password)),
            debug_log: DebugLog::new(&site.sdks),
            site,
        }
    }

    /// Answers a request without waiting for anything: for a config that is at hand. `None`: [`answer_parts`](Self::answer_parts) can.
    pub(crate) fn answer_at_once<B>(&self, request: &http::Request<B>) -> Option<Response<Content>> {
        let started = Instant::now();
        let (method, headers) = (request.method(), request.headers());
        let section = &self.cdn;
        let is_plain = section.enabled && section.auth.is_open() && !section.log.is_on(Level::Debug);
        if !is_plain || !matches!(*method, Method::GET | Method::HEAD) {
            return None;
        }
        let route = Route::of_config(request.uri().path())?;
        let Route::Cdn(target) = &route else { return None };
        let mut reply = self.config_at_once(target, request.uri(), headers)?;
        section.dress(&mut reply, &route, method, headers);
        self.site.metrics.request(
            route.template(),
            method.as_str(),
            reply.status.as_u16(),
            started.elapsed(),
        );
        Some(reply.into_response(method))
    }

    /// Answers a request.
    #[cfg(test)]
    pub(super) async fn answer(&self, request: Request) -> Response<Content> {
        if let Some(response) = self.answer_at_once(&request) {
            return response;
        }
        let (parts, body) = request.into_parts();
        self.answer_parts(&parts, body).await
    }

    /// Answers a request that has been taken apart: its future is smaller by what it need not hold.
    pub(crate) async fn answer_parts(&self, parts: &Parts, body: Body) -> Response<Content> {
        let started = Instant::now();
        let path = parts.uri.path();
        let clean;
        let route = match Route::of(path) {
            None => {
                clean = cleaned(path);
                clean.as_deref().and_then(Route::of)
            }
            route => route,
        };
        let Some(route) = route.filter(|route| self.section(route).enabled) else {
            return Reply::no_route().into_response(&parts.method);
        };
        let log = &self.section(&route).log;
        let logged = log.is_on(Level::Debug).then(|| self.debug_log.path(&route, path));
        if let Some(path) = &logged {
            self.debug_log.starting(log, parts, path);
        }
        let reply = self.reply(&route, parts, body).await;
        let took = started.elapsed();
        if let Some(path) = &logged {
            self.debug_log.finished(log, parts, path, &reply, took);
        }
        if route.is_measured() {
            let (method, status) = (parts.method.as_str(), reply.status.as_u16());
            self.site.metrics.request(route.template(), method, status, took);
        }
        reply.into_response(&parts.method)
    }

    const fn section(&self, route: &Route<'_>) -> &Section {
        match route.section() {
            SectionName::Cdn => &self.cdn,
            SectionName::Api => &self.api,
            SectionName::Ofrep => &self.ofrep,
            SectionName::Sse => &self.sse,
            SectionName::Hook => &self.hook,
            SectionName::Status => &self.status,
        }
    }

    /// The layers around the handlers, from the outside to the inside: methods, the section's headers, `OPTIONS`, authentication, gzip.
    async fn reply(&self, route: &Route<'_>, parts: &Parts, body: Body) -> Reply {
        let methods = route.methods();
        if !methods.contain(&parts.method) {
            return Reply::wrong_method(methods.allow());
        }
        let section = self.section(route);
        let mut reply = if parts.method == Method::OPTIONS {
            Reply::empty(StatusCode::NO_CONTENT)
        } else if !section.auth.admit(&parts.headers) {
            Refusal::unauthorized().into()
        } else {
            let gzip = route.compresses() && compress::is_accepted(&parts.headers);
            let mut reply = self.handle(route, parts, body, gzip).await.unwrap_or_else(Reply::from);
            if gzip {
                compress::pack(&mut reply);
            }
            reply
        };
        section.dress(&mut reply, route, &parts.method, &parts.headers);
        reply
    }

    async fn handle(
        &self,
        route: &Route<'_>,
        parts: &Parts,
        body: Body,
        gzip: bool,
    ) -> Result<Reply, Refusal> {
        // What is rare or large is boxed: all requests have to make room for the rest.
        match route {
            Route::Cdn(target) => Box::pin(self.config(target, &parts.uri, &parts.headers, gzip)).await,
            Route::Api(call, address) => self.call(*call, address, parts, body).await,
            Route::Coffee { .. } => Ok(Reply::empty(StatusCode::IM_A_TEAPOT)),
            Route::Ofrep(key) => Box::pin(self.ofrep(key.as_deref(), parts, body)).await,
            Route::Stream { all, address, data } => {
                Ok(Box::pin(self.stream(*all, address, data, parts)).await)
            }
            Route::Hook(id) => Box::pin(self.webhook(id, parts, body)).await,
            Route::Status => Ok(Reply::json(StatusCode::OK, status_json(&self.site))),
        }
    }
}
