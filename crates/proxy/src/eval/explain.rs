//! Evaluations that tell how they came about.

use vexil_engine::configcat::{Config, ExplainRequest, Explanation, FlagId};

use super::slots::Slots;
use super::subject::Subject;
use crate::user::User;

/// Evaluates a flag as the answers do, and tells everything about it. The user has the default attributes already.
pub(crate) fn explain(
    config: &Config,
    id: FlagId,
    user: Option<&User>,
    request: &ExplainRequest<'_>,
) -> Explanation {
    let subject = user.map(Subject::from);
    let plan = config.flag(id).map_or(&[][..], |flag| flag.plan());
    config.explain(id, &Slots::new(subject.as_ref(), plan), request)
}
