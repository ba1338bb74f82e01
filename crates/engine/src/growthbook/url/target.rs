//! Lists of targets.

use url::{Position, Url};

use super::simple::SimplePattern;
use crate::growthbook::Problems;
use crate::growthbook::model::Broken;
use crate::growthbook::wire::property;
use crate::js::regex::Regex;
use crate::js::{Data, DataRef, wtf8};

/// What relative URLs are relative to.
const BASE: &str = "https://_";

/// The targets of an experiment, in order.
#[derive(Debug)]
pub(crate) struct Targets(Box<[Result<Target, Broken>]>);

#[derive(Debug)]
struct Target {
    includes: bool,
    test: Test,
}

#[derive(Debug)]
enum Test {
    Regex(Regex),
    Simple(SimplePattern),
    /// No URL is like that.
    Never,
}

impl Targets {
    /// The targets that an experiment states; `None` where it states none.
    pub(crate) fn compile(targets: DataRef<'_>, problems: &mut Problems) -> Option<Self> {
        targets.is_truthy().then(|| Self::compile_list(targets, problems))
    }

    /// The targets of a list.
    pub(crate) fn compile_list(targets: DataRef<'_>, problems: &mut Problems) -> Self {
        match targets {
            DataRef::List(items) => Self(items.iter().map(|item| Target::compile(item, problems)).collect()),
            _ => {
                problems.note("\"urlPatterns\" is no list, so it fits no URL.");
                Self(Box::default())
            }
        }
    }

    /// Whether the URL is one of the targets.
    pub(crate) fn has(&self, url: &[u8]) -> Result<bool, Broken> {
        let base = Url::parse(BASE).ok();
        let url = Url::options().base_url(base.as_ref()).parse(&wtf8::to_lossy(url)).ok();
        let mut includes_some = false;
        let mut is_included = false;
        for target in &self.0 {
            let target = target.as_ref().map_err(|broken| *broken)?;
            let fits = url.as_ref().is_some_and(|url| target.test.fits(url));
            if !target.includes && fits {
                return Ok(false);
            }
            includes_some |= target.includes;
            is_included |= target.includes && fits;
        }
        Ok(is_included || !(includes_some || self.0.is_empty()))
    }
}

impl Target {
    fn compile(target: &Data, problems: &mut Problems) -> Result<Self, Broken> {
        let target = target.view();
        if target.is_nullish() {
            problems.note("A URL pattern is null.");
            return Err(Broken);
        }
        let test = match (property(target, "type"), property(target, "pattern")) {
            (DataRef::Text(b"regex"), DataRef::Text(pattern)) => {
                Regex::new(pattern, false).ok().map(Test::Regex)
            }
            (DataRef::Text(b"simple"), DataRef::Text(pattern)) => {
                SimplePattern::new(pattern).map(Test::Simple)
            }
            _ => None,
        };
        if test.is_none() {
            problems.note("A URL pattern is malformed, or of an unknown type: it fits no URL.");
        }
        let includes = !matches!(property(target, "include"), DataRef::Bool(false));
        Ok(Self { includes, test: test.unwrap_or(Test::Never) })
    }
}

impl Test {
    fn fits(&self, url: &Url) -> bool {
        match self {
            Self::Regex(regex) => {
                let href = url.as_str().as_bytes();
                // Opaque origins are `null` to JavaScript, and it cuts off as many characters.
                let origin = url.origin().ascii_serialization().len();
                regex.is_match(href) || regex.is_match(href.get(origin..).unwrap_or_default())
            }
            Self::Simple(pattern) => pattern.fits(url),
            Self::Never => false,
        }
    }
}

/// The part of a URL that tells the host and the port.
pub(super) fn host(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}
