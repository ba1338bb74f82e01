//! From paths to what is asked for.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// What a path asks for. Identifiers are as the client sent them, percent-decoded: names to look up, nothing else. An empty one is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route<'a> {
    /// A config, for an SDK.
    Cdn(CdnTarget<'a>),
    /// A call of the API.
    Api(Call, Address<'a>),
    /// `icanhascoffee`, with an SDK identifier or without.
    Coffee { by_id: bool },
    /// One flag (its key) or all of them, the OpenFeature way.
    Ofrep(Option<Cow<'a, str>>),
    /// A stream of changes. `data` is still percent-encoded; empty: there is none.
    Stream { all: bool, address: Address<'a>, data: &'a str },
    /// A webhook's call about the SDK with this identifier.
    Hook(Cow<'a, str>),
    /// How the proxy is doing.
    Status,
}

/// Which config is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CdnTarget<'a> {
    /// That of the SDK with the identifier.
    Id(Cow<'a, str>),
    /// That of the SDK with the SDK key.
    Key(Cow<'a, str>),
}

/// Which SDK is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address<'a> {
    /// The one with the identifier.
    Id(Cow<'a, str>),
    /// The one with the SDK key that comes in a header or in the data.
    Key,
}

/// What the API can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    Eval,
    EvalAll,
    Refresh,
    Keys,
}

impl Call {
    fn named(name: &str) -> Option<Self> {
        match name {
            "eval" => Some(Self::Eval),
            "eval-all" => Some(Self::EvalAll),
            "refresh" => Some(Self::Refresh),
            "keys" => Some(Self::Keys),
            _ => None,
        }
    }
}

impl<'a> Route<'a> {
    /// Like [`of`](Self::of), for the paths of configs only.
    pub(super) fn of_config(path: &'a str) -> Option<Self> {
        if path.starts_with("/configuration-files") { Self::of(path) } else { None }
    }

    /// The route of a path, which is percent-encoded and without the query. One slash at the end makes no difference.
    pub(super) fn of(path: &'a str) -> Option<Self> {
        let path = path.strip_prefix('/')?;
        let (section, rest) = path.split_once('/').unwrap_or((path, ""));
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        match section {
            "configuration-files" => Some(Self::Cdn(cdn(rest))),
            "api" => api(rest),
            "sse" => sse(rest),
            "ofrep" => ofrep(rest),
            "hook" => (!rest.contains('/')).then(|| Self::Hook(decoded(rest))),
            "status" => rest.is_empty().then_some(Self::Status),
            _ => None,
        }
    }
}

/// Without the empty segments of `//`; `None` if there are none. A path is read like this only if it means nothing as it is, because an
/// empty segment can be the place of a missing identifier.
pub(super) fn cleaned(path: &str) -> Option<String> {
    path.contains("//").then(|| {
        let mut clean = String::with_capacity(path.len());
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            clean.push('/');
            clean.push_str(segment);
        }
        clean
    })
}

/// What percent-encoded text says. Bytes that are no UTF-8 become replacement characters, which no identifier has.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if text.contains('%') { percent_decode_str(text).decode_utf8_lossy() } else { Cow::Borrowed(text) }
}

fn cdn(rest: &str) -> CdnTarget<'_> {
    let rest = rest.trim_start_matches('/');
    let target = match rest.strip_suffix("config_v6.json") {
        Some("") => "",
        Some(target) => target.strip_suffix('/').unwrap_or(rest),
        None => rest,
    };
    match target.strip_prefix("configcat-proxy") {
        Some("") => CdnTarget::Id(Cow::Borrowed("")),
        Some(id) if id.starts_with('/') => CdnTarget::Id(decoded(id.trim_start_matches('/'))),
        _ if target.is_empty() => CdnTarget::Id(Cow::Borrowed("")),
        _ => CdnTarget::Key(decoded(target)),
    }
}

fn api(rest: &str) -> Option<Route<'_>> {
    let Some((id, name)) = rest.split_once('/') else {
        return if rest == "icanhascoffee" {
            Some(Route::Coffee { by_id: false })
        } else {
            Some(Route::Api(Call::named(rest)?, Address::Key))
        };
    };
    if name == "icanhascoffee" {
        return Some(Route::Coffee { by_id: true });
    }
    Some(Route::Api(Call::named(name)?, Address::Id(decoded(id))))
}

/// The data can hold slashes: the standard alphabet of base64 has one.
fn sse(rest: &str) -> Option<Route<'_>> {
    let (first, second) = rest.split_once('/')?;
    let (second, data) = second.split_once('/').unwrap_or((second, ""));
    let (all, address) = match (first, second) {
        ("eval", "k") => (false, Address::Key),
        ("eval-all", "k") => (true, Address::Key),
        (id, "eval") => (false, Address::Id(decoded(id))),
        (id, "eval-all") => (true, Address::Id(decoded(id))),
        _ => return None,
    };
    Some(Route::Stream { all, address, data })
}

fn ofrep(rest: &str) -> Option<Route<'_>> {
    match rest.strip_prefix("v1/evaluate/flags")? {
        "" => Some(Route::Ofrep(None)),
        key => {
            let key = key.strip_prefix('/')?;
            (!key.is_empty() && !key.contains('/')).then(|| Route::Ofrep(Some(decoded(key))))
        }
    }
}

#[cfg(test)]
mod tests;
