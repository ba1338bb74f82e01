//! Compiles experiments: of rules, of the payload and of the host.

use super::buckets::{compile_given, compile_weights};
use super::filter::compile_filters;
use super::{Compiler, Fields};
use crate::growthbook::hashing::{Coverage, HashVersion, Namespace, Seed};
use crate::growthbook::model::{Broken, Experiment, Groups, Ranges, Rare, StickyRule, Subject, UrlTest};
use crate::growthbook::wire::property;
use crate::js::regex::Regex;
use crate::js::{Data, DataRef};

/// What is known of an experiment from elsewhere.
pub(super) struct Known<'a> {
    /// What names it.
    pub(super) key: DataRef<'a>,
    /// The number of variations.
    pub(super) count: usize,
    /// Whether they have a length.
    pub(super) is_listed: bool,
    /// The number of the outcome that is the first variation's.
    pub(super) first_outcome: u32,
    /// Users have passed its filters already.
    pub(super) is_filtered: bool,
}

/// Compiles an experiment without what only the host's and the payload's own have.
pub(super) fn compile_experiment(
    known: &Known<'_>,
    fields: Fields<'_>,
    compiler: &mut Compiler,
) -> Experiment {
    let key = known.key.to_text();
    let subject = compile_subject(fields, compiler);
    let sticky = compile_sticky(&key, fields, compiler);
    let seed = fields.get("seed");
    let is_filtered = known.is_filtered || fields.get("filters").is_truthy();
    let namespace = Some(fields.get("namespace")).filter(|space| space.is_truthy() && !is_filtered);
    let coverage = Coverage::new(fields.get("coverage"));
    Experiment {
        subject,
        seed: Seed::new(if seed.is_truthy() { seed } else { known.key }),
        version: HashVersion::of(fields.get("hashVersion"), HashVersion::One),
        count: known.count,
        first_outcome: known.first_outcome,
        buckets: match fields.get("ranges") {
            ranges if ranges.is_truthy() => Ok(compile_given(ranges, compiler)),
            _ if known.is_listed => compile_weights(known.count, fields.get("weights"), coverage, compiler),
            _ => Ok(Ranges::default()),
        },
        passthrough: compile_passthrough(fields.get("meta")),
        namespace: namespace.map(Namespace::new),
        condition: compiler.condition(fields.get("condition")),
        sticky,
        bandit: None,
        rare: None,
        key: key.into(),
    }
}

/// What is hashed for an experiment or a rollout.
pub(super) fn compile_subject(fields: Fields<'_>, compiler: &mut Compiler) -> Subject {
    let attribute = compiler.attribute(fields.get("hashAttribute"));
    let fallback = fields.get("fallbackAttribute");
    let is_used = fallback.is_truthy() && !fields.get("disableStickyBucketing").is_truthy();
    Subject { attribute, fallback: is_used.then(|| compiler.attribute(fallback)) }
}

fn compile_sticky(key: &[u8], fields: Fields<'_>, compiler: &mut Compiler) -> Option<Box<StickyRule>> {
    if fields.get("disableStickyBucketing").is_truthy() {
        return None;
    }
    let fallback = fields.get("fallbackAttribute");
    let version = fields.get("bucketVersion");
    let version = if version.is_truthy() { version } else { DataRef::Number(0.0) };
    let prefix = [key, b"__"].concat();
    let keys = match fields.get("meta") {
        DataRef::List(items) => Ok(items
            .iter()
            .map(|item| match item.view() {
                meta if meta.is_nullish() => Err(Broken),
                meta => Ok(super::compiler::to_data(property(meta, "key"))),
            })
            .collect()),
        meta if meta.is_truthy() => Err(Broken),
        _ => Ok(Box::default()),
    };
    Some(Box::new(StickyRule {
        name: attribute_name(fields.get("hashAttribute")),
        fallback_name: attribute_name(fallback),
        fallback: compiler.attribute(fallback),
        assignment: [&prefix, &*version.to_text()].concat().into(),
        prefix: prefix.into(),
        min_version: fields.get("minBucketVersion").to_number(),
        keys,
    }))
}

fn attribute_name(name: DataRef<'_>) -> Box<[u8]> {
    if name.is_truthy() { name.to_text().as_ref().into() } else { b"id".as_slice().into() }
}

fn compile_passthrough(meta: DataRef<'_>) -> Box<[bool]> {
    let passes = |meta: &Data| property(meta.view(), "passthrough").is_truthy();
    let all: Box<[bool]> = match meta {
        DataRef::List(items) => items.iter().map(passes).collect(),
        _ => Box::default(),
    };
    if all.contains(&true) { all } else { Box::default() }
}

/// What the host overrides of a rule's experiment, and rules cannot say.
pub(super) fn compile_overridden(fields: Fields<'_>, compiler: &mut Compiler) -> Option<Box<Rare>> {
    let mut rare = compile_rare(fields, compiler);
    let overridden = |name| fields.overridden(name).filter(|value| value.view().is_truthy());
    if let Some(filters) = overridden("filters") {
        rare.filters = compile_filters(filters.view(), compiler);
    }
    let is_usual = rare.filters.is_none()
        && rare.groups.is_none()
        && rare.url.is_none()
        && rare.force.is_none()
        && !(rare.is_draft || rare.is_stopped);
    (!is_usual).then(|| Box::new(rare))
}

/// What few experiments have, and overrides may bring to all.
pub(super) fn compile_rare(fields: Fields<'_>, compiler: &mut Compiler) -> Rare {
    let is_status =
        |status: &str| matches!(fields.get("status"), DataRef::Text(text) if text == status.as_bytes());
    let overridden = |name| fields.overridden(name).map(Data::view).filter(|value| value.is_truthy());
    let has_force = !matches!(fields.get("force"), DataRef::Undefined);
    Rare {
        is_draft: is_status("draft") || matches!(fields.get("active"), DataRef::Bool(false)),
        groups: overridden("groups").map(|groups| Groups::Listed(texts(groups))),
        url: overridden("url").and_then(|url| compile_url(url, compiler)),
        force: has_force.then(|| fields.get("force").to_number()),
        is_stopped: is_status("stopped"),
        ..Rare::default()
    }
}

fn texts(list: DataRef<'_>) -> Box<[Box<[u8]>]> {
    let length = crate::growthbook::wire::length(list).unwrap_or_default();
    let text = |place| crate::growthbook::wire::index(list, place).view().to_text().as_ref().into();
    (0..length).map(text).collect()
}

/// The regular expression for the URL, given as its pattern, or as an object with `source` and `ignoreCase`; `None` where it is none.
fn compile_url(url: DataRef<'_>, compiler: &mut Compiler) -> Option<UrlTest> {
    let source = if matches!(url, DataRef::Object(_)) { property(url, "source") } else { url };
    let regex = match source {
        DataRef::Text(pattern) => Regex::new(pattern, property(url, "ignoreCase").is_truthy()).ok(),
        _ => None,
    };
    if regex.is_none() {
        compiler.problems.note("The overriding \"url\" is no regular expression.");
    }
    regex.map(UrlTest::Regex)
}
