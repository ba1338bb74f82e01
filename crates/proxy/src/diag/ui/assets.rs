//! The files of the page.

/// A file, and what kind it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asset {
    pub(super) content_type: &'static str,
    pub(super) text: &'static str,
}

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// The page.
pub(super) const PAGE: Asset = Asset { content_type: HTML, text: include_str!("page/index.html") };

/// The file with the given name below `/ui/`.
pub(super) fn asset(name: &str) -> Option<Asset> {
    let (content_type, text) = match name {
        "colors.css" => (CSS, include_str!("page/colors.css")),
        "layout.css" => (CSS, include_str!("page/layout.css")),
        "parts.css" => (CSS, include_str!("page/parts.css")),
        "icon.svg" => (SVG, include_str!("page/icon.svg")),
        "main.js" => (SCRIPT, include_str!("page/main.js")),
        "activity.js" => (SCRIPT, include_str!("page/activity.js")),
        "attributes.js" => (SCRIPT, include_str!("page/attributes.js")),
        "dom.js" => (SCRIPT, include_str!("page/dom.js")),
        "evaluation.js" => (SCRIPT, include_str!("page/evaluation.js")),
        "flags.js" => (SCRIPT, include_str!("page/flags.js")),
        "live.js" => (SCRIPT, include_str!("page/live.js")),
        "sdks.js" => (SCRIPT, include_str!("page/sdks.js")),
        "steps.js" => (SCRIPT, include_str!("page/steps.js")),
        _ => return None,
    };
    Some(Asset { content_type, text })
}
