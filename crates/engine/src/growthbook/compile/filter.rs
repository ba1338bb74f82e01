//! Compiles filters.

use super::Compiler;
use crate::growthbook::hashing::{HashVersion, Range, Seed};
use crate::growthbook::model::{Broken, Filter, Filters, Ranges};
use crate::growthbook::wire::property;
use crate::js::{Data, DataRef};

/// Filters; `None` where there are none.
pub(super) fn compile_filters(filters: DataRef<'_>, compiler: &mut Compiler) -> Option<Filters> {
    match filters {
        DataRef::List(items) => {
            Some(items.iter().map(|item| compile_filter(item.view(), compiler)).collect())
        }
        other => other.is_truthy().then(|| Box::from([Err(compiler.broken("\"filters\" is no list."))])),
    }
}

fn compile_filter(filter: DataRef<'_>, compiler: &mut Compiler) -> Result<Filter, Broken> {
    if filter.is_nullish() {
        return Err(compiler.broken("A filter is null."));
    }
    let ranges = match property(filter, "ranges") {
        DataRef::List(items) => Ok(compile_ranges(items, compiler)),
        _ => Err(compiler.broken("The ranges of a filter are no list.")),
    };
    Ok(Filter {
        attribute: compiler.attribute(property(filter, "attribute")),
        seed: Seed::new(property(filter, "seed")),
        version: HashVersion::of(property(filter, "hashVersion"), HashVersion::Two),
        ranges,
    })
}

/// The ranges of a list.
pub(super) fn compile_ranges(items: &[Data], compiler: &mut Compiler) -> Ranges {
    let range = |item: &Data| match item.view() {
        range if range.is_nullish() => Err(compiler.broken("A range is null.")),
        range => Ok(Range::between(range, 0, 1)),
    };
    Ranges(items.iter().map(range).collect())
}
