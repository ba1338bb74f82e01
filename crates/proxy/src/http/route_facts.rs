//! What holds for all requests of a route.

use axum::http::{HeaderValue, Method};

use super::route::{Address, Call, CdnTarget, Route};

/// A part of the main port that is configured for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SectionName {
    Cdn,
    Api,
    Ofrep,
    Sse,
    Hook,
    Status,
}

/// The methods of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Methods {
    /// `GET`, `HEAD` and `OPTIONS`.
    Read,
    /// `POST` and `OPTIONS`.
    Ask,
    /// `GET`, `HEAD` and `POST`.
    Hook,
}

impl Methods {
    pub(super) fn contain(self, method: &Method) -> bool {
        match self {
            Self::Read => matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS),
            Self::Ask => matches!(*method, Method::POST | Method::OPTIONS),
            Self::Hook => matches!(*method, Method::GET | Method::HEAD | Method::POST),
        }
    }

    /// The value of `Allow`.
    pub(super) const fn allow(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Read => "GET, HEAD, OPTIONS",
            Self::Ask => "OPTIONS, POST",
            Self::Hook => "GET, HEAD, POST",
        })
    }
}

impl Route<'_> {
    pub(super) const fn section(&self) -> SectionName {
        match self {
            Self::Cdn(_) => SectionName::Cdn,
            Self::Api(..) | Self::Coffee { .. } => SectionName::Api,
            Self::Ofrep(_) => SectionName::Ofrep,
            Self::Stream { .. } => SectionName::Sse,
            Self::Hook(_) => SectionName::Hook,
            Self::Status => SectionName::Status,
        }
    }

    pub(super) const fn methods(&self) -> Methods {
        match self {
            Self::Api(Call::Eval | Call::EvalAll | Call::Refresh, _) | Self::Ofrep(_) => Methods::Ask,
            Self::Hook(_) => Methods::Hook,
            _ => Methods::Read,
        }
    }

    /// Whether answers are compressed for clients that can read it.
    pub(super) const fn compresses(&self) -> bool {
        match self {
            Self::Cdn(_) | Self::Ofrep(_) | Self::Status => true,
            Self::Api(call, _) => !matches!(call, Call::Refresh),
            Self::Coffee { .. } | Self::Stream { .. } | Self::Hook(_) => false,
        }
    }

    /// The route without what differs from client to client: for metrics and logs.
    pub(super) const fn template(&self) -> &'static str {
        match self {
            Self::Cdn(CdnTarget::Id(_)) => "/configuration-files/configcat-proxy/{sdkId}/config_v6.json",
            Self::Cdn(CdnTarget::Key(_)) => "/configuration-files/{sdkKey}/config_v6.json",
            Self::Api(Call::Eval, Address::Id(_)) => "/api/{sdkId}/eval",
            Self::Api(Call::EvalAll, Address::Id(_)) => "/api/{sdkId}/eval-all",
            Self::Api(Call::Refresh, Address::Id(_)) => "/api/{sdkId}/refresh",
            Self::Api(Call::Keys, Address::Id(_)) => "/api/{sdkId}/keys",
            Self::Api(Call::Eval, Address::Key) => "/api/eval",
            Self::Api(Call::EvalAll, Address::Key) => "/api/eval-all",
            Self::Api(Call::Refresh, Address::Key) => "/api/refresh",
            Self::Api(Call::Keys, Address::Key) => "/api/keys",
            Self::Coffee { by_id: true } => "/api/{sdkId}/icanhascoffee",
            Self::Coffee { by_id: false } => "/api/icanhascoffee",
            Self::Ofrep(Some(_)) => "/ofrep/v1/evaluate/flags/{key}",
            Self::Ofrep(None) => "/ofrep/v1/evaluate/flags",
            Self::Stream { all: false, address: Address::Id(_), .. } => "/sse/{sdkId}/eval/{data}",
            Self::Stream { all: true, address: Address::Id(_), .. } => "/sse/{sdkId}/eval-all/{data}",
            Self::Stream { all: false, address: Address::Key, .. } => "/sse/eval/k/{data}",
            Self::Stream { all: true, address: Address::Key, .. } => "/sse/eval-all/k/{data}",
            Self::Hook(_) => "/hook/{sdkId}",
            Self::Status => "/status",
        }
    }

    /// Whether the answers are measured: a stream's end says nothing about the proxy's speed.
    pub(super) const fn is_measured(&self) -> bool {
        !matches!(self, Self::Stream { .. })
    }
}
